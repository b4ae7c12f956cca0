// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * babble.c - any number of records of hardly any sense, as the JSON lines they become
 *
 *     babble N        the same ones every time
 *
 * Half of them begin as an honest packet and have a few octets turned, so that most headers are
 * read; names, reasons and symbols are any octets.
 */
#include <string.h>

#include "../../user/out/out.h"
#include "../unit/wire.h"

static uint64_t state = 88172645463325252ull;

/* xorshift64: the same everywhere */
static uint32_t any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16) % below;
}

static void babble(void *to, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((uint8_t *)to)[i] = (uint8_t)any(256);
}

static const char *any_word(void *ctx, uint32_t reason)
{
	static char word[16];

	(void)ctx;
	babble(word, sizeof(word) - 1);
	return reason % 3 ? word : NULL;
}

static const char *any_symbol(void *ctx, uint64_t location)
{
	return any_word(ctx, (uint32_t)location);
}

static struct wire honest(void)
{
	enum hook hook = (enum hook)any(3);
	struct wire w;

	switch (any(5)) {
	case 0: return wire_arp(hook, 1 + any(1000), 1 + any(3), (uint8_t)any(12), 1, 2);
	case 1: return wire_neigh(1 + any(1000), 1 + any(3), 1, 0, (uint8_t)(1 << any(8)));
	case 2: return wire_echo(hook, 1 + any(1000), 1 + any(3), any(2) ? 8 : 0, 1, 2, 3);
	case 3: /* ICMPv6: a solicitation, or what its type becomes */
		w = wire_at(hook, 1 + any(1000), 1 + any(3));
		wire_eth(&w, 1, 2, 0x86dd);
		wire_put(&w, (uint8_t[]){ 0x60, 0, 0, 0, 0, 56, 58, 255 }, 8);
		for (int i = 0; i < 4; i++)
			wire_put(&w, (uint8_t[]){ 0xfd, 1, 2, 3, 4, 5, 6, 7 }, 8);
		wire_put(&w, (uint8_t[]){ (uint8_t)any(160), (uint8_t)any(6), 0, 0 }, 4);
		for (int i = 0; i < 13; i++)
			wire_put(&w, (uint8_t[]){ 0x60, 0, 0, (uint8_t)any(256) }, 4);
		return w;
	}
	w = wire_echo(hook, 1 + any(1000), 1 + any(3), (uint8_t)any(20), 1, 2, 3);
	WIRE(w)->data[35] = (uint8_t)any(20);
	return w;
}

/* A verdict of the firewall, on names of any octets. */
static struct wire verdict(void)
{
	static const uint8_t families[] = { 1, 2, 3, 5, 7, 10 };
	struct wire w = wire_at(HOOK_RULE, 1 + any(1000), 1 + any(3));
	struct event_rule r = {
		.handle = any(9),
		.verdict = (int32_t)any(12) - 6,
		.family = families[any(6)],
		.kind = (uint8_t)any(4),
	};

	babble((uint8_t *)r.table, any(sizeof(r.table)));
	babble((uint8_t *)r.chain, any(sizeof(r.chain)));
	babble((uint8_t *)r.text, any(sizeof(r.text)));
	wire_put(&w, &r, sizeof(r));
	return w;
}

/* A route decision, on names of any octets. */
static struct wire decision(void)
{
	static const int errors[] = { 0, 0, 0, -11, -22, -113, -13, -5 };
	struct wire w = wire_at(HOOK_FIB, 1 + any(1000), 1 + any(3));
	struct event_fib x = {
		.table = any(300),
		.iif = any(3),
		.oif = any(3),
		.mark = any(2),
		.err = errors[any(8)],
		.addr_len = any(2) ? 4 : 16,
		.gateway_len = any(2) ? 16 : 0,
	};

	babble(x.src, sizeof(x.src));
	babble(x.dst, sizeof(x.dst));
	babble((uint8_t *)x.dev, any(sizeof(x.dev)));
	wire_put(&w, &x, sizeof(x));
	return w;
}

/* What a bridge has learnt. */
static struct wire learnt(void)
{
	struct wire w = wire_at(HOOK_FDB, 1 + any(1000), 1 + any(3));
	struct event_fdb x = { .port_ifindex = any(9), .vlan = (uint16_t)any(3) };

	babble(x.mac, sizeof(x.mac));
	babble((uint8_t *)x.port, any(sizeof(x.port)));
	wire_put(&w, &x, sizeof(x));
	return w;
}

static struct wire note(void)
{
	switch (any(3)) {
	case 0: return decision();
	case 1: return learnt();
	}
	return verdict();
}

/* Return: octets */
static size_t record(struct wire *w)
{
	struct event *e = WIRE(*w);
	size_t len;

	*w = any(16) ? honest() : note();
	len = sizeof(*e) + e->caplen;
	if (any(2)) {
		babble(w->bytes, len);
		e->version = EVENT_VERSION;
		e->hook = (uint8_t)any(SOURCE_MAX);
		e->caplen = (uint16_t)any(EVENT_DATA_MAX + 1);
		e->l2len = any(2) ? 14 : 0;
		babble(e->data, e->caplen);
		return sizeof(*e) + e->caplen;
	}
	for (uint32_t turns = any(4); turns; turns--)
		w->bytes[any((uint32_t)len)] ^= (uint8_t)(1 << any(8));
	e->reason = any(100);
	return len;
}

int main(int argc, char **argv)
{
	static struct link_row links[2] = { { .ifindex = 2 }, { .ifindex = 3 } };
	static struct room rooms[3];
	const struct snapshot names = { .rooms = rooms, .n_rooms = 3 };
	const struct words words = { any_word, any_symbol, NULL };
	const struct out_config config = {
		.file = stdout,
		.names = &names,
		.words = &words,
		.hostname = "h\xff\n",
		.explain = true,
	};
	struct out *o = out_new(&out_json, &config);
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	struct wire w;
	struct frame f;

	if (!o)
		return 2;
	o->ops->begin(o);
	for (unsigned long lines = 0; lines < n;) {
		for (size_t i = 0; i < 3; i++) {
			rooms[i] = (struct room){ .cookie = i + 1, .links = links, .n_links = 2 };
			babble(rooms[i].name, any(sizeof(rooms[i].name) + 1));
			babble(rooms[i].lab, any(sizeof(rooms[i].lab) + 1));
		}
		babble(links[0].name, any(IFNAMSIZ + 1));
		links[0].peer_ifindex = 3;
		links[0].peer_cookie = 1 + any(3);
		for (int i = 0; i < 16 && lines < n; i++) {
			size_t len = record(&w);

			if (frame_decode(w.bytes, len, &f))
				continue;
			f.time_ns = f.mono_ns;
			if (f.type == FRAME_PACKET || f.type == FRAME_DROP)
				f.packet_id = any(3);
			if (!frame_type_is_change(f.type))
				f.transaction = any(3);
			o->ops->frame(o, &f);
			lines++;
		}
	}
	o->ops->lost(o, 12, 5);
	o->ops->end(o, &(struct totals){ n + 12, 0, n, 12 });
	out_free(o);
	return 0;
}
