// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule.c - a firewall's verdict, read and worded
 */
#include "rule.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* NFPROTO_*, as nft calls the families */
#define FAMILIES(X)                                                                                \
	X(INET, "inet")                                                                            \
	X(IPV4, "ip")                                                                              \
	X(IPV6, "ip6")                                                                             \
	X(ARP, "arp")                                                                              \
	X(BRIDGE, "bridge")                                                                        \
	X(NETDEV, "netdev")

/* Those of netfilter and those of nf_tables */
#define VERDICTS(X)                                                                                \
	X(NF_DROP, "drop")                                                                         \
	X(NF_ACCEPT, "accept")                                                                     \
	X(NF_STOLEN, "stolen")                                                                     \
	X(NF_QUEUE, "queue")                                                                       \
	X(NF_REPEAT, "repeat")                                                                     \
	X(NFT_CONTINUE, "continue")                                                                \
	X(NFT_BREAK, "break")                                                                      \
	X(NFT_JUMP, "jump")                                                                        \
	X(NFT_GOTO, "goto")                                                                        \
	X(NFT_RETURN, "return")

struct event_rule frame_rule(const struct frame *f)
{
	struct event_rule r;

	memcpy(&r, f->data, sizeof(r));
	return r;
}

const char *rule_family_word(uint8_t family)
{
	switch (family) {
#define WORD(id, word)                                                                             \
	case NFPROTO_##id: return word;
		FAMILIES(WORD)
#undef WORD
	}
	return "?";
}

/* A queue's number and an errno may stand in the high half (NF_VERDICT_MASK). */
const char *rule_verdict_word(int32_t verdict)
{
	switch (verdict < 0 ? verdict : verdict & NF_VERDICT_MASK) {
#define WORD(id, word)                                                                             \
	case id: return word;
		VERDICTS(WORD)
#undef WORD
	}
	return "?";
}

bool event_rule_drops(const struct event_rule *r)
{
	return r->kind != NFT_TRACETYPE_UNSPEC && r->verdict >= 0 &&
	       (r->verdict & NF_VERDICT_MASK) == NF_DROP;
}

bool rule_is_drop(const struct frame *f)
{
	const struct event_rule r = frame_rule(f);

	return event_rule_drops(&r);
}

void rule_dissect(struct frame *f)
{
	const uint8_t *data = f->data;
	uint32_t caplen = f->caplen;

	f->data += sizeof(struct event_rule);
	f->caplen -= (uint32_t)sizeof(struct event_rule);
	frame_dissect(f);
	f->data = data;
	f->caplen = caplen;
}

static bool ends(const char *s, size_t size)
{
	return memchr(s, '\0', size);
}

int rule_check(struct frame *f)
{
	struct event_rule r;

	if (f->caplen < sizeof(r) || f->l2len)
		return -EPROTO;
	r = frame_rule(f);
	if (r.kind >= __NFT_TRACETYPE_MAX || f->caplen != sizeof(r) + r.packet_len ||
	    r.packet_len > EVENT_RULE_PACKET || !ends(r.table, sizeof(r.table)) ||
	    !ends(r.chain, sizeof(r.chain)) || !ends(r.text, sizeof(r.text)))
		return -EPROTO;
	f->packet_id = r.packet_id;
	rule_dissect(f);
	/* Of a packet only the headers came: that the rest is missing is no fault of its own. */
	f->malformed = NULL;
	return 0;
}

static void add_name(struct text *t, const char *name)
{
	text_str(t, " ");
	text_escape(t, name, strlen(name));
}

void event_rule_words(const struct event_rule *r, struct text *t)
{
	text_str(t, rule_family_word(r->family));
	add_name(t, r->table);
	if (r->kind == NFT_TRACETYPE_UNSPEC) {
		text_str(t, " added: verdicts on ICMP are traced until this ends");
		return;
	}
	add_name(t, r->chain);
	if (r->kind == NFT_TRACETYPE_POLICY)
		text_str(t, " policy");
	if (r->handle)
		text_add(t, " handle %llu", (unsigned long long)r->handle);
	text_add(t, " %s", rule_verdict_word(r->verdict));
	if (r->text[0]) {
		text_str(t, ": ");
		text_escape(t, r->text, strlen(r->text));
	}
}

void rule_words(const struct frame *f, struct text *t)
{
	const struct event_rule r = frame_rule(f);

	event_rule_words(&r, t);
}
