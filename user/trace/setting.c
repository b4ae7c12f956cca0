// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * setting.c - what sysctls come to together
 */
#include "setting.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "../util/util.h"

static void forget(int64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = SETTING_UNKNOWN;
}

struct settings *settings_new(void)
{
	struct settings *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	forget(s->room, ARRAY_SIZE(s->room));
	forget(s->table4, ARRAY_SIZE(s->table4));
	forget(s->table6, ARRAY_SIZE(s->table6));
	return s;
}

void settings_free(struct settings *s)
{
	if (s)
		free(s->ifaces);
	free(s);
}

/* Rows come in the order of a dump, which is nearly that of the indices. */
static const struct iface_settings *find(const struct settings *s, uint32_t ifindex)
{
	for (size_t i = s ? s->n_ifaces : 0; i > 0; i--)
		if (s->ifaces[i - 1].ifindex == ifindex)
			return &s->ifaces[i - 1];
	return NULL;
}

struct iface_settings *settings_iface(struct settings *s, uint32_t ifindex)
{
	const struct iface_settings *old = find(s, ifindex);
	struct iface_settings *more;

	if (old)
		return &s->ifaces[old - s->ifaces];
	more = grow(s->ifaces, s->n_ifaces, sizeof(*more));
	if (!more)
		return NULL;
	s->ifaces = more;
	more += s->n_ifaces++;
	memset(more, 0, sizeof(*more));
	more->ifindex = ifindex;
	forget(more->v4, ARRAY_SIZE(more->v4));
	forget(more->v6, ARRAY_SIZE(more->v6));
	forget(more->neigh4, ARRAY_SIZE(more->neigh4));
	forget(more->neigh6, ARRAY_SIZE(more->neigh6));
	return more;
}

int64_t room_setting(const struct settings *s, enum room_setting what)
{
	return s ? s->room[what] : SETTING_UNKNOWN;
}

int64_t iface_setting4(const struct settings *s, uint32_t ifindex, enum iface_setting4 what)
{
	const struct iface_settings *i = find(s, ifindex);

	return i ? i->v4[what] : SETTING_UNKNOWN;
}

int64_t iface_setting6(const struct settings *s, uint32_t ifindex, enum iface_setting6 what)
{
	const struct iface_settings *i = find(s, ifindex);

	return i ? i->v6[what] : SETTING_UNKNOWN;
}

static int64_t both(bool all_of, int64_t own, int64_t all)
{
	bool decided = all_of ? own == 0 || all == 0
			      : (own != SETTING_UNKNOWN && own) || (all != SETTING_UNKNOWN && all);

	if (decided)
		return all_of ? 0 : 1;
	return own == SETTING_UNKNOWN || all == SETTING_UNKNOWN ? SETTING_UNKNOWN : all_of;
}

static int64_t combine(enum setting_rule rule, int64_t own, int64_t all, int64_t forwarding)
{
	switch (rule) {
	case SETTING_OWN: return own;
	case SETTING_ALL: return all;
	case SETTING_MAX:
		if (own == SETTING_UNKNOWN || all == SETTING_UNKNOWN)
			return SETTING_UNKNOWN;
		return own > all ? own : all;
	case SETTING_OR: return both(false, own, all);
	case SETTING_AND: return both(true, own, all);
	case SETTING_FORWARDING_PICKS:
		return forwarding == SETTING_UNKNOWN ? SETTING_UNKNOWN : both(forwarding, own, all);
	}
	return SETTING_UNKNOWN;
}

int64_t setting4_effective(const struct settings *s, uint32_t ifindex, enum iface_setting4 what)
{
#define RULE(name, file, number, rule) SETTING_##rule,
	static const enum setting_rule rules[] = { IFACE_SETTINGS4(RULE) };
#undef RULE

	return combine(rules[what], iface_setting4(s, ifindex, what),
		       iface_setting4(s, SETTING_ALL_IFACES, what),
		       iface_setting4(s, ifindex, SETTING4_FORWARDING));
}

int64_t setting6_effective(const struct settings *s, uint32_t ifindex, enum iface_setting6 what)
{
#define RULE(name, file, number, rule) SETTING_##rule,
	static const enum setting_rule rules[] = { IFACE_SETTINGS6(RULE) };
#undef RULE

	return combine(rules[what], iface_setting6(s, ifindex, what),
		       iface_setting6(s, SETTING_ALL_IFACES, what),
		       iface_setting6(s, ifindex, SETTING6_FORWARDING));
}

int64_t neigh_setting(const struct settings *s, uint8_t family, uint32_t ifindex,
		      enum neigh_setting what)
{
	const struct iface_settings *i = find(s, ifindex);

	if (!i)
		return SETTING_UNKNOWN;
	return family == AF_INET ? i->neigh4[what] : i->neigh6[what];
}

int64_t neigh_table(const struct settings *s, uint8_t family, enum neigh_table_value what)
{
	if (!s)
		return SETTING_UNKNOWN;
	return family == AF_INET ? s->table4[what] : s->table6[what];
}

#define SECOND(name, word, ...) word,

const char *room_setting_path(enum room_setting what)
{
	static const char *const paths[] = { ROOM_SETTINGS(SECOND) };

	return paths[what];
}

const char *setting4_name(enum iface_setting4 what)
{
	static const char *const names[] = { IFACE_SETTINGS4(SECOND) };

	return names[what];
}

const char *setting6_name(enum iface_setting6 what)
{
	static const char *const names[] = { IFACE_SETTINGS6(SECOND) };

	return names[what];
}

const char *neigh_setting_name(enum neigh_setting what)
{
	static const char *const names[] = { NEIGH_SETTINGS(SECOND) };

	return names[what];
}
