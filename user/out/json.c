// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - one JSON object a line: a flat envelope, headers under Wireshark's filter names
 *
 *     {"type":"packet","time":"2026-01-02T03:04:05.123456789Z","mono_ns":7322460997041,
 *      "host":"a","lab":"switch","netns":"red","netns_inum":4026532000,"ifname":"eth0",
 *      "ifindex":2,"peer":"sw:red","dir":"out","packet_id":17,"transaction":3,"proto":"arp",
 *      "len":42,"summary":"who-has …","eth":{…},"arp":{…}}
 *
 * What is not known is left out. A line is ASCII: what is not stands as \u escapes, bytes that
 * are not UTF-8 as \ufffd, and where those are a name its bytes follow as NAME_hex.
 */
#include "json_write.h"

#include <linux/if_ether.h>
#include <string.h>

#include "json_change.h"
#include "json_rule.h"
#include "json_witness.h"
#include "lecture.h"

#define SCHEMA_VERSION 1

struct out_as_json {
	struct out out;
	char line[JSON_LINE_MAX];
	struct meaning meaning;
};

static struct text line_of(struct out *out)
{
	struct out_as_json *o = (struct out_as_json *)out;

	return TEXT(o->line);
}

static void put_line(const struct out *out, struct text *t)
{
	text_str(t, "\n");
	fwrite(t->buf, 1, t->len, out->config.file);
}

static void envelope_room(const struct room *r, struct text *t)
{
	if (r->lab[0])
		json_name(t, JSON_KEY("lab"), r->lab, sizeof(r->lab));
	json_name(t, JSON_KEY("netns"), r->name, sizeof(r->name));
}

/* "sw:red": the other end of the pipe. */
static void envelope_peer(const struct snapshot *s, const struct link_row *l, struct text *t)
{
	char buf[ROOM_NAME_MAX + 1 + IFNAMSIZ + 1];
	const struct room *r = l->peer_ifindex ? snapshot_room(s, l->peer_cookie) : NULL;
	const struct link_row *peer = r ? room_link(r, l->peer_ifindex) : NULL;

	if (!peer)
		return;
	snprintf(buf, sizeof(buf), "%.*s:%.*s", (int)sizeof(r->name), r->name,
		 (int)sizeof(peer->name), peer->name);
	json_name(t, JSON_KEY("peer"), buf, sizeof(buf));
}

static void envelope(const struct out *out, const struct frame *f, struct text *t)
{
	const struct snapshot *s = out->config.names;
	const struct room *r = snapshot_room(s, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;

	json_word(t, JSON_KEY("type"), frame_type_word(f->type));
	json_time(t, JSON_KEY("time"), f->time_ns);
	if (f->mono_ns)
		json_uint(t, JSON_KEY("mono_ns"), f->mono_ns);
	if (out->config.hostname)
		json_name(t, JSON_KEY("host"), out->config.hostname, JSON_STRING_MAX);
	if (r)
		envelope_room(r, t);
	if (f->netns_inum || (r && r->inum))
		json_uint(t, JSON_KEY("netns_inum"), f->netns_inum ? f->netns_inum : r->inum);
	if (l)
		json_name(t, JSON_KEY("ifname"), l->name, sizeof(l->name));
	if (f->ifindex)
		json_uint(t, JSON_KEY("ifindex"), f->ifindex);
	if (l && f->type != FRAME_NEIGH)
		envelope_peer(s, l, t);
	if (f->dir != DIR_NONE)
		json_word(t, JSON_KEY("dir"), frame_dir_word(f->dir));
	if (f->packet_id)
		json_uint(t, JSON_KEY("packet_id"), f->packet_id);
	if (f->transaction)
		json_uint(t, JSON_KEY("transaction"), f->transaction);
}

static void section_eth(const struct frame *f, struct text *t)
{
	json_open(t, JSON_KEY("eth"));
	json_mac(t, JSON_KEY("src"), f->eth_src);
	json_mac(t, JSON_KEY("dst"), f->eth_dst);
	json_uint(t, JSON_KEY("type"), f->eth_type);
	json_close(t);
}

static void section_arp(const struct arp_part *a, struct text *t)
{
	json_open(t, JSON_KEY("arp"));
	json_uint(t, JSON_KEY("opcode"), a->op);
	json_open(t, JSON_KEY("src"));
	json_mac(t, JSON_KEY("hw_mac"), a->sha);
	json_ip(t, JSON_KEY("proto_ipv4"), a->spa, 4);
	json_close(t);
	json_open(t, JSON_KEY("dst"));
	json_mac(t, JSON_KEY("hw_mac"), a->tha);
	json_ip(t, JSON_KEY("proto_ipv4"), a->tpa, 4);
	json_close(t);
	json_close(t);
}

static void section_ip4(const struct ip_part *ip, struct text *t)
{
	json_open(t, JSON_KEY("ip"));
	json_ip(t, JSON_KEY("src"), ip->src, 4);
	json_ip(t, JSON_KEY("dst"), ip->dst, 4);
	json_uint(t, JSON_KEY("ttl"), ip->ttl);
	json_uint(t, JSON_KEY("id"), ip->id);
	json_uint(t, JSON_KEY("proto"), ip->protocol);
	json_open(t, JSON_KEY("flags"));
	json_bool(t, JSON_KEY("df"), ip->df);
	json_close(t);
	if (ip->fragment)
		json_uint(t, JSON_KEY("frag_offset"), ip->frag_offset);
	json_close(t);
}

static void section_ip6(const struct frame *f, struct text *t)
{
	json_open(t, JSON_KEY("ipv6"));
	json_ip(t, JSON_KEY("src"), f->ip.src, 16);
	json_ip(t, JSON_KEY("dst"), f->ip.dst, 16);
	json_uint(t, JSON_KEY("hlim"), f->ip.ttl);
	json_uint(t, JSON_KEY("nxt"), f->net.p[6]);
	json_close(t);
}

static void section_icmp4(const struct frame *f, struct text *t)
{
	const struct icmp_part *i = &f->icmp;
	bool reply;

	json_open(t, JSON_KEY("icmp"));
	json_uint(t, JSON_KEY("type"), i->type);
	json_uint(t, JSON_KEY("code"), i->code);
	if (frame_is_echo(f, &reply)) {
		json_uint(t, JSON_KEY("ident"), i->id);
		json_uint(t, JSON_KEY("seq"), i->seq);
	}
	if (i->mtu)
		json_uint(t, JSON_KEY("mtu"), i->mtu);
	if (i->has_target)
		json_ip(t, JSON_KEY("redir_gw"), i->target, 4);
	json_close(t);
}

/* icmpv6.nd.ns.target_address, icmpv6.nd.na.target_address, icmpv6.rd.na.target_address */
static void icmp6_target(const struct icmp_part *i, struct text *t)
{
	if (i->type == 137)
		json_open(t, JSON_KEY("rd"));
	else
		json_open(t, JSON_KEY("nd"));
	if (i->type == 135)
		json_open(t, JSON_KEY("ns"));
	else
		json_open(t, JSON_KEY("na"));
	json_ip(t, JSON_KEY("target_address"), i->target, 16);
	json_close(t);
	json_close(t);
}

static void section_icmp6(const struct frame *f, struct text *t)
{
	const struct icmp_part *i = &f->icmp;
	bool reply;

	json_open(t, JSON_KEY("icmpv6"));
	json_uint(t, JSON_KEY("type"), i->type);
	json_uint(t, JSON_KEY("code"), i->code);
	if (frame_is_echo(f, &reply)) {
		json_open(t, JSON_KEY("echo"));
		json_uint(t, JSON_KEY("identifier"), i->id);
		json_uint(t, JSON_KEY("sequence_number"), i->seq);
		json_close(t);
	}
	if (i->mtu)
		json_uint(t, JSON_KEY("mtu"), i->mtu);
	if (i->has_target)
		icmp6_target(i, t);
	json_close(t);
}

static void sections(const struct frame *f, struct text *t)
{
	if (f->l2len && f->caplen >= ETH_HLEN)
		section_eth(f, t);
	if (f->arp.valid)
		section_arp(&f->arp, t);
	if (f->ip.valid && f->ip.version == 4)
		section_ip4(&f->ip, t);
	if (f->ip.valid && f->ip.version == 6)
		section_ip6(f, t);
	if (f->icmp.valid && f->ip.version == 4)
		section_icmp4(f, t);
	if (f->icmp.valid && f->ip.version == 6)
		section_icmp6(f, t);
}

static void json_location(const struct out *out, const struct frame *f, struct text *t)
{
	const char *symbol = words_symbol(out->config.words, f);
	char number[32];

	snprintf(number, sizeof(number), "0x%llx", (unsigned long long)f->location);
	json_escaped(t, JSON_KEY("location"), symbol ? symbol : number, JSON_STRING_MAX);
}

static void section_drop(const struct out *out, const struct frame *f, struct text *t)
{
	const char *reason = words_reason(out->config.words, f);
	char number[32];

	json_open(t, JSON_KEY("skb_drop"));
	snprintf(number, sizeof(number), "%u", f->reason);
	if (f->hook != HOOK_DROP_PLAIN)
		json_escaped(t, JSON_KEY("drop_reason"), reason ? reason : number, JSON_STRING_MAX);
	json_location(out, f, t);
	json_close(t);
}

static void section_consume(const struct out *out, const struct frame *f, struct text *t)
{
	json_open(t, JSON_KEY("consume"));
	json_location(out, f, t);
	json_close(t);
}

static void section_neigh(const struct event_neigh *n, struct text *t)
{
	static const uint8_t nothing[6];

	json_open(t, JSON_KEY("neigh"));
	json_ip(t, JSON_KEY("dst"), n->addr, n->addr_len);
	if (memcmp(n->lladdr, nothing, 6))
		json_mac(t, JSON_KEY("lladdr"), n->lladdr);
	if (n->old != EVENT_NUD_UNKNOWN)
		json_word(t, JSON_KEY("old"), nud_word(n->old));
	json_word(t, JSON_KEY("new"), nud_word(n->new_));
	json_close(t);
}

static void add_explain(struct out *out, const char *say, struct text *t)
{
	if (out->config.explain)
		json_escaped(t, JSON_KEY("explain"), say, strlen(say));
}

static void explain_frame(struct out *out, const struct frame *f, struct text *t)
{
	char say[MEANING_TEXT] = "";

	if (out->config.explain)
		lecture_whole(out, &((struct out_as_json *)out)->meaning, f, &TEXT(say));
	add_explain(out, say, t);
}

static void explain_id(struct out *out, enum meaning_id id, struct text *t)
{
	char say[MEANING_TEXT] = "";

	meaning_say(id, &(struct meaning_from){ 0 }, false, &TEXT(say));
	add_explain(out, say, t);
}

static void json_frame(struct out *out, const struct frame *f)
{
	char words[512];
	struct text t = line_of(out), summary = TEXT(words);

	words[0] = '\0';
	json_begin(&t);
	envelope(out, f, &t);
	if (frame_type_has_packet(f->type)) {
		json_word(&t, JSON_KEY("proto"), frame_proto_word(f->proto));
		json_uint(&t, JSON_KEY("len"), f->len);
	}
	if (f->type == FRAME_RULE && f->proto != PROTO_OTHER)
		json_word(&t, JSON_KEY("proto"), frame_proto_word(f->proto));
	frame_summary(f, &summary);
	json_escaped(&t, JSON_KEY("summary"), words, sizeof(words));
	explain_frame(out, f, &t);
	if (f->malformed)
		json_word(&t, JSON_KEY("malformed"), f->malformed);
	if (f->type == FRAME_NEIGH)
		section_neigh(&f->neigh, &t);
	else if (f->type == FRAME_RULE)
		json_rule(f, &t);
	else if (f->type == FRAME_FIB || f->type == FRAME_FDB)
		json_witness(f, &t);
	else if (frame_type_is_change(f->type))
		json_change(f, &t);
	else
		sections(f, &t);
	if (f->type == FRAME_DROP)
		section_drop(out, f, &t);
	else if (f->type == FRAME_CONSUME)
		section_consume(out, f, &t);
	else if (f->type == FRAME_ICMP_SEND)
		json_witness(f, &t);
	json_close(&t);
	put_line(out, &t);
}

static void json_start(struct out *out)
{
	struct text t = line_of(out);

	json_begin(&t);
	json_word(&t, JSON_KEY("type"), "start");
	json_uint(&t, JSON_KEY("schema"), SCHEMA_VERSION);
	json_word(&t, JSON_KEY("nscope"), NSCOPE_VERSION);
	if (out->config.hostname)
		json_name(&t, JSON_KEY("host"), out->config.hostname, JSON_STRING_MAX);
	json_close(&t);
	put_line(out, &t);
}

static void json_transaction(struct out *out, const struct transaction *tr)
{
	(void)out;
	(void)tr;
}

static void json_lost(struct out *out, uint64_t count, uint64_t time_ns)
{
	struct text t = line_of(out);

	json_begin(&t);
	json_word(&t, JSON_KEY("type"), "lost");
	json_uint(&t, JSON_KEY("count"), count);
	json_time(&t, JSON_KEY("time"), time_ns);
	explain_id(out, MEANING_LOST, &t);
	json_close(&t);
	put_line(out, &t);
}

static void json_end(struct out *out, const struct totals *totals)
{
	struct text t = line_of(out);

	json_begin(&t);
	json_word(&t, JSON_KEY("type"), "end");
	json_uint(&t, JSON_KEY("seen"), totals->seen);
	json_uint(&t, JSON_KEY("filtered"), totals->filtered);
	json_uint(&t, JSON_KEY("delivered"), totals->delivered);
	json_uint(&t, JSON_KEY("lost"), totals->lost);
	explain_id(out, MEANING_END, &t);
	json_close(&t);
	put_line(out, &t);
}

const struct out_ops out_json = {
	.name = "json",
	.joins = true,
	.size = sizeof(struct out_as_json),
	.begin = json_start,
	.frame = json_frame,
	.transaction = json_transaction,
	.lost = json_lost,
	.end = json_end,
};
