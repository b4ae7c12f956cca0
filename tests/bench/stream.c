// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - events a second through the stream: to nobody, to text, to JSON, to pcapng
 *
 * A ping over a switch, again and again, on two CPUs: 8 events each, and an ARP exchange with
 * every 16th. And what storm.c sends, at one end: ARP broadcasts, echoes and their replies in
 * turn. No kernel, no ring: what user space can take at most.
 */
#include <string.h>
#include <time.h>

#include "../../user/out/out.h"
#include "../unit/wire.h"

#define EVENTS 4000000u
#define BATCH  256u /* records between two looks at the clock */

static struct link_row links[] = { { .ifindex = 2, .name = "eth0", .peer_ifindex = 2 } };
static struct room rooms[] = { { .name = "red", .cookie = 1, .links = links, .n_links = 1 },
			       { .name = "blue", .cookie = 2, .links = links, .n_links = 1 },
			       { .name = "sw", .cookie = 3, .links = links, .n_links = 1 } };
static const struct snapshot names = { .rooms = rooms, .n_rooms = 3 };
static const struct words words;

static void frame(void *ctx, const struct frame *f)
{
	struct out *o = ctx;

	o->ops->frame(o, f);
}

static void transaction(void *ctx, const struct transaction *t)
{
	struct out *o = ctx;

	o->ops->transaction(o, t);
}

/* The n-th event of the story. */
static void make_pings(struct wire *w, uint32_t n)
{
	static const struct {
		enum hook hook;
		uint64_t room;
		uint32_t ifindex;
	} way[] = { { HOOK_END_OUT, 1, 2 }, { HOOK_END_IN, 3, 2 },  { HOOK_END_OUT, 3, 3 },
		    { HOOK_END_IN, 2, 2 },  { HOOK_END_OUT, 2, 2 }, { HOOK_END_IN, 3, 3 },
		    { HOOK_END_OUT, 3, 2 }, { HOOK_END_IN, 1, 2 } };
	uint32_t at = n % 8, turn = n / 8;
	bool back = at >= 4;
	enum hook hook = way[at].hook;
	uint64_t room = way[at].room;

	if (turn % 16)
		*w = wire_echo(hook, n, room, back ? 0 : 8, back ? 2 : 1, back ? 1 : 2,
			       (uint16_t)turn);
	else
		*w = wire_arp(hook, n, room, back ? 2 : 1, back ? 2 : 1, back ? 1 : 2);
	WIRE(*w)->ifindex = way[at].ifindex;
	WIRE(*w)->object = 0xffff888000000000ull + (turn % 64 * 2 + back) * 256;
	WIRE(*w)->cpu = turn & 1;
}

/* Three events of which only the echoes differ. */
static void make_storm(struct wire *w, uint32_t n)
{
	uint32_t at = n % 3, turn = n / 3;

	if (at == 0)
		*w = wire_arp(HOOK_END_OUT, n, 1, 1, 1, 77);
	else
		*w = wire_echo(at == 1 ? HOOK_END_OUT : HOOK_END_IN, n, 1, at == 1 ? 8 : 0,
			       at == 1 ? 1 : 2, at == 1 ? 2 : 1, (uint16_t)turn);
	WIRE(*w)->ifindex = 2;
	WIRE(*w)->object = 0xffff888000000000ull + n % 7 * 256;
}

/* Of our own time: others may be at work, too. */
static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* @later: as `trace -w` alone does it: who reads the capture finds the transactions */
static void run(const char *story, void (*make)(struct wire *w, uint32_t n), const char *name,
		const struct out_ops *ops, bool later)
{
	static uint32_t seq[HOOK_MAX][2];
	static struct wire made[BATCH];
	struct out_config config = {
		.names = &names, .words = &words, .hostname = "a", .later = later
	};
	struct sink sink = { 0 };
	_cleanup_stream_ struct stream *s = NULL;
	double spent = 0, start;

	memset(seq, 0, sizeof(seq));
	config.file = fopen("/dev/null", "w");
	if (ops) {
		sink.ctx = out_new(ops, &config);
		sink.frame = frame;
		sink.transaction = transaction;
	}
	s = stream_new(&sink, 0);
	if (later)
		stream_only_number(s);
	for (uint32_t n = 0; n < EVENTS; n += BATCH) {
		for (uint32_t i = 0; i < BATCH; i++) {
			make(&made[i], n + i);
			WIRE(made[i])->seq = seq[WIRE(made[i])->hook][WIRE(made[i])->cpu]++;
		}
		start = seconds();
		for (uint32_t i = 0; i < BATCH; i++)
			stream_push(s, made[i].bytes, WIRE_LEN(made[i]));
		stream_advance(s, (uint64_t)(n + BATCH) * 1000);
		spent += seconds() - start;
	}
	printf("%s to %-15s %5.2f M events/s, %4.0f ns each\n", story, name, EVENTS / spent / 1e6,
	       spent / EVENTS * 1e9);
	out_free(sink.ctx);
	fclose(config.file);
}

int main(void)
{
	run("pings", make_pings, "nobody", NULL, false);
	run("pings", make_pings, "text", &out_text, false);
	run("pings", make_pings, "json", &out_json, false);
	run("pings", make_pings, "pcapng", &out_pcapng, false);
	run("storm", make_storm, "nobody", NULL, false);
	run("storm", make_storm, "nobody, numbers", NULL, true);
	run("storm", make_storm, "pcapng", &out_pcapng, false);
	run("storm", make_storm, "pcapng, alone", &out_pcapng, true);
	return 0;
}
