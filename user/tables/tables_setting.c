// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_setting.c - what sysctls say: an interface's come with its link in one dump, the rest is
 * read from files
 */
#include "tables_row.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"
#include "../kernel/sysctl.h"

/* Of what is shorter than we know, the kernel is older: the rest stays unknown. */
static void read_words(const struct nlattr *a, const unsigned int *where, int64_t *values, size_t n)
{
	size_t words = mnl_attr_get_payload_len(a) / sizeof(int32_t);
	const char *p = mnl_attr_get_payload(a);

	for (size_t i = 0; i < n; i++) {
		int32_t word;

		if (where[i] >= words)
			continue;
		memcpy(&word, p + where[i] * sizeof(word), sizeof(word));
		values[i] = word;
	}
}

static void read_family(const struct nlattr *family, struct iface_settings *i)
{
	/* IPv4 counts from 1, IPv6 from 0. */
#define WHERE4(name, file, number, rule) (number) - 1,
#define WHERE6(name, file, number, rule) (number),
	static const unsigned int where4[] = { IFACE_SETTINGS4(WHERE4) };
	static const unsigned int where6[] = { IFACE_SETTINGS6(WHERE6) };
#undef WHERE4
#undef WHERE6
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, family)
	{
		if (mnl_attr_get_type(family) == AF_INET && mnl_attr_get_type(a) == IFLA_INET_CONF)
			read_words(a, where4, i->v4, IFACE_SETTINGS4_N);
		if (mnl_attr_get_type(family) == AF_INET6 &&
		    mnl_attr_get_type(a) == IFLA_INET6_CONF)
			read_words(a, where6, i->v6, IFACE_SETTINGS6_N);
	}
}

int read_settings(const struct nlattr *spec, struct settings *s, uint32_t ifindex)
{
	struct iface_settings *i = settings_iface(s, ifindex);
	const struct nlattr *a;

	if (!i)
		return -ENOMEM;
	mnl_attr_for_each_nested(a, spec) read_family(a, i);
	return 0;
}

/* Counts are words, times double words of ms. */
static int64_t number(const struct nlattr *a)
{
	uint64_t v = 0;

	if (mnl_attr_get_payload_len(a) == sizeof(uint32_t))
		return attr_u32(a);
	attr_bytes(a, &v, sizeof(v));
	return (int64_t)v;
}

static int read_parms(const struct nlattr *parms, uint8_t family, struct settings *s)
{
#define TYPE(name, file, type) type,
	static const uint16_t types[] = { NEIGH_SETTINGS(TYPE) };
#undef TYPE
	const struct nlattr *a, *at[NDTPA_MAX + 1] = { NULL };
	struct iface_settings *i;
	int64_t *values;

	mnl_attr_for_each_nested(a, parms) if (mnl_attr_get_type(a) <= NDTPA_MAX)
		at[mnl_attr_get_type(a)] = a;
	/* Without an interface it is what new ones get. */
	if (!at[NDTPA_IFINDEX] || !attr_u32(at[NDTPA_IFINDEX]))
		return 0;
	i = settings_iface(s, attr_u32(at[NDTPA_IFINDEX]));
	if (!i)
		return -ENOMEM;
	values = family == AF_INET ? i->neigh4 : i->neigh6;
	for (size_t k = 0; k < NEIGH_SETTINGS_N; k++)
		if (at[types[k]])
			values[k] = number(at[types[k]]);
	return 0;
}

static void read_table(const struct nlattr *a, int64_t *table)
{
	struct ndt_config config = { 0 };
	struct ndt_stats stats = { 0 };

	switch (mnl_attr_get_type(a)) {
	case NDTA_THRESH1: table[NEIGH_TABLE_GC_THRESH1] = attr_u32(a); break;
	case NDTA_THRESH2: table[NEIGH_TABLE_GC_THRESH2] = attr_u32(a); break;
	case NDTA_THRESH3: table[NEIGH_TABLE_GC_THRESH3] = attr_u32(a); break;
	case NDTA_CONFIG:
		attr_bytes(a, &config, sizeof(config));
		table[NEIGH_TABLE_ENTRIES] = config.ndtc_entries;
		break;
	case NDTA_STATS:
		attr_bytes(a, &stats, sizeof(stats));
		table[NEIGH_TABLE_TABLE_FULLS] = (int64_t)stats.ndts_table_fulls;
		break;
	default: break;
	}
}

int read_neigh_table(const struct nlmsghdr *h, void *ctx)
{
	const struct ndtmsg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	struct settings *s = r->room->settings;
	const struct nlattr *a;

	if (!m || h->nlmsg_type != RTM_NEWNEIGHTBL || !addr_len(m->ndtm_family) || !s)
		return 0;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		read_table(a, m->ndtm_family == AF_INET ? s->table4 : s->table6);
		if (mnl_attr_get_type(a) == NDTA_PARMS && read_parms(a, m->ndtm_family, s))
			return -ENOMEM;
	}
	return 0;
}

/* The @nth number of a file, unknown where there is none. */
static int64_t read_file(int dir, const char *path, int nth)
{
	char key[128], value[SYSCTL_VALUE_MAX], *p = value, *end;
	long long n = 0;

	snprintf(key, sizeof(key), "net/%s", path);
	if (sysctl_read(dir, key, value, NULL))
		return SETTING_UNKNOWN;
	for (int i = 0; i <= nth; i++, p = end) {
		n = strtoll(p, &end, 10);
		if (end == p)
			return SETTING_UNKNOWN;
	}
	return n;
}

static void read_files(int dir, struct settings *s, struct iface_settings *all)
{
#define FILE_ROOM(name, path, nth) s->room[ROOM_SETTING_##name] = read_file(dir, path, nth);
	ROOM_SETTINGS(FILE_ROOM)
#undef FILE_ROOM
#define FILE4(name, file, number, rule)                                                            \
	all->v4[SETTING4_##name] = read_file(dir, "ipv4/conf/all/" file, 0);
	IFACE_SETTINGS4(FILE4)
#undef FILE4
#define FILE6(name, file, number, rule)                                                            \
	all->v6[SETTING6_##name] = read_file(dir, "ipv6/conf/all/" file, 0);
	IFACE_SETTINGS6(FILE6)
#undef FILE6
}

static int read_room_files(int dir, const struct netns *n, struct settings *s, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct iface_settings *all = settings_iface(s, SETTING_ALL_IFACES);
	int err = netns_enter(n, &token, e);

	if (!all)
		return err_sys(e, ENOMEM, "cannot read the settings");
	if (!err)
		read_files(dir, s, all);
	return err;
}

int tables_settings(struct snapshot *s, const struct netns *rooms, struct err *e)
{
	_cleanup_close_ int dir = -1;
	int err = 0;

	for (size_t i = 0; i < s->n_rooms && !err; i++) {
		if (i % SYSCTL_ROOMS_MAX == 0) {
			cleanup_close(&dir);
			dir = sysctl_open(e);
		}
		err = dir < 0 ? dir : read_room_files(dir, &rooms[i], s->rooms[i].settings, e);
	}
	return err;
}
