// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_wait.c - packets that wait in a namespace until their neighbour's MAC is known
 *
 * The kernel tells nobody of a packet that it parks; but an entry becomes INCOMPLETE for no other
 * reason than that one has come for it (RFC 1122 2.3.2.2, neigh_resolve_output()). Which one is
 * known where an echo of the same transaction came in just before, and where the ping itself
 * starts.
 */
#include "ladder.h"

#include <linux/neighbour.h>
#include <string.h>

static uint16_t seq_after(uint16_t next, uint16_t seq)
{
	return seq >= next ? (uint16_t)(seq + 1) : next;
}

void ladder_wait_packet(struct ladder *l, const struct frame *f, int lane)
{
	struct lane *at = lane < 0 ? NULL : &l->lanes[lane];
	bool reply;

	if (!at || !frame_is_echo(f, &reply))
		return;
	if (f->type == FRAME_PACKET && f->dir == DIR_IN) {
		at->passing = f->transaction;
		snprintf(at->passing_word, sizeof(at->passing_word), "echo %s %u",
			 reply ? "reply" : "request", f->icmp.seq);
		memcpy(at->passing_src, f->ip.src, sizeof(at->passing_src));
		memcpy(at->passing_dst, f->ip.dst, sizeof(at->passing_dst));
	} else if (!reply && at->cookie == l->out.config.from) {
		at->next_seq = seq_after(at->next_seq, f->icmp.seq);
	}
}

bool ladder_translated(const struct ladder *l, const struct frame *f, int lane, struct row *r)
{
	const struct lane *at = &l->lanes[lane];
	size_t len = frame_ip_octets(f);
	bool src, dst, reply;
	const char *brief = at->passing_word + strlen("echo "), *way;
	const uint8_t *now;

	if (!at->passing || at->passing != f->transaction || !frame_is_echo(f, &reply))
		return false;
	src = memcmp(at->passing_src, f->ip.src, len) != 0;
	dst = memcmp(at->passing_dst, f->ip.dst, len) != 0;
	if (src == dst)
		return false;
	way = src ? "from" : "to";
	now = src ? f->ip.src : f->ip.dst;
	snprintf(r->say[0], SAY_SIZE, "NAT: %s, now %s %s", at->passing_word, way,
		 ladder_ip(now, len).text);
	snprintf(r->say[1], SAY_SIZE, "NAT: %s %s %s", brief, way, ladder_ip(now, len).text);
	snprintf(r->say[2], SAY_SIZE, "%s %s %s", brief, way, ladder_ip_short(l, now, len).text);
	snprintf(r->say[3], SAY_SIZE, "NAT: %s", at->passing_word);
	snprintf(r->say[4], SAY_SIZE, "NAT %s", brief);
	r->say[5][0] = '\0';
	return true;
}

static struct wait *wait_of(struct ladder *l, const struct frame *f)
{
	for (size_t i = 0; i < WAITS_MAX; i++) {
		struct wait *w = &l->waits[i];

		if (w->from_ns && !w->to_ns && w->cookie == f->netns_cookie &&
		    !memcmp(w->addr, f->neigh.addr, f->neigh.addr_len))
			return w;
	}
	return NULL;
}

/* A free one, or that which is over for the longest time; of those that go on, the oldest. */
static struct wait *wait_new(struct ladder *l)
{
	struct wait *oldest = &l->waits[0];

	for (size_t i = 1; i < WAITS_MAX; i++) {
		struct wait *w = &l->waits[i];
		bool goes_on = w->from_ns && !w->to_ns,
		     oldest_goes = oldest->from_ns && !oldest->to_ns;

		if (goes_on != oldest_goes ? oldest_goes : w->from_ns < oldest->from_ns)
			oldest = w;
	}
	return oldest;
}

/* What came for a MAC that is not known. */
static void say_waiting(const struct ladder *l, const struct frame *f, const struct lane *at,
			bool first, struct row *r)
{
	char what[sizeof(at->passing_word)] = "a packet";

	if (at->passing && at->passing == f->transaction)
		snprintf(what, sizeof(what), "%s", at->passing_word);
	else if (first && at->cookie == l->out.config.from)
		snprintf(what, sizeof(what), "echo request %u", at->next_seq);
	snprintf(r->say[0], SAY_SIZE, "%s waits: no MAC to send it to yet", what);
	snprintf(r->say[1], SAY_SIZE, "%s waits for the MAC", what);
	snprintf(r->say[2], SAY_SIZE, "%s waits", what);
	if (!strncmp(what, "echo ", 5)) {
		snprintf(r->say[3], SAY_SIZE, "%s waits", what + 5);
		snprintf(r->say[4], SAY_SIZE, "an echo waits");
	}
}

bool ladder_waits(const struct ladder *l, uint64_t cookie, uint64_t at_ns)
{
	for (size_t i = 0; i < WAITS_MAX; i++) {
		const struct wait *w = &l->waits[i];

		if (w->from_ns && w->cookie == cookie && w->from_ns <= at_ns &&
		    (!w->to_ns || at_ns < w->to_ns))
			return true;
	}
	return false;
}

bool ladder_wait_neigh(struct ladder *l, const struct frame *f, int lane, struct row *r)
{
	bool first = !ladder_waits(l, f->netns_cookie, f->mono_ns);
	struct wait *w = wait_of(l, f);

	if (f->neigh.new_ != NUD_INCOMPLETE) {
		if (w)
			w->to_ns = f->mono_ns;
		return false;
	}
	w = wait_new(l);
	*w = (struct wait){ .cookie = f->netns_cookie,
			    .transaction = f->transaction,
			    .from_ns = f->mono_ns };
	memcpy(w->addr, f->neigh.addr, sizeof(w->addr));
	if (lane < 0)
		return false;
	*r = (struct row){ .kind = ROW_WAIT, .from = lane, .to = -1, .ink = INK_WAIT };
	say_waiting(l, f, &l->lanes[lane], first, r);
	return true;
}
