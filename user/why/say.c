// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * say.c - names fit for a terminal, commands fit for a shell
 */
#include "say.h"

#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <string.h>

#include "../trace/rule.h"

struct shown show(const char *name)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_escape(&t, name, strlen(name));
	return s;
}

struct shown show_ip(uint8_t family, const uint8_t *addr)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_ip(&t, addr, addr_octets(family));
	return s;
}

struct shown show_mac(const uint8_t mac[6])
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_mac(&t, mac);
	return s;
}

struct shown show_to(const struct question *q)
{
	return q->to_name ? show(q->to_name) : show_ip(q->family, q->to);
}

struct shown show_at(const struct room *room, const struct link_row *link)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_escape(&t, room->name, strlen(room->name));
	if (link) {
		text_str(&t, ":");
		text_escape(&t, link->name, strlen(link->name));
	}
	return s;
}

struct shown show_net(uint8_t family, const uint8_t *addr, uint8_t len)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);
	uint8_t net[16] = { 0 };

	memcpy(net, addr, len / 8);
	if (len % 8)
		net[len / 8] = addr[len / 8] & (uint8_t)(0xff00u >> (len % 8));
	text_ip(&t, net, addr_octets(family));
	text_add(&t, "/%u", len);
	return s;
}

struct shown show_destination(const struct route_row *r)
{
	return r->len ? show_net(r->family, r->dst, r->len) : show("default");
}

struct shown show_table(uint32_t table)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	if (table != RT_TABLE_MAIN)
		text_add(&t, " table %u", table);
	return s;
}

struct shown show_times(unsigned int n)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	if (n == 1)
		text_add(&t, "once");
	else if (n == 2)
		text_add(&t, "twice");
	else
		text_add(&t, "%u times", n);
	return s;
}

struct shown show_goal(const struct scene *s)
{
	return s->gap.leg == LEG_REQUEST ? show_to(s->q) : show(s->q->from->name);
}

struct shown show_goal_ip(const struct scene *s, const uint8_t *dst)
{
	struct shown goal = show_goal(s), ip = show_ip(s->q->family, dst), both = { "" };
	struct text t = TEXT(both.text);

	if (!strcmp(goal.text, ip.text))
		return ip;
	text_add(&t, "%s (%s)", goal.text, ip.text);
	return t.len + 1 < sizeof(both.text) ? both : ip;
}

/* Return: did it fit? */
static bool _printf_(3, 0) write_words(char *buf, size_t size, const char *fmt, va_list ap)
{
	return vsnprintf(buf, size, fmt, ap) < (int)size;
}

void say(struct verdict *v, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!write_words(v->summary, sizeof(v->summary), fmt, ap))
		v->summary[sizeof(v->summary) - 2] = '.';
	va_end(ap);
}

static struct place place_of(const struct room *room, const struct link_row *link)
{
	struct place p;

	snprintf(p.netns, sizeof(p.netns), "%s", room->name);
	snprintf(p.ifname, sizeof(p.ifname), "%s", link ? link->name : "");
	return p;
}

void say_where(struct verdict *v, const struct room *room, const struct link_row *link)
{
	v->where = place_of(room, link);
}

void say_evidence(struct verdict *v, enum evidence_kind kind, const char *fmt, ...)
{
	struct evidence *e = &v->evidence[v->n_evidence];
	va_list ap;

	if (v->n_evidence == EVIDENCE_LINES)
		return;
	e->kind = kind;
	va_start(ap, fmt);
	write_words(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	v->n_evidence++;
}

void say_warning(struct verdict *v, enum cause cause, const struct room *room,
		 const struct link_row *link, const char *fmt, ...)
{
	struct warning w = { .cause = cause, .where = place_of(room, link) };
	va_list ap;

	for (size_t i = 0; i < v->n_warnings; i++)
		if (v->warnings[i].cause == cause &&
		    !strcmp(v->warnings[i].where.netns, w.where.netns) &&
		    !strcmp(v->warnings[i].where.ifname, w.where.ifname))
			return;
	if (v->n_warnings == VERDICT_WARNINGS)
		return;
	va_start(ap, fmt);
	write_words(w.text, sizeof(w.text), fmt, ap);
	va_end(ap);
	v->warnings[v->n_warnings++] = w;
}

/* How many octets are there that a shell may read as something else? */
static size_t odd_in(const char *s)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@=+,% ";
	size_t n = 0;

	for (s += strspn(s, plain); *s; s += 1 + strspn(s + 1, plain))
		n++;
	return n;
}

/* What no shell reads as anything but itself, but for what the format has: quotes. */
static bool is_plain(const char *s, const char *fmt)
{
	return *s && *s != '#' && odd_in(s) == odd_in(fmt);
}

static bool starts(const char *s, const char *word)
{
	return !strncmp(s, word, strlen(word));
}

/* How many words there would be options; no name is "-6". */
static unsigned int options_in(const char *s)
{
	unsigned int n = 0;

	for (; (s = strstr(s, " -")); s += 2)
		n += !starts(s, " -6 ");
	return n;
}

/* ip, bridge and tc go into a named namespace by themselves. */
static void add_command(struct text *t, const char *room, const char *command)
{
	size_t word = strcspn(command, " ");

	if (!strcmp(room, "host"))
		text_str(t, command);
	else if (starts(room, "pid:"))
		text_add(t, "nsenter -t %s -n %s", room + 4, command);
	else if (strchr(room, '/'))
		text_add(t, "nsenter --net=%s %s", room, command);
	else if (starts(command, "ip ") || starts(command, "bridge ") || starts(command, "tc "))
		text_add(t, "%.*s -n %s%s", (int)word, command, room, command + word);
	else
		text_add(t, "ip netns exec %s %s", room, command);
}

bool are_words(const char *table, const char *chain)
{
	return !strchr(table, ' ') && !strchr(chain, ' ');
}

void say_fix(struct verdict *v, const struct room *room, const char *fmt, ...)
{
	char command[FIX_TEXT], whole[FIX_TEXT + ROOM_NAME_MAX + 32];
	struct text t = TEXT(whole);
	va_list ap;
	bool fits;

	va_start(ap, fmt);
	fits = write_words(command, sizeof(command), fmt, ap);
	va_end(ap);
	if (!fits || v->n_fix == FIX_LINES || *room->name == '-' || strchr(room->name, ' ') ||
	    !is_plain(room->name, "") || !is_plain(command, fmt) ||
	    options_in(command) != options_in(fmt))
		return;
	add_command(&t, room->name, command);
	if (t.len >= FIX_TEXT)
		return;
	memcpy(v->fix[v->n_fix++], whole, t.len + 1);
	v->fixes_host |= !strcmp(room->name, "host");
}

void say_addr_add(struct verdict *v, const struct room *room, uint8_t family, const uint8_t *addr,
		  uint8_t len, const char *ifname)
{
	say_fix(v, room, "ip %saddr add %s/%u dev %s%s", SIX(family), SHOW_IP(family, addr), len,
		ifname, family == AF_INET6 ? " nodad" : "");
}

void say_addr_del(struct verdict *v, const struct room *room, uint8_t family, const uint8_t *addr,
		  uint8_t len, const char *ifname)
{
	say_fix(v, room, "ip %saddr del %s/%u dev %s", SIX(family), SHOW_IP(family, addr), len,
		ifname);
}

void say_rule_del(struct verdict *v, const struct room *room, const struct event_rule *rule)
{
	if (are_words(rule->table, rule->chain))
		say_fix(v, room, "nft delete rule %s %s %s handle %llu",
			rule_family_word(rule->family), rule->table, rule->chain,
			(unsigned long long)rule->handle);
}

void say_route(struct verdict *v, const struct room *room, uint8_t family, const char *to,
	       const struct hop_row *by, uint32_t table)
{
	const struct link_row *out = room_link(room, by->oif);

	if (out)
		say_fix(v, room, "ip %sroute replace %s%s%s dev %s%s", SIX(family), to,
			by->family ? " via " : "",
			by->family ? SHOW_IP(by->family, by->gateway) : "", out->name,
			show_table(table).text);
}
