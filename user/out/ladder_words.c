// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_words.c - frames, neighbour changes and drops in words, each in several lengths
 */
#include "ladder.h"

#include <linux/neighbour.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <string.h>
#include <sys/socket.h>

#include "../trace/chatter.h"
#include "../trace/noise.h"

/*
 * A short form is used only where no other address or MAC that we know shares it: the last octets
 * of an address, as few as tell it from all others; of a MAC the first and the last.
 */
static bool ends_alike(const uint8_t *a, const uint8_t *b, size_t octets)
{
	return memcmp(a, b, 4) != 0 && !memcmp(a + 4 - octets, b + 4 - octets, octets);
}

static size_t octets_that_tell(const struct snapshot *s, const uint8_t ip[4])
{
	size_t octets = 1;

	for (size_t r = 0; r < s->n_rooms; r++)
		for (size_t i = 0; i < s->rooms[r].n_addrs; i++) {
			const struct addr_row *a = &s->rooms[r].addrs[i];

			while (a->family == AF_INET && a->addr[0] != 127 && octets < 4 &&
			       ends_alike(a->addr, ip, octets))
				octets++;
		}
	return octets;
}

static size_t mac_octets_that_tell(const struct snapshot *s, const uint8_t mac[6])
{
	size_t octets = 1;

	for (size_t r = 0; r < s->n_rooms; r++)
		for (size_t i = 0; i < s->rooms[r].n_links; i++) {
			const uint8_t *m = s->rooms[r].links[i].mac;

			/* A bridge's port never speaks for itself. */
			while (!s->rooms[r].links[i].master && octets < 5 && m[0] == mac[0] &&
			       memcmp(m, mac, 6) != 0 &&
			       !memcmp(m + 6 - octets, mac + 6 - octets, octets))
				octets++;
		}
	return octets;
}

struct word ladder_ip(const uint8_t *ip, size_t len)
{
	struct word w = { "" };
	struct text t = TEXT(w.text);

	text_ip(&t, ip, len);
	return w;
}

struct word ladder_ip_short(const struct ladder *l, const uint8_t *ip, size_t len)
{
	size_t octets = len == 4 ? octets_that_tell(l->out.config.names, ip) : 4;
	struct word w = { "" };
	struct text t = TEXT(w.text);

	/* Three octets of four are no shorter to read. */
	if (octets > 2)
		return ladder_ip(ip, len);
	for (size_t i = 4 - octets; i < 4; i++)
		text_add(&t, ".%u", ip[i]);
	return w;
}

static struct word mac_full(const uint8_t mac[6])
{
	struct word w = { "" };
	struct text t = TEXT(w.text);

	text_mac(&t, mac);
	return w;
}

static struct word mac_short(const struct ladder *l, const uint8_t mac[6])
{
	size_t octets = mac_octets_that_tell(l->out.config.names, mac);
	struct word w = { "" };
	struct text t = TEXT(w.text);

	if (octets == 5)
		return mac_full(mac);
	text_add(&t, "%02x:%s", mac[0], l->out.config.utf8 ? "\u2026" : "..");
	for (size_t i = 6 - octets; i < 6; i++)
		text_add(&t, ":%02x", mac[i]);
	return w;
}

#define SAY(row, i, ...) snprintf((row)->say[i], SAY_SIZE, __VA_ARGS__)

/* What is not a question or an answer, in the trace's words. */
static void say_summary(const struct frame *f, struct row *r)
{
	struct text t = TEXT(r->say[0]);

	text_add(&t, "%s ", frame_proto_name(f));
	frame_summary(f, &t);
	SAY(r, 1, "%s", frame_proto_name(f));
}

static void say_question(const struct ladder *l, struct row *r, const char *proto,
			 const uint8_t *who, const uint8_t *tell, size_t len)
{
	const struct word whole = ladder_ip(who, len), brief = ladder_ip_short(l, who, len);

	SAY(r, 0, "%s who has %s? tell %s", proto, whole.text, ladder_ip(tell, len).text);
	SAY(r, 1, "%s who has %s?", proto, whole.text);
	SAY(r, 2, "who has %s?", whole.text);
	SAY(r, 3, "%s who has %s?", proto, brief.text);
	SAY(r, 4, "who has %s?", brief.text);
	SAY(r, 5, "has %s?", brief.text);
	SAY(r, 6, "%s?", brief.text);
	SAY(r, 7, "who has?");
}

static void say_answer(const struct ladder *l, struct row *r, const char *proto, const uint8_t *who,
		       size_t len, const uint8_t mac[6])
{
	const struct word brief = ladder_ip_short(l, who, len);
	const struct word at = mac_short(l, mac);

	SAY(r, 0, "%s %s is at %s", proto, ladder_ip(who, len).text, mac_full(mac).text);
	SAY(r, 1, "%s %s is at %s", proto, ladder_ip(who, len).text, at.text);
	SAY(r, 2, "%s %s is at %s", proto, brief.text, at.text);
	SAY(r, 3, "%s is at %s", brief.text, at.text);
	SAY(r, 4, "is at %s", at.text);
	SAY(r, 5, "at %s", at.text);
	SAY(r, 6, "%s answer", proto);
}

static void say_arp(const struct ladder *l, const struct frame *f, struct row *r)
{
	static const uint8_t nobody[4];
	const struct arp_part *a = &f->arp;

	r->ink = INK_ARP;
	if (!a->valid || (a->op != ARPOP_REQUEST && a->op != ARPOP_REPLY)) {
		say_summary(f, r);
	} else if (a->op == ARPOP_REPLY) {
		say_answer(l, r, "ARP", a->spa, 4, a->sha);
	} else if (!memcmp(a->spa, nobody, 4)) {
		SAY(r, 0, "ARP is %s taken?", ladder_ip(a->tpa, 4).text);
		SAY(r, 1, "%s taken?", ladder_ip_short(l, a->tpa, 4).text);
	} else if (!memcmp(a->spa, a->tpa, 4)) {
		SAY(r, 0, "ARP announces %s at %s", ladder_ip(a->spa, 4).text,
		    mac_full(a->sha).text);
		SAY(r, 1, "ARP announces %s", ladder_ip_short(l, a->spa, 4).text);
	} else {
		say_question(l, r, "ARP", a->tpa, a->spa, 4);
	}
}

static void say_icmp(const struct ladder *l, const struct frame *f, struct row *r)
{
	size_t len = frame_ip_octets(f);
	bool reply;

	r->ink = INK_ECHO;
	if (frame_is_echo(f, &reply)) {
		const char *word = reply ? "reply" : "request";

		SAY(r, 0, "%s echo %s %u to %s", frame_proto_name(f), word, f->icmp.seq,
		    ladder_ip(f->ip.dst, len).text);
		SAY(r, 1, "%s echo %s %u", frame_proto_name(f), word, f->icmp.seq);
		SAY(r, 2, "echo %s %u", word, f->icmp.seq);
		SAY(r, 3, "%s %u", word, f->icmp.seq);
	} else if (f->icmp.valid && f->proto == PROTO_ICMP6 && f->icmp.has_target &&
		   f->icmp.type == ND_NEIGHBOR_SOLICIT) {
		r->ink = INK_ARP;
		say_question(l, r, "ND", f->icmp.target, f->ip.src, 16);
	} else if (f->icmp.valid && f->proto == PROTO_ICMP6 && f->icmp.has_target &&
		   f->icmp.type == ND_NEIGHBOR_ADVERT) {
		r->ink = INK_ARP;
		say_answer(l, r, "ND", f->icmp.target, 16, f->eth_src);
	} else {
		r->ink = INK_BAD;
		say_summary(f, r);
	}
}

/* What the state means to the namespace that holds the entry; NUD_* of linux/neighbour.h. */
static const char *state_means(uint8_t state)
{
	switch (state) {
	case NUD_INCOMPLETE: return ": asks for its MAC";
	case NUD_REACHABLE: return ": MAC known";
	case NUD_STALE: return ": noted, unchecked";
	case NUD_DELAY: return ": used, unchecked";
	case NUD_PROBE: return ": is it still there?";
	case NUD_FAILED: return ": no answer";
	case NUD_PERMANENT: return ": set by hand";
	case 0: return ": forgotten";
	default: return "";
	}
}

/* "rtr INCOMPLETE", of an address that does not fit */
static void say_owner(const struct ladder *l, const struct event_neigh *n, const char *now,
		      char say[SAY_SIZE])
{
	const struct room *owner = snapshot_owner(
		l->out.config.names, n->addr_len == 16 ? AF_INET6 : AF_INET, n->addr, NULL);
	struct text t = { say, SAY_SIZE, 0 };

	if (!owner)
		return;
	text_escape(&t, owner->name, strnlen(owner->name, sizeof(owner->name)));
	text_add(&t, " %s", now);
}

static void say_neigh(const struct ladder *l, const struct frame *f, struct row *r)
{
	const struct event_neigh *n = &f->neigh;
	const char *arrow = l->out.config.utf8 ? "\u2192" : "->";
	const char *now = nud_word(n->new_);
	size_t len = n->addr_len == 16 ? 16 : 4;
	const struct word brief = ladder_ip_short(l, n->addr, len);

	r->ink = n->new_ == NUD_FAILED ? INK_BAD : INK_NEIGH;
	SAY(r, 0, "neigh %s %s %s %s%s", ladder_ip(n->addr, len).text, nud_word(n->old), arrow, now,
	    state_means(n->new_));
	SAY(r, 1, "neigh %s %s%s", ladder_ip(n->addr, len).text, now, state_means(n->new_));
	SAY(r, 2, "neigh %s %s", ladder_ip(n->addr, len).text, now);
	SAY(r, 3, "neigh %s %s", brief.text, now);
	SAY(r, 4, "%s %s", brief.text, now);
	say_owner(l, n, now, r->say[5]);
	SAY(r, r->say[5][0] ? 6 : 5, "%s", now);
}

/* "eth0 down", "eth0 +10.0.0.1/24", "route +default via 10.0.0.9 dev eth0" */
static void say_change(const struct ladder *l, const struct frame *f, struct row *r)
{
	const struct room *room = snapshot_room(l->out.config.names, f->netns_cookie);
	const struct link_row *link = room ? room_link(room, f->ifindex) : NULL;
	struct text t = TEXT(r->say[0]), brief = TEXT(r->say[1]);

	r->ink = INK_WAIT;
	if (f->type == FRAME_ROUTE || !link)
		text_str(&t, frame_type_word(f->type));
	else
		text_escape(&t, link->name, strnlen(link->name, sizeof(link->name)));
	text_str(&t, " ");
	frame_summary(f, &t);
	frame_summary(f, &brief);
}

void ladder_words(const struct ladder *l, const struct frame *f, struct row *r)
{
	if (frame_type_is_change(f->type))
		say_change(l, f, r);
	else if (f->type == FRAME_NEIGH)
		say_neigh(l, f, r);
	else if (f->proto == PROTO_ARP)
		say_arp(l, f, r);
	else
		say_icmp(l, f, r);
}

void ladder_reason(const struct ladder *l, const struct frame *f, char *buf, size_t size)
{
	const char *name = words_reason(l->out.config.words, f), *brief, *full;
	struct text t = { buf, size, 0 };

	if (!name)
		text_add(&t, "reason %u", f->reason);
	else if (drop_words(name, &brief, &full))
		text_str(&t, brief);
	else
		text_escape(&t, name, strlen(name));
}

bool ladder_says_nothing(const struct ladder *l, const struct frame *f)
{
	/* Which names there are is told by lanes; and before the first lane nothing changed. */
	if (frame_type_is_change(f->type))
		return !l->n_lanes || f->type == FRAME_NETNS || f->type == FRAME_RESYNC;
	if (f->type == FRAME_RULE || frame_type_is_witness(f->type))
		return true;
	if (f->type == FRAME_NEIGH)
		return neigh_is_chatter(l->out.config.names, f);
	return frame_is_noise(l->out.config.words, f) || packet_is_chatter(f);
}
