// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_why.c - any bytes as a lab, the frames of a probe and its kernels' answers: judged, and
 * printed as text and JSON
 *
 * Octets choose among few names, addresses and numbers, so that frames, interfaces and routes meet
 * each other often; the rows are as many as were said and not one more, so that a step beyond them
 * is seen.
 */
#include <linux/netfilter.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../../user/out/verdict.h"
#include "../../user/util/cursor.h"
#include "../../user/why/case.h"
#include "../../user/why/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUNDS_MAX 400
#define LOG_MAX	   400

static struct cursor in;
static uint32_t dice; /* never 0 */

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* Where the input ends, dice go on: a short one is a whole lab, too. */
static uint32_t octet(void)
{
	const uint8_t *p = take(&in, 1);

	if (p)
		return *p;
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	return dice >> 24;
}

static void throw_dice(const uint8_t *data, size_t size)
{
	dice = 2166136261u;
	for (size_t i = 0; i < size; i++)
		dice = (dice ^ data[i]) * 16777619u;
	dice |= 1;
}

static uint32_t below(uint32_t n)
{
	return octet() % n;
}

static bool flip(void)
{
	return octet() & 1;
}

#define ANY(list) (list[below(ARRAY_SIZE(list))])

static uint32_t odd_number(void)
{
	static const uint32_t numbers[] = { 0, 1, 2, 3, 64, 255, 1500, UINT32_MAX };

	return ANY(numbers);
}

static void name(char *to, size_t size)
{
	static const char *const names[] = {
		"eth0", "br0",	     "lo",    "-all", "a;reboot", "$(x)",
		"`x`",	"\033[2J\n", "\"'\\", "host", "pid:17",	  "x/y",
		"red",	"#x",	     "%n%s",  "-f",   "ip",	  "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1",
	};

	snprintf(to, size, "%s", ANY(names));
}

/* Of nf_tables': any octets. */
static void nft_name(char *to, size_t size)
{
	if (octet() % 4)
		name(to, size);
	else
		snprintf(to, size, "x two");
}

static void address(uint8_t family, uint8_t to[16])
{
	static const uint8_t heads[][3] = {
		{ 10, 0, 0 }, { 10, 0, 1 }, { 0, 0, 0 }, { 127, 0, 0 }, { 224, 0, 0 }, { 8, 8, 8 },
	};
	static const uint8_t heads6[][2] = { { 0xfd, 0 }, { 0xfe, 0x80 }, { 0, 0 }, { 0xff, 2 } };
	uint8_t last = (uint8_t)below(5);

	memset(to, 0, 16);
	if (family == AF_INET) {
		memcpy(to, ANY(heads), 3);
		to[3] = last == 4 ? 255 : last;
		return;
	}
	memcpy(to, ANY(heads6), 2);
	to[15] = last;
}

static uint8_t family(void)
{
	return octet() % 4 ? AF_INET : AF_INET6;
}

static uint8_t mask(uint8_t fam)
{
	static const uint8_t four[] = { 24, 16, 32, 0, 30, 31 }, six[] = { 64, 128, 0, 127, 48 };

	return fam == AF_INET ? ANY(four) : ANY(six);
}

static void mac(uint8_t to[6])
{
	memset(to, 0, 6);
	to[0] = (uint8_t)(octet() % 8 ? 2 : 0x33);
	to[5] = (uint8_t)below(8);
}

/* A vector of up to @most rows, all zero. */
#define ROWS(r, rows, most)                                                                        \
	((r)->n_##rows = below((most) + 1),                                                        \
	 (r)->rows = (r)->n_##rows ? calloc((r)->n_##rows, sizeof(*(r)->rows)) : NULL)

static void fill_link(struct link_row *l, uint32_t ifindex, uint32_t rooms)
{
	static const char *const kinds[] = { "veth", "veth", "bridge", "macvlan", "tun", "" };

	l->ifindex = ifindex;
	name(l->name, sizeof(l->name));
	snprintf(l->kind, sizeof(l->kind), "%s", ANY(kinds));
	l->flags = octet() % 4 ? IFF_UP : odd_number() & (IFF_LOOPBACK | IFF_NOARP | IFF_UP);
	l->carrier = octet() % 4;
	l->mtu = octet() % 4 ? 1500 : odd_number();
	l->master = octet() % 3 ? 0 : below(5);
	l->peer_cookie = 100 + below(rooms + 1);
	l->peer_ifindex = 1 + below(4);
	l->base_ifindex = below(3);
	mac(l->mac);
	l->port.valid = l->master;
	l->port.state = octet() % 4 ? 3 : (uint8_t)octet();
	l->port.isolated = octet() % 4 == 0;
	l->port.flood = l->port.mcast_flood = l->port.bcast_flood = octet() % 4;
	l->bridge.vlan_filtering = octet() % 4 == 0;
	l->bridge.mcast_snooping = flip();
	if (octet() % 8 == 0)
		snprintf(l->fault, sizeof(l->fault), "loss 5%%");
}

static void fill_routes(struct room *r)
{
	ROWS(r, hops, 4);
	for (size_t i = 0; i < r->n_hops; i++) {
		struct hop_row *h = &r->hops[i];

		h->oif = below(5);
		h->family = flip() ? family() : 0;
		if (h->family)
			address(h->family, h->gateway);
	}
	ROWS(r, routes, 4);
	for (size_t i = 0; i < r->n_routes; i++) {
		struct route_row *w = &r->routes[i];

		w->family = family();
		w->type = octet() % 4 ? RTN_UNICAST : (uint8_t)octet();
		w->len = mask(w->family);
		address(w->family, w->dst);
		w->table = octet() % 4 ? RT_TABLE_MAIN : odd_number();
		w->hop = r->n_hops ? below((uint32_t)r->n_hops) : 0;
		w->n_hops = below((uint32_t)(r->n_hops - w->hop) + 1);
	}
	ROWS(r, rules, 3);
	for (size_t i = 0; i < r->n_rules; i++) {
		struct rule_row *w = &r->rules[i];

		w->family = family();
		w->priority = odd_number();
		w->action = (uint8_t)below(9);
		w->table = odd_number();
		w->from_len = mask(w->family);
		w->to_len = mask(w->family);
		address(w->family, w->from);
		address(w->family, w->to);
		w->invert = octet() % 8 == 0;
		if (octet() % 4 == 0)
			name(w->iif, sizeof(w->iif));
	}
}

static void fill_gates(struct room *r)
{
	ROWS(r, gates, 2);
	for (size_t i = 0; i < r->n_gates; i++) {
		r->gates[i].ifindex = 1 + below(4);
		r->gates[i].where = (uint8_t)below(GATES_N);
		r->gates[i].prog_id = below(2);
		snprintf(r->gates[i].kind, sizeof(r->gates[i].kind), "%s", flip() ? "tcx" : "bpf");
		name(r->gates[i].name, sizeof(r->gates[i].name));
	}
	ROWS(r, queues, 2);
	for (size_t i = 0; i < r->n_queues; i++) {
		r->queues[i].ifindex = 1 + below(4);
		snprintf(r->queues[i].kind, sizeof(r->queues[i].kind), "tbf");
	}
	ROWS(r, chains, 2);
	for (size_t i = 0; i < r->n_chains; i++) {
		r->chains[i].family = (uint8_t)octet();
		r->chains[i].hook = (uint8_t)below(8);
		r->chains[i].drops = flip();
		nft_name(r->chains[i].table, sizeof(r->chains[i].table));
		nft_name(r->chains[i].name, sizeof(r->chains[i].name));
		snprintf(r->chains[i].type, sizeof(r->chains[i].type), "%s", flip() ? "nat" : "");
	}
	ROWS(r, xtables, 1);
	for (size_t i = 0; i < r->n_xtables; i++)
		snprintf(r->xtables[i].name, sizeof(r->xtables[i].name), "filter");
}

static void fill_bridges(struct room *r)
{
	ROWS(r, fdb, 3);
	for (size_t i = 0; i < r->n_fdb; i++) {
		r->fdb[i].ifindex = 1 + below(4);
		r->fdb[i].master = below(5);
		r->fdb[i].state = (uint16_t)odd_number();
		mac(r->fdb[i].mac);
	}
	ROWS(r, vlans, 2);
	for (size_t i = 0; i < r->n_vlans; i++) {
		r->vlans[i].ifindex = 1 + below(4);
		r->vlans[i].first = r->vlans[i].last = (uint16_t)below(3);
		r->vlans[i].pvid = flip();
	}
	ROWS(r, neighs, 2);
	for (size_t i = 0; i < r->n_neighs; i++) {
		r->neighs[i].ifindex = 1 + below(4);
		r->neighs[i].family = family();
		r->neighs[i].state = (uint16_t)(octet() % 4 ? NUD_PERMANENT : odd_number());
		address(r->neighs[i].family, r->neighs[i].addr);
	}
}

static void fill_settings(struct room *r)
{
	static const int64_t values[] = { 0, 1, 2, 8, -1, INT64_MAX, SETTING_UNKNOWN };

	if (octet() % 3 == 0)
		return;
	r->settings = settings_new();
	check(r->settings);
	for (uint32_t n = below(6); n; n--)
		r->settings->room[below(ROOM_SETTINGS_N)] = ANY(values);
	for (uint32_t n = below(6); n; n--) {
		struct iface_settings *s = settings_iface(r->settings, below(5));

		check(s);
		s->v4[below(IFACE_SETTINGS4_N)] = ANY(values);
		s->v6[below(IFACE_SETTINGS6_N)] = ANY(values);
	}
}

static void fill_room(struct room *r, uint32_t i, uint32_t rooms)
{
	name(r->name, sizeof(r->name));
	if (flip())
		snprintf(r->lab, sizeof(r->lab), "lab");
	r->cookie = 100 + i;
	ROWS(r, links, 4);
	for (size_t l = 0; l < r->n_links; l++)
		fill_link(&r->links[l], (uint32_t)l + 1, rooms);
	ROWS(r, addrs, 4);
	for (size_t a = 0; a < r->n_addrs; a++) {
		r->addrs[a].ifindex = 1 + below(4);
		r->addrs[a].family = family();
		r->addrs[a].len = mask(r->addrs[a].family);
		r->addrs[a].flags = octet() % 8 ? 0 : odd_number();
		address(r->addrs[a].family, r->addrs[a].addr);
	}
	fill_routes(r);
	fill_gates(r);
	fill_bridges(r);
	fill_settings(r);
}

static struct snapshot *world(void)
{
	struct snapshot *s = calloc(1, sizeof(*s));

	check(s);
	s->n_rooms = 1 + below(5);
	s->rooms = calloc(s->n_rooms, sizeof(*s->rooms));
	check(s->rooms);
	for (uint32_t i = 0; i < s->n_rooms; i++)
		fill_room(&s->rooms[i], i, (uint32_t)s->n_rooms);
	if (flip())
		snapshot_index(s);
	return s;
}

static void fill_arp(const struct question *q, struct frame *f)
{
	uint8_t spa[16], tpa[16];

	f->proto = PROTO_ARP;
	f->arp = (struct arp_part){ .valid = true, .op = (uint16_t)(1 + below(2)) };
	address(AF_INET, spa);
	address(AF_INET, tpa);
	memcpy(f->arp.spa, spa, 4);
	memcpy(f->arp.tpa, flip() ? q->to : tpa, 4);
	mac(f->arp.sha);
	mac(f->arp.tha);
}

static void fill_icmp(const struct question *q, struct frame *f)
{
	static const uint8_t four[] = { 8, 0, 11, 3 }, six[] = { 128, 129, 135, 136, 3, 1 };
	bool v4 = q->family == AF_INET, reply;

	f->proto = v4 ? PROTO_ICMP : PROTO_ICMP6;
	f->ip = (struct ip_part){ .valid = true, .version = v4 ? 4 : 6, .ttl = (uint8_t)octet() };
	f->icmp = (struct icmp_part){ .valid = true, .id = 1, .seq = (uint16_t)below(3) };
	f->icmp.type = v4 ? ANY(four) : ANY(six);
	f->icmp.has_target = flip();
	address(q->family, f->icmp.target);
	address(q->family, f->ip.src);
	address(q->family, f->ip.dst);
	f->ip.fragment = octet() % 8 == 0;
	f->ip.frag_offset = (uint16_t)(below(3) * 8);
	if (frame_is_echo(f, &reply) && octet() % 4)
		memcpy(reply ? f->ip.src : f->ip.dst, q->to, 16);
}

static void fill_kept(const struct question *q, struct kept *k)
{
	static const enum frame_type types[] = { FRAME_PACKET, FRAME_PACKET, FRAME_PACKET,
						 FRAME_DROP,   FRAME_RULE,   FRAME_NEIGH,
						 FRAME_CONSUME };
	static const char *const reasons[] = {
		"",
		"NETFILTER_DROP",
		"IP_RPFILTER",
		"TC_INGRESS",
		"XDP",
		"QDISC_DROP",
		"PKT_TOO_BIG",
		"IP_INNOROUTES",
		"IP_INHDR",
		"TC_EGRESS",
		"NEIGH_QUEUEFULL",
		"CPU_BACKLOG",
		"NEIGH_CREATEFAIL",
	};
	static uint64_t now;
	struct frame *f = &k->f;

	f->type = ANY(types);
	f->dir = (enum frame_dir)below(DIR_MAX);
	f->netns_cookie = 100 + below((uint32_t)q->snap->n_rooms + 1);
	f->ifindex = below(5);
	f->packet_id = below(6);
	f->transaction = below(4);
	f->mono_ns = octet() % 8 ? ++now * 1000 : octet() * 10000000;
	f->len = octet() % 4 ? 98 : odd_number();
	mac(f->eth_src);
	mac(f->eth_dst);
	if (octet() % 3 == 0)
		fill_arp(q, f);
	else
		fill_icmp(q, f);
	snprintf(k->summary, sizeof(k->summary), "a > b");
	snprintf(k->reason, sizeof(k->reason), "%s", ANY(reasons));
	snprintf(k->symbol, sizeof(k->symbol), "%s", flip() ? "ip_forward" : "do_xdp_generic");
	if (f->type == FRAME_RULE) {
		nft_name(k->rule.table, sizeof(k->rule.table));
		nft_name(k->rule.chain, sizeof(k->rule.chain));
		name(k->rule.text, sizeof(k->rule.text));
		k->rule.verdict = (int)below(3);
		k->rule.family = (uint8_t)octet();
		k->rule.handle = octet();
		k->rule.kind = (uint8_t)below(4);
	}
	if (f->type == FRAME_NEIGH) {
		f->neigh.new_ = flip() ? NUD_FAILED : NUD_INCOMPLETE;
		address(q->family, f->neigh.addr);
	}
}

/* A room with an interface, and one of those. */
static const struct link_row *any_link(const struct snapshot *s, const struct room **ret)
{
	const struct room *r = &s->rooms[below((uint32_t)s->n_rooms)];

	*ret = r;
	return r->n_links ? &r->links[below((uint32_t)r->n_links)] : NULL;
}

static void seen_at(struct frame_log *log, const struct frame *like, const struct room *r,
		    const struct link_row *l, enum frame_dir dir)
{
	struct kept *k;

	if (log->n == LOG_MAX)
		return;
	k = &log->kept[log->n++];
	k->f = *like;
	k->f.dir = dir;
	k->f.netns_cookie = r->cookie;
	k->f.ifindex = l->ifindex;
	k->f.mono_ns = log->n * 10000;
	snprintf(k->summary, sizeof(k->summary), "a > b");
}

/* One frame over several pipes: out here, in there, and out again by some other interface. */
static void fly(const struct question *q, struct frame_log *log, bool back)
{
	const struct room *r = q->from, *next;
	const struct link_row *l = r->n_links ? &r->links[below((uint32_t)r->n_links)] : NULL;
	struct frame f = { .type = FRAME_PACKET,
			   .packet_id = 50 + back,
			   .transaction = 50,
			   .len = 98,
			   .proto = q->family == AF_INET ? PROTO_ICMP : PROTO_ICMP6 };

	if (back)
		l = any_link(q->snap, &r);
	f.ip = (struct ip_part){ .valid = true, .ttl = 64, .fragment = octet() % 16 == 0 };
	f.icmp = (struct icmp_part){ .valid = true, .id = 1, .seq = 1 };
	f.icmp.type = q->family == AF_INET ? (back ? 0 : 8) : (back ? 129 : 128);
	address(q->family, f.ip.src);
	address(q->family, f.ip.dst);
	memcpy(back ? f.ip.src : f.ip.dst, q->to, 16);
	for (uint32_t hops = below(3) ? below(6) : below(200); l; hops--) {
		const struct link_row *peer;

		next = snapshot_room(q->snap, l->peer_cookie);
		peer = next ? room_link(next, l->peer_ifindex) : NULL;
		memcpy(f.eth_src, l->mac, 6);
		if (peer && octet() % 8)
			memcpy(f.eth_dst, peer->mac, 6);
		seen_at(log, &f, r, l, DIR_OUT);
		if (!peer || !hops)
			break;
		seen_at(log, &f, next, peer, DIR_IN);
		if (octet() % 8 == 0)
			break;
		if (octet() % 8 == 0)
			address(q->family, f.ip.src);
		r = next;
		l = r->n_links ? &r->links[below((uint32_t)r->n_links)] : NULL;
	}
}

static void answer(const struct ask *ask, struct answer *a)
{
	static const int errors[] = { 101, 113, 22, 13, 99, 110 };
	uint32_t hops;

	*a = (struct answer){ 0 };
	if (octet() % 4 == 0) {
		a->error = ANY(errors);
		snprintf(a->words, sizeof(a->words), "refused");
		return;
	}
	hops = below(4);
	a->route = (struct route_row){ .family = ask->family,
				       .type = flip() ? RTN_UNICAST : (uint8_t)below(12),
				       .table = octet() % 4 ? RT_TABLE_MAIN : odd_number(),
				       .n_hops = hops,
				       .has_prefsrc = flip() };
	address(ask->family, a->route.prefsrc);
	for (uint32_t i = 0; i < hops; i++) {
		a->hops[i].oif = below(5);
		a->hops[i].family = flip() ? ask->family : 0;
		address(ask->family, a->hops[i].gateway);
	}
}

static void check_text(const char *s, size_t size)
{
	check(memchr(s, '\0', size));
	for (; *s; s++)
		check(*s >= ' ' && *s <= '~');
}

static bool is_place(const struct snapshot *s, const struct place *p)
{
	for (size_t i = 0; i < s->n_rooms; i++) {
		const struct room *r = &s->rooms[i];

		if (strcmp(r->name, p->netns))
			continue;
		if (!*p->ifname)
			return true;
		for (size_t l = 0; l < r->n_links; l++)
			if (!strcmp(r->links[l].name, p->ifname))
				return true;
	}
	return false;
}

static void check_verdict(const struct question *q, const struct verdict *v)
{
	check(v->reachable == !question_fails(q) && v->reachable == (v->cause == CAUSE_NONE));
	check(v->cause < CAUSE_MAX && v->confidence < CONFIDENCE_MAX && v->direction < LEG_MAX);
	check(v->reachable || is_place(q->snap, &v->where));
	check(!q->log->lost || v->confidence != CONFIDENCE_PROVEN);
	check_text(v->summary, sizeof(v->summary));
	check(*v->summary && v->summary[strlen(v->summary) - 1] == '.');
	check(v->n_evidence <= EVIDENCE_LINES && v->n_fix <= FIX_LINES);
	check(v->n_warnings <= VERDICT_WARNINGS);
	for (size_t i = 0; i < v->n_evidence; i++) {
		check(v->evidence[i].kind < EVIDENCE_MAX);
		check_text(v->evidence[i].text, sizeof(v->evidence[i].text));
	}
	for (size_t i = 0; i < v->n_warnings; i++) {
		check(is_place(q->snap, &v->warnings[i].where));
		check_text(v->warnings[i].text, sizeof(v->warnings[i].text));
	}
	for (size_t i = 0; i < v->n_fix; i++) {
		check_text(v->fix[i], sizeof(v->fix[i]));
		check(*v->fix[i] && !strpbrk(v->fix[i], ";&|`$<>(){}[]*?!~'\\#"));
		check(!strchr(v->fix[i], '"') || strstr(v->fix[i], "=\"0 2147483647\""));
		check(!strstr(v->fix[i], "x two"));
	}
	check(!v->ruled_out[v->cause]);
}

static void print_json(const struct question *q, const struct verdict *v, char *to, size_t size)
{
	FILE *f = fmemopen(to, size, "w");

	check(f);
	verdict_json(q, v, f);
	fclose(f);
}

static void print(const struct question *q, const struct verdict *v)
{
	static const struct verdict_style style = { .width = 40 };
	static char lines[1 << 17];
	FILE *f = fmemopen(lines, sizeof(lines), "w");
	size_t len;

	check(f);
	verdict_json(q, v, f);
	fflush(f);
	len = (size_t)ftell(f);
	check(len > 2 && lines[0] == '{' && lines[len - 2] == '}' && lines[len - 1] == '\n');
	for (size_t i = 0; i + 1 < len; i++)
		check(lines[i] >= ' ' && lines[i] <= '~');
	rewind(f);
	verdict_text(v, &style, f);
	fclose(f);
}

/* Written down and read back it is judged and printed the same. */
static void judge_again(const struct question *q)
{
	static char lines[1 << 17], again[1 << 17];
	struct why_case c;
	struct verdict v;
	json_t *file = case_write(q);
	char *text = file ? json_dumps(file, JSON_COMPACT) : NULL;
	json_t *copy = text ? json_loads(text, 0, NULL) : NULL;

	check(copy && !case_read(copy, &c));
	why_judge(q, &v);
	print_json(q, &v, lines, sizeof(lines));
	why_judge(&c.q, &v);
	check(!asks_pending(&c.asks));
	print_json(&c.q, &v, again, sizeof(again));
	check(!strcmp(lines, again));
	case_done(&c);
	json_decref(copy);
	json_decref(file);
	free(text);
}

static void fill_question(const struct snapshot *s, struct question *q)
{
	q->snap = s;
	q->from = &s->rooms[below((uint32_t)s->n_rooms)];
	q->family = family();
	address(q->family, q->to);
	q->owner = snapshot_owner(s, q->family, q->to, NULL);
	q->to_name = flip() ? "\033x" : NULL;
	q->has_source = octet() % 4 == 0;
	address(q->family, q->source);
	q->oif = octet() % 4 ? 0 : below(5);
	q->mark = odd_number();
	q->ttl = (uint8_t)octet();
	q->rules = flip();
	q->sent = below(3);
	q->received = octet() % 8 ? 0 : below(3);
	q->status = (int)below(3);
	q->said = flip()   ? "ping: socket: Permission denied"
		  : flip() ? "ping: local error: message too long, mtu=1500"
			   : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	struct frame_log log = { 0 };
	struct asks asks = { 0 };
	struct question q = { .log = &log, .asks = &asks };
	struct verdict v;
	struct asked *next;
	int rounds = 0;

	in = (struct cursor){ data, data + size };
	throw_dice(data, size);
	s = world();
	fill_question(s, &q);
	log.lost = octet() % 8 == 0;
	log.kept = calloc(LOG_MAX, sizeof(*log.kept));
	check(log.kept);
	if (flip())
		fly(&q, &log, false);
	if (flip())
		fly(&q, &log, true);
	for (uint32_t n = below(40); n && log.n < LOG_MAX; n--)
		fill_kept(&q, &log.kept[log.n++]);
	why_judge(&q, &v);
	check_verdict(&q, &v);
	while (asks_pending(&asks)) {
		check(rounds++ < ROUNDS_MAX);
		while ((next = asks_pending(&asks))) {
			answer(&next->ask, &next->answer);
			next->known = true;
		}
		why_judge(&q, &v);
		check_verdict(&q, &v);
	}
	print(&q, &v);
	if (octet() % 8 == 0)
		judge_again(&q);
	asks_done(&asks);
	free(log.kept);
	return 0;
}
