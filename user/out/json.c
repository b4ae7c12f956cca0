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

#include "out.h"

#define SCHEMA_VERSION 1

struct out_as_json {
	struct out out;
	char line[JSON_LINE_MAX];
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
		json_name(t, "lab", r->lab, sizeof(r->lab));
	json_name(t, "netns", r->name, sizeof(r->name));
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
	json_name(t, "peer", buf, sizeof(buf));
}

static void envelope(const struct out *out, const struct frame *f, struct text *t)
{
	const struct snapshot *s = out->config.names;
	const struct room *r = snapshot_room(s, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;

	json_word(t, "type", frame_type_word(f->type));
	json_time(t, "time", f->time_ns);
	json_uint(t, "mono_ns", f->mono_ns);
	if (out->config.hostname)
		json_name(t, "host", out->config.hostname, JSON_STRING_MAX);
	if (r)
		envelope_room(r, t);
	if (f->netns_inum || (r && r->inum))
		json_uint(t, "netns_inum", f->netns_inum ? f->netns_inum : r->inum);
	if (l)
		json_name(t, "ifname", l->name, sizeof(l->name));
	if (f->ifindex)
		json_uint(t, "ifindex", f->ifindex);
	if (l && f->type != FRAME_NEIGH)
		envelope_peer(s, l, t);
	if (f->dir != DIR_NONE)
		json_word(t, "dir", frame_dir_word(f->dir));
	if (f->packet_id)
		json_uint(t, "packet_id", f->packet_id);
	if (f->transaction)
		json_uint(t, "transaction", f->transaction);
}

static void section_eth(const struct frame *f, struct text *t)
{
	json_open(t, "eth");
	json_mac(t, "src", f->eth_src);
	json_mac(t, "dst", f->eth_dst);
	json_uint(t, "type", f->eth_type);
	json_close(t);
}

static void section_arp(const struct arp_part *a, struct text *t)
{
	json_open(t, "arp");
	json_uint(t, "opcode", a->op);
	json_open(t, "src");
	json_mac(t, "hw_mac", a->sha);
	json_ip(t, "proto_ipv4", a->spa, 4);
	json_close(t);
	json_open(t, "dst");
	json_mac(t, "hw_mac", a->tha);
	json_ip(t, "proto_ipv4", a->tpa, 4);
	json_close(t);
	json_close(t);
}

static void section_ip4(const struct ip_part *ip, struct text *t)
{
	json_open(t, "ip");
	json_ip(t, "src", ip->src, 4);
	json_ip(t, "dst", ip->dst, 4);
	json_uint(t, "ttl", ip->ttl);
	json_uint(t, "id", ip->id);
	json_uint(t, "proto", ip->protocol);
	json_open(t, "flags");
	json_bool(t, "df", ip->df);
	json_close(t);
	if (ip->fragment)
		json_uint(t, "frag_offset", ip->frag_offset);
	json_close(t);
}

static void section_ip6(const struct frame *f, struct text *t)
{
	json_open(t, "ipv6");
	json_ip(t, "src", f->ip.src, 16);
	json_ip(t, "dst", f->ip.dst, 16);
	json_uint(t, "hlim", f->ip.ttl);
	json_uint(t, "nxt", f->net.p[6]);
	json_close(t);
}

static void section_icmp4(const struct frame *f, struct text *t)
{
	const struct icmp_part *i = &f->icmp;
	bool reply;

	json_open(t, "icmp");
	json_uint(t, "type", i->type);
	json_uint(t, "code", i->code);
	if (frame_is_echo(f, &reply)) {
		json_uint(t, "ident", i->id);
		json_uint(t, "seq", i->seq);
	}
	if (i->mtu)
		json_uint(t, "mtu", i->mtu);
	if (i->has_target)
		json_ip(t, "redir_gw", i->target, 4);
	json_close(t);
}

/* icmpv6.nd.ns.target_address, icmpv6.nd.na.target_address, icmpv6.rd.na.target_address */
static void icmp6_target(const struct icmp_part *i, struct text *t)
{
	json_open(t, i->type == 137 ? "rd" : "nd");
	json_open(t, i->type == 135 ? "ns" : "na");
	json_ip(t, "target_address", i->target, 16);
	json_close(t);
	json_close(t);
}

static void section_icmp6(const struct frame *f, struct text *t)
{
	const struct icmp_part *i = &f->icmp;
	bool reply;

	json_open(t, "icmpv6");
	json_uint(t, "type", i->type);
	json_uint(t, "code", i->code);
	if (frame_is_echo(f, &reply)) {
		json_open(t, "echo");
		json_uint(t, "identifier", i->id);
		json_uint(t, "sequence_number", i->seq);
		json_close(t);
	}
	if (i->mtu)
		json_uint(t, "mtu", i->mtu);
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

static void section_drop(const struct out *out, const struct frame *f, struct text *t)
{
	const struct words *w = out->config.words;
	const char *reason = w->drop_reason ? w->drop_reason(w->ctx, f->reason) : NULL;
	const char *symbol = w->symbol ? w->symbol(w->ctx, f->location) : NULL;
	char number[32];

	json_open(t, "skb_drop");
	snprintf(number, sizeof(number), "%u", f->reason);
	if (f->hook != HOOK_DROP_PLAIN)
		json_string(t, "drop_reason", reason ? reason : number, JSON_STRING_MAX);
	snprintf(number, sizeof(number), "0x%llx", (unsigned long long)f->location);
	json_string(t, "location", symbol ? symbol : number, JSON_STRING_MAX);
	json_close(t);
}

static void section_neigh(const struct event_neigh *n, struct text *t)
{
	static const uint8_t nothing[6];

	json_open(t, "neigh");
	json_ip(t, "dst", n->addr, n->addr_len);
	if (memcmp(n->lladdr, nothing, 6))
		json_mac(t, "lladdr", n->lladdr);
	if (n->old != EVENT_NUD_UNKNOWN)
		json_word(t, "old", nud_word(n->old));
	json_word(t, "new", nud_word(n->new_));
	json_close(t);
}

static void json_frame(struct out *out, const struct frame *f)
{
	char words[512];
	struct text t = line_of(out), summary = TEXT(words);

	words[0] = '\0';
	json_begin(&t);
	envelope(out, f, &t);
	if (f->type != FRAME_NEIGH) {
		json_word(&t, "proto", frame_proto_word(f->proto));
		json_uint(&t, "len", f->len);
	}
	frame_summary(f, &summary);
	json_string(&t, "summary", words, sizeof(words));
	if (f->malformed)
		json_word(&t, "malformed", f->malformed);
	if (f->type == FRAME_NEIGH)
		section_neigh(&f->neigh, &t);
	else
		sections(f, &t);
	if (f->type == FRAME_DROP)
		section_drop(out, f, &t);
	json_close(&t);
	put_line(out, &t);
}

static void json_start(struct out *out)
{
	struct text t = line_of(out);

	json_begin(&t);
	json_word(&t, "type", "start");
	json_uint(&t, "schema", SCHEMA_VERSION);
	json_word(&t, "nscope", NSCOPE_VERSION);
	if (out->config.hostname)
		json_name(&t, "host", out->config.hostname, JSON_STRING_MAX);
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
	json_word(&t, "type", "lost");
	json_uint(&t, "count", count);
	json_time(&t, "time", time_ns);
	json_close(&t);
	put_line(out, &t);
}

static void json_end(struct out *out, const struct totals *totals)
{
	struct text t = line_of(out);

	json_begin(&t);
	json_word(&t, "type", "end");
	json_uint(&t, "seen", totals->seen);
	json_uint(&t, "filtered", totals->filtered);
	json_uint(&t, "delivered", totals->delivered);
	json_uint(&t, "lost", totals->lost);
	json_close(&t);
	put_line(out, &t);
}

const struct out_ops out_json = {
	.name = "json",
	.size = sizeof(struct out_as_json),
	.begin = json_start,
	.frame = json_frame,
	.transaction = json_transaction,
	.lost = json_lost,
	.end = json_end,
};
