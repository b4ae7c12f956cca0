// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * meaning.c - sentences filled with an event's own names, and said as a teacher would
 */
#include "meaning.h"

#include <string.h>

#include "drop_list.h"

static const struct {
	const char *full, *brief;
} sentences[MEANING_MAX] = {
#define MEANING_ROW(id, full, brief) [MEANING_##id] = { full, brief },
	MEANINGS(MEANING_ROW)
#undef MEANING_ROW
};

bool drop_words(const char *reason, const char **ret_brief, const char **ret_full)
{
	static const struct {
		const char *name, *brief, *full;
	} reasons[] = {
#define DROP_ROW(name, brief, full) { name, brief, full },
		DROP_REASONS(DROP_ROW)
#undef DROP_ROW
	};

	for (size_t i = 0; reason && i < ARRAY_SIZE(reasons); i++)
		if (!strcmp(reasons[i].name, reason)) {
			*ret_brief = reasons[i].brief;
			*ret_full = reasons[i].full;
			return true;
		}
	return false;
}

/* ---- what {name} stands for */

/* Of a capture that others took the namespace is not known: then it is who sent it. */
static void var_here(const struct meaning_from *from, struct text *t)
{
	const struct frame *f = from->f;
	const struct room *r = snapshot_room(from->names, f->netns_cookie);

	if (r)
		text_escape(t, r->name, strnlen(r->name, sizeof(r->name)));
	else if (f->netns_inum)
		text_add(t, "net:[%u]", f->netns_inum);
	else if (f->arp.valid)
		text_ip(t, f->arp.spa, 4);
	else if (f->ip.valid)
		text_ip(t, f->ip.src, frame_ip_octets(f));
	else
		text_str(t, "somebody");
}

static void var_dev(const struct meaning_from *from, struct text *t)
{
	const struct room *r = snapshot_room(from->names, from->f->netns_cookie);
	const struct link_row *l = r ? room_link(r, from->f->ifindex) : NULL;

	if (l)
		text_escape(t, l->name, strnlen(l->name, sizeof(l->name)));
	else
		text_add(t, "if%u", from->f->ifindex);
}

/* The address that it is about: asked for, announced, remembered, added. */
static void var_ip(const struct meaning_from *from, struct text *t)
{
	const struct frame *f = from->f;

	if (f->type == FRAME_NEIGH)
		text_ip(t, f->neigh.addr, f->neigh.addr_len == 16 ? 16 : 4);
	else if (f->type == FRAME_ADDR)
		meaning_addr(f, t);
	else if (f->arp.valid)
		text_ip(t, f->arp.op == 1 ? f->arp.tpa : f->arp.spa, 4);
	else if (f->icmp.has_target)
		text_ip(t, f->icmp.target, frame_ip_octets(f));
	else
		text_str(t, "an address");
}

static void var_mac(const struct meaning_from *from, struct text *t)
{
	text_mac(t, from->f->arp.sha);
}

static void var_smac(const struct meaning_from *from, struct text *t)
{
	text_mac(t, from->f->eth_src);
}

static void var_src(const struct meaning_from *from, struct text *t)
{
	text_ip(t, from->f->ip.src, frame_ip_octets(from->f));
}

static void var_dst(const struct meaning_from *from, struct text *t)
{
	text_ip(t, from->f->ip.dst, frame_ip_octets(from->f));
}

static void var_seq(const struct meaning_from *from, struct text *t)
{
	text_add(t, "%u", from->f->icmp.seq);
}

static void var_ttl(const struct meaning_from *from, struct text *t)
{
	text_add(t, "%u", from->f->ip.ttl);
}

static void var_mtu(const struct meaning_from *from, struct text *t)
{
	text_add(t, "%u", from->f->icmp.mtu);
}

/* Where the packet wanted to go that an error speaks of. */
static void var_lost(const struct meaning_from *from, struct text *t)
{
	struct frame q;

	if (frame_quoted(from->f, &q) && q.ip.valid)
		text_ip(t, q.ip.dst, frame_ip_octets(&q));
	else
		text_str(t, "its destination");
}

static void var_target(const struct meaning_from *from, struct text *t)
{
	if (from->f->icmp.has_target)
		text_ip(t, from->f->icmp.target, frame_ip_octets(from->f));
	else
		text_str(t, "another router");
}

static void var_reason(const struct meaning_from *from, struct text *t)
{
	const char *name = words_reason(from->words, from->f);
	const char *brief, *full;

	if (from->f->hook == HOOK_DROP_PLAIN)
		text_str(t, "not known");
	else if (drop_words(name, &brief, &full))
		text_str(t, full);
	else if (name)
		text_escape(t, name, strnlen(name, 64));
	else
		text_add(t, "number %u", from->f->reason);
}

#define MEANING_VARS(X)                                                                            \
	X(here)                                                                                    \
	X(dev) X(ip) X(mac) X(smac) X(src) X(dst) X(seq) X(ttl) X(mtu) X(lost) X(target) X(reason)

static const struct {
	const char *name;
	void (*add)(const struct meaning_from *from, struct text *t);
} vars[] = {
#define VAR_ROW(name) { #name, var_##name },
	MEANING_VARS(VAR_ROW)
#undef VAR_ROW
};

/* Appends what "{name}" stands for. Return: octets of it in the sentence; 0: it is no name */
static size_t add_var(const char *s, const struct meaning_from *from, struct text *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(vars); i++) {
		size_t len = strlen(vars[i].name);

		if (!strncmp(s + 1, vars[i].name, len) && s[1 + len] == '}') {
			vars[i].add(from, t);
			return len + 2;
		}
	}
	return 0;
}

void meaning_say(enum meaning_id id, const struct meaning_from *from, bool brief, struct text *t)
{
	const char *s = brief ? sentences[id].brief : sentences[id].full;
	size_t len;

	while (*s) {
		len = *s == '{' ? add_var(s, from, t) : 0;
		if (!len) {
			len = 1;
			text_put(t, s, 1);
		}
		s += len;
	}
}

void meaning_teach(struct meaning *m, enum meaning_id id, const struct meaning_from *from,
		   struct text *t)
{
	char now[MEANING_TEXT] = "";

	meaning_say(id, from, m->told[id], &TEXT(now));
	m->told[id] = true;
	if (!strcmp(now, m->last))
		return;
	text_str(t, now);
	snprintf(m->last, sizeof(m->last), "%s", now);
}

/* ---- which sentence */

static const struct trail *trail_of(const struct meaning *m, const struct frame *f)
{
	const struct trail *t = &m->trail[f->packet_id % MEANING_TRAIL];

	return f->packet_id && t->packet_id == f->packet_id ? t : NULL;
}

static void remember(struct meaning *m, const struct frame *f)
{
	struct trail *t = &m->trail[f->packet_id % MEANING_TRAIL];

	*t = (struct trail){ .packet_id = f->packet_id };
	memcpy(t->src, f->ip.src, sizeof(t->src));
	memcpy(t->dst, f->ip.dst, sizeof(t->dst));
}

/* An end of a pipe that a bridge has taken; where that is not told, one without an address in a
 * namespace that has several. */
static bool is_port(const struct room *r, const struct link_row *l)
{
	if (!l || l->master)
		return l != NULL;
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].ifindex == l->ifindex)
			return false;
	return room_pipes(r) > 1;
}

/* To the switch itself, or from it: it is no frame that it passes on. */
static bool is_its_own(const struct room *r, const struct frame *f)
{
	return f->l2len && room_has_mac(r, f->dir == DIR_IN ? f->eth_dst : f->eth_src);
}

/* Whose sender a router has changed comes back to the router. */
static enum meaning_id with_nat(struct meaning *m, const struct frame *f, enum meaning_id id)
{
	if (id == MEANING_NAT_SRC) {
		m->nats[m->n_nats].cookie = f->netns_cookie;
		m->nats[m->n_nats].id = f->icmp.id;
		m->nats[m->n_nats].seq = f->icmp.seq;
		m->n_nats = (m->n_nats + 1) % MEANING_NATS;
	}
	for (size_t i = 0; id == MEANING_REPLY_HERE && i < MEANING_NATS; i++)
		if (m->nats[i].cookie && m->nats[i].cookie == f->netns_cookie &&
		    m->nats[i].id == f->icmp.id && m->nats[i].seq == f->icmp.seq)
			return MEANING_NAT_BACK;
	return id;
}

enum meaning_id meaning_of(struct meaning *m, const struct meaning_from *from)
{
	const struct frame *f = from->f;
	const struct trail *seen = trail_of(m, f);
	const struct trail was = seen ? *seen : (struct trail){ 0 };
	struct meaning_place at = { .room = snapshot_room(from->names, f->netns_cookie) };

	if (f->type != FRAME_PACKET)
		return meaning_of_change(from);
	at.link = at.room ? room_link(at.room, f->ifindex) : NULL;
	at.port = at.room && is_port(at.room, at.link) && !is_its_own(at.room, f);
	at.origin = f->dir == DIR_NONE || (f->dir == DIR_OUT && !seen);
	remember(m, f);
	if (f->malformed)
		return MEANING_CUT;
	if (f->proto == PROTO_ARP)
		return meaning_of_arp(f, &at);
	return with_nat(m, f, meaning_of_icmp(f, &at, seen ? &was : NULL));
}
