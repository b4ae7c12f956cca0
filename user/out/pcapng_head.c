// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcapng_head.c - what stands before the packets: topology, names, interfaces
 */
#include "pcapng.h"

#include <sys/socket.h>

#include "../trace/memo.h"
#include "../trace/snapshot_text.h"

#define LINKTYPE_ETHERNET 1
#define NAME_IPV4	  1 /* record types of a names block */
#define NAME_IPV6	  2
#define NAME_END	  0

/* dumpcap 4.0, which reads pipes for Wireshark, dies of a section header of 2.2 KiB. */
#define STREAM_HEAD_MAX 1800

void pcapng_room(struct pcapng *p)
{
	if (!blocks_has_room(&p->blocks))
		blocks_write(&p->blocks, p->out.config.file);
}

static void put_record(struct pcapng *p, const void *record, size_t len)
{
	blocks_option(&p->blocks, CAPTURE_OPTION, record, len);
}

/* As many lines as fit; a comment is text without the newline at its end. */
static void put_lines(struct pcapng *p, struct snapshot_at *at, struct text *t, size_t max)
{
	char buf[SNAPSHOT_LINE_MAX];
	struct snapshot_at ahead = *at;
	struct text line = TEXT(buf);

	while (snapshot_line(p->out.config.names, &ahead, &line) && t->len + line.len <= max) {
		text_put(t, line.buf, line.len);
		*at = ahead;
		line.len = 0;
	}
	if (t->len)
		blocks_option(&p->blocks, OPTION_COMMENT, t->buf, t->len - 1);
}

static void put_section(struct pcapng *p, struct snapshot_at *at, struct text *t)
{
	const struct record_head head = {
		.kind = RECORD_HEAD,
		.version = CAPTURE_VERSION,
		.magic = CAPTURE_MAGIC,
		.flags = p->out.config.later ? RECORD_HEAD_LATER : 0,
		.wall_offset = p->out.config.wall_offset,
	};
	static const char version[] = "nscope " NSCOPE_VERSION;
	const char *host = p->out.config.hostname;

	blocks_begin(&p->blocks, BLOCK_SECTION);
	blocks_put32(&p->blocks, BLOCK_MAGIC);
	blocks_put32(&p->blocks, 1); /* version 1.0, as two halves of which the lower is first */
	blocks_put32(&p->blocks, UINT32_MAX);
	blocks_put32(&p->blocks, UINT32_MAX); /* length unknown */
	put_record(p, &head, sizeof(head));
	blocks_option(&p->blocks, SECTION_USERAPPL, version, sizeof(version) - 1);
	if (host) {
		text_str(t, "host ");
		snapshot_name(host, strlen(host), t);
		text_str(t, "\n");
	}
	put_lines(p, at, t, p->out.config.stream ? STREAM_HEAD_MAX : OPTION_MAX);
	blocks_close(&p->blocks);
}

static void put_topology(struct pcapng *p)
{
	static const uint32_t no_names = NAME_END;
	char buf[OPTION_MAX + 1];
	struct snapshot_at at = { 0 };
	struct text t = TEXT(buf);

	put_section(p, &at, &t);
	while (at.room < p->out.config.names->n_rooms) {
		t.len = 0;
		pcapng_room(p);
		blocks_begin(&p->blocks, BLOCK_NAMES);
		blocks_put(&p->blocks, &no_names, sizeof(no_names));
		put_lines(p, &at, &t, OPTION_MAX);
		blocks_close(&p->blocks);
	}
}

/* Whose an address is. */
struct owned {
	const struct room *room;
	const struct addr_row *addr;
};

static int by_address(const void *a, const void *b)
{
	const struct addr_row *x = ((const struct owned *)a)->addr;
	const struct addr_row *y = ((const struct owned *)b)->addr;

	return x->family != y->family ? x->family - y->family
				      : memcmp(x->addr, y->addr, sizeof(x->addr));
}

static size_t count_addrs(const struct snapshot *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_rooms; i++)
		n += s->rooms[i].n_addrs;
	return n;
}

static void gather(const struct snapshot *s, struct owned *all)
{
	for (size_t i = 0; i < s->n_rooms; i++)
		for (size_t j = 0; j < s->rooms[i].n_addrs; j++)
			*all++ = (struct owned){ &s->rooms[i], &s->rooms[i].addrs[j] };
}

static void put_name(struct pcapng *p, const struct owned *o)
{
	uint8_t record[16 + 4 * ROOM_NAME_MAX + 1];
	size_t len = addr_octets(o->addr->family);
	struct text t = { (char *)record + len, sizeof(record) - len, 0 };
	uint16_t head[2];

	memcpy(record, o->addr->addr, len);
	text_escape(&t, o->room->name, strnlen(o->room->name, sizeof(o->room->name)));
	head[0] = len == 4 ? NAME_IPV4 : NAME_IPV6;
	head[1] = (uint16_t)(len + t.len + 1);
	blocks_put(&p->blocks, head, sizeof(head));
	blocks_put(&p->blocks, record, head[1]);
}

/* An address that several have is nobody's name: 127.0.0.1, or those of two labs alike. */
static bool is_unique(const struct owned *all, size_t n, size_t i)
{
	return (i == 0 || by_address(&all[i - 1], &all[i]) != 0) &&
	       (i + 1 == n || by_address(&all[i + 1], &all[i]) != 0);
}

/* A convenience: without memory for it there are none. */
static void put_names(struct pcapng *p)
{
	const struct snapshot *s = p->out.config.names;
	size_t n = count_addrs(s);
	_cleanup_free_ struct owned *all = calloc(n + 1, sizeof(*all));
	bool begun = false;

	if (!all)
		return;
	gather(s, all);
	qsort(all, n, sizeof(*all), by_address);
	for (size_t i = 0; i < n; i++) {
		if (!is_unique(all, n, i))
			continue;
		if (!begun || p->blocks.len - p->blocks.start > OPTION_MAX) {
			if (begun)
				blocks_put32(&p->blocks, NAME_END);
			blocks_close(&p->blocks);
			pcapng_room(p);
			blocks_begin(&p->blocks, BLOCK_NAMES);
			begun = true;
		}
		put_name(p, &all[i]);
	}
	if (begun)
		blocks_put32(&p->blocks, NAME_END);
	blocks_close(&p->blocks);
}

static void put_addrs(struct pcapng *p, const struct room *r, uint32_t ifindex)
{
	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct addr_row *a = &r->addrs[i];
		uint8_t value[17] = { 0 };

		if (a->ifindex != ifindex)
			continue;
		memcpy(value, a->addr, addr_octets(a->family));
		if (a->family == AF_INET) {
			for (unsigned int bit = 0; bit < a->len && bit < 32; bit++)
				value[4 + bit / 8] |= (uint8_t)(0x80 >> bit % 8);
			blocks_option(&p->blocks, IFACE_IPV4, value, 8);
		} else {
			value[16] = a->len;
			blocks_option(&p->blocks, IFACE_IPV6, value, 17);
		}
	}
}

static void put_description(struct pcapng *p, const struct room *r, const struct link_row *l)
{
	const struct snapshot *s = p->out.config.names;
	const struct room *other = l->peer_ifindex ? snapshot_room(s, l->peer_cookie) : NULL;
	const struct link_row *peer = other ? room_link(other, l->peer_ifindex) : NULL;
	char buf[SNAPSHOT_LINE_MAX];
	struct text t = TEXT(buf);

	text_escape(&t, l->kind, strnlen(l->kind, sizeof(l->kind)));
	if (peer) {
		text_str(&t, t.len ? ", peer " : "peer ");
		out_where(
			&p->out,
			&(struct frame){ .netns_cookie = other->cookie, .ifindex = peer->ifindex },
			&t);
	}
	if (r->lab[0]) {
		text_str(&t, t.len ? ", lab " : "lab ");
		text_escape(&t, r->lab, strnlen(r->lab, sizeof(r->lab)));
	}
	if (t.len)
		blocks_option(&p->blocks, IFACE_DESCRIPTION, buf, t.len);
}

/* An interface that was not there at the beginning brings its lines of the topology along. */
static void put_late_lines(struct pcapng *p, const struct room *r, const struct link_row *l)
{
	char buf[16 * SNAPSHOT_LINE_MAX];
	struct text t = TEXT(buf);

	snapshot_room_line(r, &t);
	snapshot_link_lines(p->out.config.names, r, l, &t);
	blocks_option(&p->blocks, OPTION_COMMENT, buf, t.len - 1);
}

static void put_iface_name(struct pcapng *p, const struct frame *f)
{
	char buf[5 * ROOM_NAME_MAX + 4 * IFNAMSIZ];
	struct text t = TEXT(buf);

	if (f->netns_cookie || f->ifindex)
		out_where(&p->out, f, &t);
	else
		text_str(&t, "nscope");
	blocks_option(&p->blocks, IFACE_NAME, buf, t.len);
}

/* Its first octet says that it is text (and no program). */
static void put_filter(struct pcapng *p)
{
	const char *filter = p->out.config.filter;
	char buf[SNAPSHOT_LINE_MAX] = "";
	struct text t = { buf + 1, sizeof(buf) - 1, 0 };

	if (!filter)
		return;
	text_escape(&t, filter, strlen(filter));
	blocks_option(&p->blocks, IFACE_FILTER, buf, 1 + t.len);
}

static void put_iface(struct pcapng *p, const struct frame *f, bool late)
{
	const struct room *r = snapshot_room(p->out.config.names, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;
	const struct record_iface record = {
		.kind = RECORD_IFACE,
		.inum = r ? r->inum : f->netns_inum,
		.cookie = f->netns_cookie,
		.ifindex = f->ifindex,
	};

	/* It tells names, which what happened before did not have yet. */
	pcapng_carry(p);
	pcapng_room(p);
	blocks_begin(&p->blocks, BLOCK_IFACE);
	blocks_put32(&p->blocks, LINKTYPE_ETHERNET);
	blocks_put32(&p->blocks, CAPTURE_SNAPLEN);
	put_iface_name(p, f);
	blocks_value(&p->blocks, IFACE_TSRESOL, (uint8_t)9); /* nanoseconds: 10^-9 */
	put_record(p, &record, sizeof(record));
	put_filter(p);
	if (l) {
		blocks_option(&p->blocks, IFACE_MAC, l->mac, sizeof(l->mac));
		put_description(p, r, l);
		put_addrs(p, r, l->ifindex);
		if (late)
			put_late_lines(p, r, l);
	}
	blocks_close(&p->blocks);
}

/* The place of a key in the hash table: where it is, or where it will be. */
static uint32_t *slot_of(struct pcapng *p, uint64_t cookie, uint32_t ifindex)
{
	size_t mask = ARRAY_SIZE(p->slots) - 1, at = memo_mix(cookie, ifindex) & mask;

	for (; p->slots[at]; at = (at + 1) & mask) {
		const struct pcapng_iface *i = &p->ifaces[p->slots[at] - 1];

		if (i->cookie == cookie && i->ifindex == ifindex)
			break;
	}
	return &p->slots[at];
}

static uint32_t find_iface(struct pcapng *p, const struct frame *f, bool late)
{
	uint32_t *slot = slot_of(p, f->netns_cookie, f->ifindex);

	if (*slot)
		return *slot - 1;
	if (p->n_ifaces == PCAPNG_IFACES - 1 && (f->netns_cookie || f->ifindex))
		return find_iface(p, &(struct frame){ 0 }, late);
	p->ifaces[p->n_ifaces].cookie = f->netns_cookie;
	p->ifaces[p->n_ifaces].ifindex = f->ifindex;
	*slot = (uint32_t)++p->n_ifaces;
	put_iface(p, f, late);
	return *slot - 1;
}

uint32_t pcapng_iface(struct pcapng *p, uint64_t cookie, uint32_t inum, uint32_t ifindex)
{
	const struct pcapng_iface *last = &p->ifaces[p->last_iface];
	uint32_t known;

	if (last->cookie == cookie && last->ifindex == ifindex && p->n_ifaces)
		return p->last_iface;
	known = *slot_of(p, cookie, ifindex);
	if (known)
		return p->last_iface = known - 1;
	return find_iface(
		p,
		&(struct frame){ .netns_cookie = cookie, .netns_inum = inum, .ifindex = ifindex },
		true);
}

uint32_t pcapng_known_iface(struct pcapng *p, const struct frame *f)
{
	uint32_t at = f ? *slot_of(p, f->netns_cookie, f->ifindex) : 0;

	/* A block needs one, be it that of nobody. */
	if (!p->n_ifaces)
		return pcapng_iface(p, 0, 0, 0);
	return at ? at - 1 : 0;
}

/* All that may be watched; lo is, when somebody asks for it. */
static void put_ifaces(struct pcapng *p)
{
	const struct snapshot *s = p->out.config.names;

	for (size_t i = 0; i < s->n_rooms; i++)
		for (size_t j = 0; j < s->rooms[i].n_links; j++) {
			const struct link_row *l = &s->rooms[i].links[j];

			if (!(l->flags & IFF_LOOPBACK))
				find_iface(p,
					   &(struct frame){ .netns_cookie = s->rooms[i].cookie,
							    .ifindex = l->ifindex },
					   false);
		}
}

void pcapng_head(struct pcapng *p)
{
	put_topology(p);
	put_names(p);
	put_ifaces(p);
}
