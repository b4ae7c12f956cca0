// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_words.c - frames, neighbour changes and drops in words, each in several lengths
 */
#include "ladder.h"

#include <linux/neighbour.h>
#include <netinet/icmp6.h>
#include <string.h>
#include <sys/socket.h>

enum { ARP_REQUEST = 1, ARP_REPLY = 2 };

/* A short form is used only where no other address or MAC that we know shares it. */
static bool ip_is_alone(const struct snapshot *s, const uint8_t ip[4])
{
	for (size_t r = 0; r < s->n_rooms; r++)
		for (size_t i = 0; i < s->rooms[r].n_addrs; i++) {
			const struct addr_row *a = &s->rooms[r].addrs[i];

			if (a->family == AF_INET && a->addr[0] != 127 &&
			    memcmp(a->addr, ip, 3) != 0)
				return false;
		}
	return true;
}

static bool mac_is_alone(const struct snapshot *s, const uint8_t mac[6])
{
	for (size_t r = 0; r < s->n_rooms; r++)
		for (size_t i = 0; i < s->rooms[r].n_links; i++) {
			const uint8_t *m = s->rooms[r].links[i].mac;

			if (m[0] == mac[0] && m[5] == mac[5] && memcmp(m, mac, 6) != 0)
				return false;
		}
	return true;
}

struct word {
	char text[48];
};

static struct word ip_full(const uint8_t *ip, size_t len)
{
	struct word w = { "" };
	struct text t = TEXT(w.text);

	text_ip(&t, ip, len);
	return w;
}

static struct word ip_short(const struct ladder *l, const uint8_t *ip, size_t len)
{
	struct word w = { "" };

	if (len != 4 || !ip_is_alone(l->out.config.names, ip))
		return ip_full(ip, len);
	snprintf(w.text, sizeof(w.text), ".%u", ip[3]);
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
	struct word w = { "" };

	if (!mac_is_alone(l->out.config.names, mac))
		return mac_full(mac);
	snprintf(w.text, sizeof(w.text), "%02x:%s:%02x", mac[0],
		 l->out.config.utf8 ? "\u2026" : "..", mac[5]);
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
	SAY(r, 0, "%s who has %s? tell %s", proto, ip_full(who, len).text, ip_full(tell, len).text);
	SAY(r, 1, "%s who has %s?", proto, ip_full(who, len).text);
	SAY(r, 2, "who has %s?", ip_full(who, len).text);
	SAY(r, 3, "%s who has %s?", proto, ip_short(l, who, len).text);
	SAY(r, 4, "who has %s?", ip_short(l, who, len).text);
}

static void say_answer(const struct ladder *l, struct row *r, const char *proto, const uint8_t *who,
		       size_t len, const uint8_t mac[6])
{
	SAY(r, 0, "%s %s is at %s", proto, ip_full(who, len).text, mac_full(mac).text);
	SAY(r, 1, "%s %s is at %s", proto, ip_full(who, len).text, mac_short(l, mac).text);
	SAY(r, 2, "%s %s is at %s", proto, ip_short(l, who, len).text, mac_short(l, mac).text);
	SAY(r, 3, "%s is at %s", ip_short(l, who, len).text, mac_short(l, mac).text);
	SAY(r, 4, "at %s", mac_short(l, mac).text);
}

static void say_arp(const struct ladder *l, const struct frame *f, struct row *r)
{
	static const uint8_t nobody[4];
	const struct arp_part *a = &f->arp;

	r->ink = INK_ARP;
	if (!a->valid || (a->op != ARP_REQUEST && a->op != ARP_REPLY)) {
		say_summary(f, r);
	} else if (a->op == ARP_REPLY) {
		say_answer(l, r, "ARP", a->spa, 4, a->sha);
	} else if (!memcmp(a->spa, nobody, 4)) {
		SAY(r, 0, "ARP is %s taken?", ip_full(a->tpa, 4).text);
		SAY(r, 1, "%s taken?", ip_short(l, a->tpa, 4).text);
	} else if (!memcmp(a->spa, a->tpa, 4)) {
		SAY(r, 0, "ARP announces %s at %s", ip_full(a->spa, 4).text, mac_full(a->sha).text);
		SAY(r, 1, "ARP announces %s", ip_short(l, a->spa, 4).text);
	} else {
		say_question(l, r, "ARP", a->tpa, a->spa, 4);
	}
}

static void say_icmp(const struct ladder *l, const struct frame *f, struct row *r)
{
	size_t len = f->ip.version == 6 ? 16 : 4;
	bool reply;

	r->ink = INK_ECHO;
	if (frame_is_echo(f, &reply)) {
		const char *word = reply ? "reply" : "request";

		SAY(r, 0, "%s echo %s %u to %s", frame_proto_name(f), word, f->icmp.seq,
		    ip_full(f->ip.dst, len).text);
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

static void say_neigh(const struct ladder *l, const struct frame *f, struct row *r)
{
	const struct event_neigh *n = &f->neigh;
	const char *arrow = l->out.config.utf8 ? "\u2192" : "->";
	const char *now = nud_word(n->new_);
	size_t len = n->addr_len == 16 ? 16 : 4;

	r->ink = n->new_ == NUD_FAILED ? INK_BAD : INK_NEIGH;
	SAY(r, 0, "neigh %s %s %s %s%s", ip_full(n->addr, len).text, nud_word(n->old), arrow, now,
	    state_means(n->new_));
	SAY(r, 1, "neigh %s %s%s", ip_full(n->addr, len).text, now, state_means(n->new_));
	SAY(r, 2, "neigh %s %s", ip_short(l, n->addr, len).text, now);
	SAY(r, 3, "%s %s", ip_short(l, n->addr, len).text, now);
}

void ladder_words(const struct ladder *l, const struct frame *f, struct row *r)
{
	if (f->type == FRAME_NEIGH)
		say_neigh(l, f, r);
	else if (f->proto == PROTO_ARP)
		say_arp(l, f, r);
	else
		say_icmp(l, f, r);
}

static const char *reason_name(const struct ladder *l, const struct frame *f)
{
	const struct words *w = l->out.config.words;

	return w && w->drop_reason ? w->drop_reason(w->ctx, f->reason) : NULL;
}

/* The kernel's names (include/net/dropreason-core.h) that a ping may meet. */
void ladder_reason(const struct ladder *l, const struct frame *f, char *buf, size_t size)
{
	static const struct {
		const char *name, *words;
	} reasons[] = {
		{ "NEIGH_FAILED", "nobody told its MAC" },
		{ "NEIGH_QUEUEFULL", "too many waited for the MAC" },
		{ "NEIGH_DEAD", "its neighbour entry is gone" },
		{ "QDISC_DROP", "the link does not carry" },
		{ "NETFILTER_DROP", "a firewall rule" },
		{ "OTHERHOST", "not for this MAC" },
		{ "IP_RPFILTER", "reverse path check" },
		{ "IP_LOCAL_SOURCE", "its source is an own address" },
		{ "IP_INADDRERRORS", "not for us, and no forwarding" },
		{ "IP_INNOROUTES", "no route" },
		{ "IP_OUTNOROUTES", "no route" },
		{ "IP_INHDR", "TTL ran out" },
		{ "PKT_TOO_BIG", "too big for the link" },
		{ "BRIDGE_INGRESS_STP_STATE", "the bridge port is blocked" },
		{ "TC_INGRESS", "a tc program" },
		{ "TC_EGRESS", "a tc program" },
		{ "XDP", "an XDP program" },
		{ "CPU_BACKLOG", "the CPU's queue is full" },
	};
	const char *name = reason_name(l, f);
	struct text t = { buf, size, 0 };

	if (!name) {
		text_add(&t, "reason %u", f->reason);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (!strcmp(name, reasons[i].name)) {
			text_add(&t, "%s", reasons[i].words);
			return;
		}
	text_escape(&t, name, strlen(name));
}

static bool neigh_says_nothing(const struct ladder *l, const struct frame *f)
{
	const struct room *r = snapshot_room(l->out.config.names, f->netns_cookie);
	const struct link_row *link = r ? room_link(r, f->ifindex) : NULL;
	const uint8_t first = f->neigh.addr[0];

	if (f->neigh.old == f->neigh.new_ || (link && link->flags & IFF_LOOPBACK))
		return true;
	return f->neigh.addr_len == 16 ? first == 0xff : first >= 224 || first == 127;
}

/* IPv6's own chatter: routers sought, groups joined, addresses tried. RFC 4861, 4862, 3810. */
static bool icmp6_says_nothing(const struct frame *f)
{
	static const uint8_t nobody[16];

	if (!f->icmp.valid)
		return true;
	switch (f->icmp.type) {
	case ND_NEIGHBOR_SOLICIT: return !memcmp(f->ip.src, nobody, 16);
	case ND_NEIGHBOR_ADVERT: return f->ip.dst[0] == 0xff;
	case ICMP6_ECHO_REQUEST:
	case ICMP6_ECHO_REPLY: return false;
	default: return f->icmp.type > ICMP6_PARAM_PROB;
	}
}

bool ladder_says_nothing(const struct ladder *l, const struct frame *f)
{
	if (f->type == FRAME_RULE || frame_type_is_witness(f->type) ||
	    frame_type_is_change(f->type))
		return true;
	if (f->type == FRAME_NEIGH)
		return neigh_says_nothing(l, f);
	if (out_is_noise(l->out.config.words, f))
		return true;
	return f->proto == PROTO_OTHER || (f->proto == PROTO_ICMP6 && icmp6_says_nothing(f));
}

/* Milliseconds between two moments; both cut to microseconds, so that parts add up. */
static struct word ms(uint64_t from_ns, uint64_t to_ns)
{
	uint64_t us = to_ns / 1000 - from_ns / 1000;
	struct word w;

	snprintf(w.text, sizeof(w.text), "%llu.%03llu", (unsigned long long)(us / 1000),
		 (unsigned long long)(us % 1000));
	return w;
}

/* "0.094 asking for the MAC, 0.031 there, 0.028 back"; nothing when a moment was not seen */
static void add_parts(const struct transaction *t, struct text *say, const char *asking)
{
	if (!t->there_ns || !t->request_ns)
		return;
	text_add(say, ": ");
	if (t->arp_requests && t->request_ns > t->begin_ns)
		text_add(say, "%s %s, ", ms(t->begin_ns, t->request_ns).text, asking);
	text_add(say, "%s there, %s back", ms(t->request_ns, t->there_ns).text,
		 ms(t->there_ns, t->reply_ns).text);
}

static void say_echo(const struct transaction *t, struct row *r)
{
	struct text longer = TEXT(r->say[0]), shorter = TEXT(r->say[1]);

	if (!t->answered) {
		r->ink = INK_BAD;
		text_add(&longer, "echo %u: no answer; the request %s", t->echo_seq,
			 t->there_ns	 ? "came in, no reply came back"
			 : t->request_ns ? "left and was not seen to come in"
					 : "never left");
		return;
	}
	text_add(&longer, "echo %u answered in %s ms", t->echo_seq,
		 ms(t->begin_ns, t->reply_ns).text);
	text_add(&shorter, "%s", r->say[0]);
	SAY(r, 2, "%s", r->say[0]);
	add_parts(t, &longer, "asking for the MAC");
	add_parts(t, &shorter, "asking");
}

void ladder_sentence(const struct ladder *l, const struct transaction *t, struct row *r)
{
	const struct room *who = snapshot_room(l->out.config.names, t->netns_cookie);
	struct text say = TEXT(r->say[0]);

	r->kind = ROW_TEXT;
	r->ink = INK_NONE;
	if (t->echo) {
		say_echo(t, r);
		return;
	}
	if (who)
		text_escape(&say, who->name, strnlen(who->name, 16));
	else
		text_add(&say, "somebody");
	text_add(&say, " asked %u time%s who has %s: ", t->arp_requests,
		 t->arp_requests == 1 ? "" : "s",
		 ip_full(t->dst, t->family == AF_INET6 ? 16 : 4).text);
	if (t->answered)
		text_add(&say, "answered in %s ms",
			 ms(t->begin_ns, t->resolved_ns ? t->resolved_ns : t->reply_ns).text);
	else
		text_add(&say, "nobody answered");
	if (!t->answered)
		r->ink = INK_BAD;
}
