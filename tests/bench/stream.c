// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - events a second through the stream: to nobody, to text, to JSON, to pcapng
 *
 * A ping over a switch, again and again, on two CPUs: 8 events each, and an ARP exchange with
 * every 16th. No kernel, no ring: what user space can take at most.
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

/* The n-th event of the story. */
static void make(struct wire *w, uint32_t n)
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

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(const char *name, const struct out_ops *ops)
{
	static uint32_t seq[HOOK_MAX][2];
	static struct wire made[BATCH];
	struct out_config config = { .names = &names, .words = &words, .hostname = "a" };
	struct sink sink = { 0 };
	_cleanup_stream_ struct stream *s = NULL;
	double spent = 0, start;

	memset(seq, 0, sizeof(seq));
	config.file = fopen("/dev/null", "w");
	if (ops) {
		sink.ctx = out_new(ops, &config);
		sink.frame = frame;
	}
	s = stream_new(&sink, 0);
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
	printf("stream to %-8s %5.2f M events/s, %4.0f ns each\n", name, EVENTS / spent / 1e6,
	       spent / EVENTS * 1e9);
	out_free(sink.ctx);
	fclose(config.file);
}

int main(void)
{
	run("nobody", NULL);
	run("text", &out_text);
	run("json", &out_json);
	run("pcapng", &out_pcapng);
	return 0;
}
