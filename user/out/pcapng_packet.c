// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcapng_packet.c - packet blocks: in a storm nearly all there is, so in few moves of known size
 */
#include "pcapng.h"

#include <linux/if_ether.h>

#define FLAG_UNICAST   (1 << 2)
#define FLAG_MULTICAST (2 << 2)
#define FLAG_BROADCAST (3 << 2)

static uint32_t flags_of(const struct frame *f)
{
	static const uint8_t everybody[6] = { 255, 255, 255, 255, 255, 255 };
	uint32_t flags = f->dir == DIR_IN ? PACKET_IN : f->dir == DIR_OUT ? PACKET_OUT : 0;

	if (!f->l2len || f->caplen < ETH_HLEN)
		return flags;
	if (!memcmp(f->eth_dst, everybody, 6))
		return flags | FLAG_BROADCAST;
	return flags | (f->eth_dst[0] & 1 ? FLAG_MULTICAST : FLAG_UNICAST);
}

/* Most packets are of 32 to 64 octets: two moves of known size, that may overlap. */
static void copy_packet(uint8_t *to, const uint8_t *from, size_t len)
{
	if (len < 32 || len > 64) {
		memcpy(to, from, len);
		return;
	}
	memcpy(to, from, 32);
	memcpy(to + len - 32, from + len - 32, 32);
}

static void put_bytes(struct pcapng *p, const struct frame *f, size_t front)
{
	const uint8_t link[ETH_HLEN] = {
		[12] = (uint8_t)(f->eth_type >> 8), [13] = (uint8_t)f->eth_type
	};
	size_t len = front + f->caplen;
	struct blocks *b = &p->blocks;
	uint8_t *to = b->bytes + b->len;

	if (front)
		memcpy(to, link, front);
	copy_packet(to + front, f->data, f->caplen);
	for (; len & 3; len++)
		to[len] = 0;
	b->len += len;
}

static void put_transaction(struct pcapng *p, uint32_t id)
{
	char buf[32];
	struct text t = TEXT(buf);

	if (!id)
		return;
	text_str(&t, "transaction ");
	text_uint(&t, id, 1);
	blocks_option(&p->blocks, OPTION_COMMENT, buf, t.len);
}

/* What every packet has. */
struct row_options {
	uint16_t flags_code, flags_len;
	uint32_t flags;
	uint16_t id_code, id_len;
	uint64_t id;
} __attribute__((packed));

void pcapng_row(struct pcapng *p, uint32_t iface, const struct frame *f)
{
	const uint32_t front = f->l2len ? 0 : ETH_HLEN;
	const uint32_t head[] = {
		iface,
		(uint32_t)(f->time_ns >> 32),
		(uint32_t)f->time_ns,
		front + f->caplen,
		front + f->len,
	};
	const struct row_options options = {
		PACKET_FLAGS, sizeof(uint32_t), flags_of(f),
		PACKET_ID,    sizeof(uint64_t), f->packet_id,
	};

	pcapng_room(p);
	blocks_begin(&p->blocks, BLOCK_PACKET);
	blocks_put(&p->blocks, head, sizeof(head)); /* its fields, in one move */
	put_bytes(p, f, front);
	put_transaction(p, f->transaction);
	blocks_put(&p->blocks, &options, sizeof(options));
	if (p->dropcount)
		blocks_value(&p->blocks, PACKET_DROPCOUNT, p->dropcount);
	if (p->riding_len)
		pcapng_put_riding(p);
	p->dropcount = 0;
	p->comments = 0;
	p->row_packet_id = f->packet_id;
}

/* The block says all that there is to say of it. */
static bool is_plain(const struct pcapng *p, const struct frame *f)
{
	return !f->transaction && f->l2len == ETH_HLEN &&
	       f->hook == (f->dir == DIR_IN ? HOOK_END_IN : HOOK_END_OUT) &&
	       f->time_ns - f->mono_ns == (uint64_t)p->out.config.wall_offset;
}

static void put_packet_record(struct pcapng *p, const struct frame *f)
{
	const struct record_packet r = {
		.kind = RECORD_PACKET,
		.hook = (uint8_t)f->hook,
		.l2len = f->l2len,
		.transaction = f->transaction,
		.mono_ns = f->mono_ns,
	};

	blocks_option(&p->blocks, CAPTURE_OPTION, &r, sizeof(r));
}

void pcapng_packet(struct pcapng *p, const struct frame *f)
{
	uint32_t iface = pcapng_iface(p, f->netns_cookie, f->netns_inum, f->ifindex);
	struct pcapng_iface *i = &p->ifaces[iface];

	pcapng_row(p, iface, f);
	if (!is_plain(p, f))
		put_packet_record(p, f);
	if (!i->packets++)
		i->first_ns = f->time_ns;
	i->last_ns = f->time_ns;
}
