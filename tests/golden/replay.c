// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - a trace that a person can write, through the stream, in any format
 *
 *     replay FORMAT FILE.events
 *     replay recorded-FORMAT FILE.events      through a capture, written and read back
 *     replay explained-FORMAT FILE.events     with sentences
 *
 * First the world, then what happened, a line each; # begins a comment:
 *
 *     netns red [LAB]
 *     link red eth0 02:00:00:00:00:01 [blue:eth0]    an interface, its MAC, its peer
 *     addr red eth0 192.168.15.1
 *     neigh red eth0 192.168.15.2 STALE              a neighbour entry from before
 *     reason 70 IP_RPFILTER                          words for numbers
 *     symbol ffffffff81000000 ip_rcv_finish_core
 *
 *     US red:eth0 out [@OBJ] PACKET                  microseconds; @OBJ is the sk_buff
 *     US red:eth0 in  [@OBJ] PACKET
 *     US red:eth0 drop REASON LOCATION [@OBJ] PACKET
 *     US red:eth0 neigh ADDR OLD NEW [MAC]
 *     US red:eth0 link new|changed|gone [up|down|nocarrier] [name NAME] [mtu N] [master IF]
 *     US red:eth0 addr new|changed|gone ADDR LEN [FLAGS]
 *     US red:eth0 route new|changed|gone DST LEN [via ADDR] [metric N] [type N]
 *     US red netns new|gone [LAB]
 *     US - resync
 *     lost N                                         before the next line
 *
 *     PACKET: arp who-has TARGET tell SENDER
 *             arp reply SENDER MAC to TARGET MAC
 *             echo SRC DST ID SEQ [IPID]             and "reply"; IPv4, MACs as on the pipe
 *             [len N] hex BYTES                      a frame from its Ethernet header on; N octets
 *                                                    on the wire
 *             (nothing)                              the kernel gave no bytes
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "../../user/out/out.h"
#include "../../user/trace/capture.h"
#include "../../user/trace/netchange.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>

#define EPOCH_NS 1767323045000000000ull /* 2026-01-02 03:04:05 UTC */
#define BOOT_NS	 1000000000000ull	/* of CLOCK_BOOTTIME at microsecond 0 */
#define NAMES	 16

struct name {
	uint64_t number;
	char word[64];
};

static struct snapshot names;
static struct name reasons[NAMES], symbols[NAMES];
static size_t n_reasons, n_symbols;
static const char *file;
static unsigned int line;
static struct totals totals;
static struct stream *stream;
static uint32_t next_seq[SOURCE_MAX], skip;

static void __attribute__((noreturn)) complain(const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", file, line, what);
	exit(2);
}

static char *need(char *word)
{
	if (!word)
		complain("a word is missing");
	return word;
}

static char *word(void)
{
	return strtok(NULL, " \t\n");
}

static uint64_t number(const char *s, int base)
{
	char *end;
	uint64_t n = strtoull(s, &end, base);

	if (end == s || *end)
		complain("not a number");
	return n;
}

static void parse_mac(const char *s, uint8_t mac[6])
{
	if (sscanf(s, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
		   mac + 5) != 6)
		complain("not a MAC address");
}

static uint8_t parse_addr(const char *s, uint8_t addr[16])
{
	if (inet_pton(AF_INET, s, addr) == 1)
		return 4;
	if (inet_pton(AF_INET6, s, addr) == 1)
		return 16;
	complain("not an address");
}

static struct room *room_named(const char *name)
{
	for (size_t i = 0; i < names.n_rooms; i++)
		if (!strcmp(names.rooms[i].name, name))
			return &names.rooms[i];
	complain("no such netns");
}

static struct link_row *link_named(struct room *r, const char *name)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (!strcmp(r->links[i].name, name))
			return &r->links[i];
	complain("no such link");
}

static uint8_t parse_state(const char *s)
{
	for (int state = 0; state < 256; state = state ? state * 2 : 1)
		if (!strcmp(s, nud_word((uint8_t)state)))
			return (uint8_t)state;
	if (!strcmp(s, "?"))
		return EVENT_NUD_UNKNOWN;
	complain("not a neighbour state");
}

/* One more element, zeroed. */
#define MORE(vector, count)                                                                        \
	({                                                                                         \
		(vector) = grow((vector), (count), sizeof(*(vector)));                             \
		memset(&(vector)[(count)], 0, sizeof(*(vector)));                                  \
		&(vector)[(count)++];                                                              \
	})

static void world_netns(void)
{
	struct room *r = MORE(names.rooms, names.n_rooms);
	char *lab;

	snprintf(r->name, sizeof(r->name), "%s", need(word()));
	lab = word();
	snprintf(r->lab, sizeof(r->lab), "%s", lab ? lab : "");
	r->cookie = names.n_rooms;
	r->inum = 4026532000u + (uint32_t)names.n_rooms;
}

static void world_link(void)
{
	struct room *r = room_named(need(word())), *other;
	struct link_row *l = MORE(r->links, r->n_links), *peer;
	char *end, *colon;

	snprintf(l->name, sizeof(l->name), "%s", need(word()));
	snprintf(l->kind, sizeof(l->kind), "veth");
	parse_mac(need(word()), l->mac);
	l->ifindex = (uint32_t)r->n_links + 1;
	end = word();
	colon = end ? strchr(end, ':') : NULL;
	if (!colon)
		return;
	*colon = '\0';
	other = room_named(end);
	peer = link_named(other, colon + 1);
	l->peer_ifindex = peer->ifindex;
	l->peer_cookie = other->cookie;
	peer->peer_ifindex = l->ifindex;
	peer->peer_cookie = r->cookie;
}

static void world_addr(void)
{
	struct room *r = room_named(need(word()));
	struct link_row *l = link_named(r, need(word()));
	struct addr_row *a = MORE(r->addrs, r->n_addrs);

	a->ifindex = l->ifindex;
	a->family = parse_addr(need(word()), a->addr) == 4 ? AF_INET : AF_INET6;
}

static void world_neigh(void)
{
	struct room *r = room_named(need(word()));
	struct link_row *l = link_named(r, need(word()));
	struct neigh_row *n = MORE(r->neighs, r->n_neighs);

	n->ifindex = l->ifindex;
	n->family = parse_addr(need(word()), n->addr) == 4 ? AF_INET : AF_INET6;
	n->state = parse_state(need(word()));
}

static void world_name(struct name *table, size_t *n, int base)
{
	if (*n == NAMES)
		complain("too many names");
	table[*n].number = number(need(word()), base);
	snprintf(table[*n].word, sizeof(table->word), "%s", need(word()));
	++*n;
}

static const char *name_of(const struct name *table, size_t n, uint64_t number)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].number == number)
			return table[i].word;
	return NULL;
}

static const char *reason_word(void *ctx, uint32_t reason)
{
	(void)ctx;
	return name_of(reasons, n_reasons, reason);
}

static const char *symbol_word(void *ctx, uint64_t location)
{
	(void)ctx;
	return name_of(symbols, n_symbols, location);
}

static void put(struct event *e, const void *bytes, size_t len)
{
	if (e->caplen + len > EVENT_DATA_MAX)
		complain("a frame of more than 192 octets");
	memcpy(e->data + e->caplen, bytes, len);
	e->caplen = (uint16_t)(e->caplen + len);
}

static void put16(struct event *e, uint16_t n)
{
	put(e, (uint8_t[]){ (uint8_t)(n >> 8), (uint8_t)n }, 2);
}

static void put_ethernet(struct event *e, const uint8_t *dst, const uint8_t *src, uint16_t type)
{
	put(e, dst, 6);
	put(e, src, 6);
	put16(e, type);
	e->l2len = 14;
	e->protocol = type;
}

/* The MAC of whoever has an address, NULL: nobody. */
static const uint8_t *mac_of(const uint8_t *addr)
{
	const struct link_row *l;

	return snapshot_owner(&names, AF_INET, addr, &l) ? l->mac : NULL;
}

static void packet_arp(struct event *e, const struct link_row *l)
{
	static const uint8_t all[6] = { 255, 255, 255, 255, 255, 255 }, none[6];
	bool reply = !strcmp(need(word()), "reply");
	uint8_t spa[16], tpa[16], sha[6], tha[6];

	memcpy(sha, l->mac, 6);
	parse_addr(need(word()), reply ? spa : tpa);
	if (reply)
		parse_mac(need(word()), sha);
	need(word());
	parse_addr(need(word()), reply ? tpa : spa);
	memcpy(tha, none, 6);
	if (reply)
		parse_mac(need(word()), tha);
	else if (mac_of(spa))
		memcpy(sha, mac_of(spa), 6);
	put_ethernet(e, reply ? tha : all, sha, 0x0806);
	put(e, (uint8_t[]){ 0, 1, 8, 0, 6, 4, 0, reply ? 2 : 1 }, 8);
	put(e, sha, 6);
	put(e, spa, 4);
	put(e, tha, 6);
	put(e, tpa, 4);
	e->len = e->caplen;
}

static void packet_echo(struct event *e, const struct link_row *l, bool reply)
{
	static const uint8_t payload[56], nobody[6];
	const struct room *other = snapshot_room(&names, l->peer_cookie);
	const struct link_row *peer = other ? room_link(other, l->peer_ifindex) : NULL;
	const uint8_t *far = peer ? peer->mac : nobody;
	bool in = e->hook == HOOK_END_IN;
	uint8_t src[16], dst[16];
	uint16_t id, seq, ip_id;
	char *s;

	parse_addr(need(word()), src);
	parse_addr(need(word()), dst);
	id = (uint16_t)number(need(word()), 10);
	seq = (uint16_t)number(need(word()), 10);
	s = word();
	ip_id = s ? (uint16_t)number(s, 10) : (uint16_t)(seq + reply * 1000);
	put_ethernet(e, in ? l->mac : far, in ? far : l->mac, 0x0800);
	put(e, (uint8_t[]){ 0x45, 0, 0, 84 }, 4);
	put16(e, ip_id);
	put(e, (uint8_t[]){ 0x40, 0, 64, 1, 0, 0 }, 6);
	put(e, src, 4);
	put(e, dst, 4);
	put(e, (uint8_t[]){ reply ? 0 : 8, 0, 0, 0 }, 4);
	put16(e, id);
	put16(e, seq);
	put(e, payload, sizeof(payload));
	e->len = e->caplen;
}

static void packet_hex(struct event *e, uint32_t len)
{
	char *s;

	for (s = need(word()); s; s = word())
		for (; isxdigit(s[0]) && isxdigit(s[1]); s += 2) {
			char digits[3] = { s[0], s[1], 0 };
			uint8_t byte = (uint8_t)strtoul(digits, NULL, 16);

			e->len++;
			if (e->caplen < EVENT_DATA_MAX)
				put(e, &byte, 1);
		}
	if (len)
		e->len = len;
	e->l2len = 14;
	e->protocol = e->caplen >= 14 ? (uint16_t)(e->data[12] << 8 | e->data[13]) : 0;
}

static void packet(struct event *e, const struct link_row *l)
{
	char *s = word();
	uint32_t len = 0;

	if (s && s[0] == '@') {
		e->object = number(s + 1, 10);
		s = word();
	}
	if (s && !strcmp(s, "len")) {
		len = (uint32_t)number(need(word()), 10);
		s = word();
	}
	if (!s)
		e->protocol = 0x0800;
	else if (!strcmp(s, "arp"))
		packet_arp(e, l);
	else if (!strcmp(s, "echo"))
		packet_echo(e, l, false);
	else if (!strcmp(s, "reply"))
		packet_echo(e, l, true);
	else if (!strcmp(s, "hex"))
		packet_hex(e, len);
	else
		complain("not a packet");
}

static void happens_neigh(struct event *e)
{
	struct event_neigh n = { 0 };
	char *mac;

	n.addr_len = parse_addr(need(word()), n.addr);
	n.old = parse_state(need(word()));
	n.new_ = parse_state(need(word()));
	mac = word();
	if (mac)
		parse_mac(mac, n.lladdr);
	put(e, &n, sizeof(n));
}

static enum event_action parse_action(const char *s)
{
	for (int a = 0; a < EVENT_ACTION_MAX; a++)
		if (!strcmp(s, event_action_word(a)))
			return a;
	complain("neither new nor changed nor gone");
}

/* The link as it was, with what the words say of it. */
static void happens_link(struct event *e, const struct room *r, const struct link_row *was)
{
	enum event_action action = parse_action(need(word()));
	struct link_row now = *was;
	struct event_link x;
	char *s;

	while ((s = word())) {
		if (!strcmp(s, "up"))
			now.flags = IFF_UP | IFF_LOWER_UP;
		else if (!strcmp(s, "down"))
			now.flags = 0;
		else if (!strcmp(s, "nocarrier"))
			now.flags = IFF_UP;
		else if (!strcmp(s, "name"))
			snprintf(now.name, sizeof(now.name), "%s", need(word()));
		else if (!strcmp(s, "mtu"))
			now.mtu = (uint32_t)number(need(word()), 10);
		else if (!strcmp(s, "master"))
			now.master = link_named((struct room *)r, need(word()))->ifindex;
		else
			complain("not of a link");
	}
	if (!change_of_link(r, action == EVENT_NEW ? NULL : was, action == EVENT_GONE ? NULL : &now,
			    &x))
		complain("nothing changed");
	put(e, &x, sizeof(x));
}

static void happens_addr(struct event *e)
{
	struct event_addr a = { .action = (uint8_t)parse_action(need(word())) };
	char *flags;

	a.family = parse_addr(need(word()), a.addr) == 4 ? AF_INET : AF_INET6;
	a.len = (uint8_t)number(need(word()), 10);
	flags = word();
	if (flags)
		a.flags = (uint32_t)number(flags, 16);
	put(e, &a, sizeof(a));
}

static void happens_route(struct event *e, const struct room *r, const struct link_row *l)
{
	struct hop_row hop = { .oif = l->ifindex };
	enum event_action action = parse_action(need(word()));
	struct route_row row = {
		.type = RTN_UNICAST, .table = RT_TABLE_MAIN, .protocol = RTPROT_STATIC, .n_hops = 1
	};
	struct event_route x;
	char *s;

	row.family = parse_addr(need(word()), row.dst) == 4 ? AF_INET : AF_INET6;
	row.len = (uint8_t)number(need(word()), 10);
	while ((s = word())) {
		if (!strcmp(s, "via"))
			hop.family =
				parse_addr(need(word()), hop.gateway) == 4 ? AF_INET : AF_INET6;
		else if (!strcmp(s, "metric"))
			row.metric = (uint32_t)number(need(word()), 10);
		else if (!strcmp(s, "type"))
			row.type = (uint8_t)number(need(word()), 10);
		else
			complain("not of a route");
	}
	if (row.type != RTN_UNICAST)
		row.n_hops = 0;
	x = change_of_route(r, &row, &hop, action);
	put(e, &x, sizeof(x));
}

static void happens_netns(struct event *e, const char *name)
{
	struct event_netns n = { .action = (uint8_t)parse_action(need(word())) };
	const struct room *r = snapshot_room_named(&names, name);
	char *lab = word();

	snprintf(n.name, sizeof(n.name), "%s", name);
	snprintf(n.lab, sizeof(n.lab), "%s", lab ? lab : "");
	e->netns_cookie = r ? r->cookie : names.n_rooms + 1;
	e->netns_inum = 4026532000u + (uint32_t)e->netns_cookie;
	put(e, &n, sizeof(n));
}

/* A link that is to be new has a row while its line is read. */
static struct link_row *link_or_new(struct room *r, const char *name, struct link_row *none)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (!strcmp(r->links[i].name, name))
			return &r->links[i];
	*none = (struct link_row){ .ifindex = (uint32_t)r->n_links + 1, .kind = "veth" };
	snprintf(none->name, sizeof(none->name), "%s", name);
	return none;
}

static void push(struct event *e)
{
	e->version = EVENT_VERSION;
	e->seq = next_seq[e->hook] += skip;
	next_seq[e->hook]++;
	totals.lost += skip;
	totals.seen += skip + 1;
	totals.delivered++;
	skip = 0;
	stream_push(stream, e, sizeof(*e) + e->caplen);
}

/* What changes the world is done to it before the next line is read. */
static void changes(uint64_t us, char *where, const char *what)
{
	_Alignas(8) uint8_t record[sizeof(struct event) + EVENT_DATA_MAX] = { 0 };
	struct event *e = (struct event *)record;
	char *colon = strchr(where, ':');
	struct link_row none, *l = &none;
	struct room *r = NULL;

	if (colon) {
		*colon = '\0';
		r = room_named(where);
		l = link_or_new(r, colon + 1, &none);
		e->netns_cookie = r->cookie;
		e->netns_inum = r->inum;
		e->ifindex = l->ifindex;
	}
	e->time_ns = BOOT_NS + us * 1000;
	if (!strcmp(what, "resync")) {
		e->hook = HOOK_RESYNC;
	} else if (!strcmp(what, "netns")) {
		e->hook = HOOK_NETNS;
		happens_netns(e, where);
	} else if (!r) {
		complain("not NETNS:IF");
	} else if (!strcmp(what, "link")) {
		e->hook = HOOK_LINK;
		happens_link(e, r, l);
	} else if (!strcmp(what, "addr")) {
		e->hook = HOOK_ADDR;
		happens_addr(e);
	} else {
		e->hook = HOOK_ROUTE;
		happens_route(e, r, l);
	}
	push(e);
	stream_advance(stream, e->time_ns + 1000000);
}

static bool is_change(const char *what)
{
	static const char *const words[] = { "link", "addr", "route", "netns", "resync" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(what, words[i]))
			return true;
	return false;
}

static void happens(uint64_t us)
{
	_Alignas(8) uint8_t record[sizeof(struct event) + EVENT_DATA_MAX] = { 0 };
	struct event *e = (struct event *)record;
	char *where = need(word()), *what = need(word()), *colon = strchr(where, ':');
	struct link_row *l;
	struct room *r;

	if (is_change(what)) {
		changes(us, where, what);
		return;
	}
	if (!colon)
		complain("not NETNS:IF");
	*colon = '\0';
	r = room_named(where);
	l = link_named(r, colon + 1);
	e->time_ns = BOOT_NS + us * 1000;
	e->netns_cookie = r->cookie;
	e->netns_inum = r->inum;
	e->ifindex = l->ifindex;
	if (!strcmp(what, "neigh")) {
		e->hook = HOOK_NEIGH_UPDATED;
		happens_neigh(e);
	} else if (!strcmp(what, "drop")) {
		e->hook = HOOK_DROP;
		e->reason = (uint32_t)number(need(word()), 10);
		e->location = number(need(word()), 16);
		packet(e, l);
	} else {
		e->hook = !strcmp(what, "in") ? HOOK_END_IN : HOOK_END_OUT;
		packet(e, l);
	}
	push(e);
}

static void read_line(char *text)
{
	char *comment = strchr(text, '#'), *s;

	if (comment)
		*comment = '\0';
	s = strtok(text, " \t\n");
	if (!s)
		return;
	if (!strcmp(s, "netns"))
		world_netns();
	else if (!strcmp(s, "link"))
		world_link();
	else if (!strcmp(s, "addr"))
		world_addr();
	else if (!strcmp(s, "neigh"))
		world_neigh();
	else if (!strcmp(s, "reason"))
		world_name(reasons, &n_reasons, 10);
	else if (!strcmp(s, "symbol"))
		world_name(symbols, &n_symbols, 16);
	else if (!strcmp(s, "lost"))
		skip += (uint32_t)number(need(word()), 10);
	else
		happens(number(s, 10));
}

static void sink_frame(void *ctx, const struct frame *f)
{
	struct out *o = ctx;
	bool gone = change_action(f) == EVENT_GONE;

	if (!gone)
		change_apply(&names, f);
	o->ops->frame(o, f);
	if (gone)
		change_apply(&names, f);
}

static void sink_transaction(void *ctx, const struct transaction *t)
{
	struct out *o = ctx;

	o->ops->transaction(o, t);
}

static void sink_lost(void *ctx, uint64_t count, uint64_t time_ns)
{
	struct out *o = ctx;

	o->ops->lost(o, count, time_ns);
}

static const struct out_ops *format_named(const char *name)
{
	static const struct out_ops *const formats[] = {
#define FORMAT_ROW(name) &out_##name,
		OUT_FORMATS(FORMAT_ROW)
#undef FORMAT_ROW
	};

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	fprintf(stderr, "no format '%s'\n", name);
	exit(2);
}

/* The world is complete at the first event; the snapshot must not move after that. */
static void read_file(FILE *in, struct out *o)
{
	static char text[1 << 16];
	bool seeded = false;

	while (fgets(text, sizeof(text), in)) {
		line++;
		if (isdigit(text[0]) && !seeded) {
			stream_seed(stream, &names);
			o->ops->begin(o);
			seeded = true;
		}
		read_line(text);
	}
}

/* Everything that happens, in one format. */
static void run(FILE *in, const struct out_ops *ops, const struct out_config *config)
{
	struct out *o = out_new(ops, config);
	const struct sink sink = { sink_frame, sink_transaction, sink_lost, o };

	stream = stream_new(&sink, (int64_t)(EPOCH_NS - BOOT_NS));
	if (!o || !stream)
		complain("cannot begin");
	if (config->later)
		stream_only_number(stream);
	read_file(in, o);
	stream_finish(stream);
	o->ops->end(o, &totals);
	stream_free(stream);
	out_free(o);
}

/* What a capture's blocks say, in another format. */
static void read_back(const char *bytes, size_t len, const struct out_ops *ops,
		      struct out_config config)
{
	struct sink sink = { sink_frame, sink_transaction, sink_lost, NULL };
	struct capture *c;
	struct totals sum;
	struct err e;

	config.words = NULL;
	sink.ctx = out_new(ops, &config);
	c = capture_new(&sink);
	if (!sink.ctx || !c)
		complain("cannot begin");
	((struct out *)sink.ctx)->config.names = capture_names(c);
	((struct out *)sink.ctx)->config.words = capture_words(c);
	for (size_t at = 0, n; at < len; at += n) {
		n = capture_block_len((const uint8_t *)bytes + at);
		if (!n || capture_block(c, (const uint8_t *)bytes + at, n, &e))
			complain(n ? e.text : "no block");
		if (at == 0) {
			((struct out *)sink.ctx)->config.hostname = capture_host(c);
			ops->begin(sink.ctx);
		}
	}
	if (!capture_totals(c, &sum))
		complain("a capture without its end");
	ops->end(sink.ctx, &sum);
	out_free(sink.ctx);
	capture_free(c);
}

static void run_recorded(FILE *in, const struct out_ops *ops, struct out_config config)
{
	size_t len;
	char *bytes;

	config.file = open_memstream(&bytes, &len);
	run(in, &out_pcapng, &config);
	fclose(config.file);
	config.file = stdout;
	read_back(bytes, len, ops, config);
	free(bytes);
}

int main(int argc, char **argv)
{
	static const char recorded[] = "recorded-", later[] = "later-", explained[] = "explained-";
	struct words words = { .drop_reason = reason_word, .symbol = symbol_word };
	struct out_config config = { .file = stdout,
				     .names = &names,
				     .words = &words,
				     .hostname = "a",
				     .wall_offset = (int64_t)(EPOCH_NS - BOOT_NS),
				     .utf8 = true,
				     .width = 100 };
	_cleanup_fclose_ FILE *in = NULL;

	if (argc != 3) {
		fputs("usage: replay FORMAT FILE\n", stderr);
		return 2;
	}
	setenv("TZ", "UTC", 1);
	file = argv[2];
	in = fopen(file, "r");
	if (!in)
		complain("cannot begin");
	config.later = !strncmp(argv[1], later, strlen(later));
	config.explain = !strncmp(argv[1], explained, strlen(explained));
	config.fold = config.width;
	if (config.explain)
		run(in, format_named(argv[1] + strlen(explained)), &config);
	else if (config.later)
		run_recorded(in, format_named(argv[1] + strlen(later)), config);
	else if (!strncmp(argv[1], recorded, strlen(recorded)))
		run_recorded(in, format_named(argv[1] + strlen(recorded)), config);
	else
		run(in, format_named(argv[1]), &config);
	for (size_t i = 0; i < names.n_rooms; i++) {
		free(names.rooms[i].links);
		free(names.rooms[i].addrs);
		free(names.rooms[i].neighs);
	}
	free(names.rooms);
	return 0;
}
