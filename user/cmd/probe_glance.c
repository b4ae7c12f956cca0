// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_glance.c - a ping that is only glanced at: most are answered, and all is said with that
 *
 * Theory of operation
 *
 * To load and attach the programs takes 150 ms and more, to let go of them as long again; a
 * healthy ping takes two. So the first one runs before them, seen by packet sockets: they see the
 * same frames at the same ends, and what they do not see (drops, neighbours) says nothing of a
 * ping that was answered. The verdict comes from the same judge. It is the last word if the ping
 * was answered and its way there and back is seen whole.
 *
 * Otherwise another ping is watched with all there is. What is left of the first one: its question
 * for a MAC may still be open. That one is not asked anew, so what the sockets hear until the
 * programs are attached is part of the evidence. And an answer to it may come late; it is left out.
 *
 * A ping of several packets, or of one that some link has to cut, is not glanced at: what it
 * provokes may not come twice. A path's MTU is learnt once, and a queue overflows only while a MAC
 * is not known. Nor is one where a queue holds packets back: it would have one more to hold.
 */
#include "probe_inner.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../why/flow.h"
#include "glance.h"
#include "probe_args.h"

/* So long after what was seen last nothing more will come, unless from afar or out of a queue. */
#define PROMPT_NS 50000000ull
#define BEGIN_NS  200000000ull /* until ping's first packet */
#define FAR_NS	  500000000ull
#define LOOK_MS	  10

/* Headers of an echo, its own included. */
#define IP_OCTETS  28
#define IP6_OCTETS 48

/* As they ask again after a second. */
#define ASKS_AGAIN_NS 1100000000ull

/* Numbers of packets and transactions that no other stream gives. */
#define FIRST_NUMBER (1u << 31)

/* Return: 1 it has ended, 0 not yet, -errno */
static int await(int pidfd, pid_t child, int *ret_status)
{
	struct pollfd fd = { pidfd, POLLIN, 0 };

	if (poll(&fd, 1, LOOK_MS) <= 0)
		return 0;
	return waitpid(child, ret_status, 0) == child ? 1 : -ECHILD;
}

/* Was a packet of this leg seen at FROM, that way? */
static bool was_seen(const struct frame_log *log, const struct question *q, enum leg leg,
		     enum frame_dir dir)
{
	for (size_t i = 0; i < log->n; i++) {
		const struct frame *f = &log->kept[i].f;

		if (frame_is_probe(q, f, leg) && f->dir == dir && frame_in(f, q->from))
			return true;
	}
	return false;
}

/* It is answered, and ping only has to end; or the answer has far to go. */
static bool is_worth_it(const struct probe *p)
{
	struct question q;

	probe_question(p, &q);
	if (was_seen(&p->first, &q, LEG_REPLY, DIR_IN))
		return true;
	return (!q.owner || p->patience != PROBE_NEAR_NS) &&
	       was_seen(&p->first, &q, LEG_REQUEST, DIR_OUT);
}

/* May an answer still come soon? */
static bool is_pending(const struct probe *p, uint64_t began, uint64_t now)
{
	if (!p->first.n)
		return now < began + BEGIN_NS;
	if (now >= began + FAR_NS)
		return false;
	return now < p->first.kept[p->first.n - 1].f.mono_ns + PROMPT_NS || is_worth_it(p);
}

/* Return: 1 it has ended, 0 there is no more waiting for it, -errno */
static int wait_for_ping(struct probe *p, pid_t child)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, child, 0);
	uint64_t began = now_ns(CLOCK_BOOTTIME);
	int ended = pidfd < 0 ? -errno : 0;

	while (!ended && is_pending(p, began, now_ns(CLOCK_BOOTTIME))) {
		ended = await(pidfd, child, &p->status);
		if (!ended && glance_look(p->glance))
			ended = -EAGAIN;
	}
	if (ended <= 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return ended;
}

/* Also what comes behind the answer: of two that answer it is the second one. */
static bool look_behind(struct probe *p)
{
	usleep(ANSWERED_NS / 1000);
	return !glance_look(p->glance);
}

/* Return: was it answered, and can all that was seen be relied on? */
static bool run_ping(struct probe *p)
{
	_cleanup_close_ int out = -1;
	pid_t child;

	if (probe_ping(p, &out, &child, NULL))
		return false;
	if (wait_for_ping(p, child) <= 0 || probe_listen(p, TAKE_FD(out), NULL))
		return false;
	return p->received && p->received == p->sent && look_behind(p);
}

/* The reply came in, and the request is seen all the way to whom it was for. What lies out of
 * sight nobody sees whole. */
static bool is_whole(const struct probe *p, const struct verdict *v)
{
	struct question q;

	probe_question(p, &q);
	return v->reachable && v->confidence == CONFIDENCE_PROVEN &&
	       was_seen(&p->log, &q, LEG_REPLY, DIR_IN) &&
	       (!q.owner || v->path[LEG_REQUEST].arrived);
}

/* One packet, which no link has to cut. */
static bool is_plain(const struct probe *p)
{
	size_t octets;

	if (!probe_args_single(p->o->n_extra, p->o->extra, &octets))
		return false;
	octets += p->family == AF_INET ? IP_OCTETS : IP6_OCTETS;
	for (size_t i = 0; i < p->names->n_rooms; i++)
		for (size_t l = 0; l < p->names->rooms[i].n_links; l++)
			if (probe_reaches(p, i) && p->names->rooms[i].links[l].mtu < octets)
				return false;
	return true;
}

bool probe_glance(struct probe *p, struct verdict *ret)
{
	struct frame_log none = { 0 };
	struct verdict v;
	bool whole;

	if (!is_plain(p) || p->patience == PROBE_QUEUED_NS ||
	    glance_open(&p->targets, p->names, p->linked, &p->first, &p->glance, NULL))
		return false;
	if (!run_ping(p))
		return false;
	p->log = p->first;
	whole = !probe_judge(p, false, &v, NULL) && is_whole(p, &v);
	if (whole) {
		p->first = none;
		*ret = v;
		return true;
	}
	p->log = none;
	asks_done(&p->asks);
	return false;
}

static bool is_question(const struct frame *f)
{
	return f->arp.valid ? f->arp.op == 1
			    : f->icmp.valid && f->proto == PROTO_ICMP6 &&
				      f->icmp.type == ND_NEIGHBOR_SOLICIT;
}

static bool is_answer(const struct frame *f)
{
	return f->arp.valid ? f->arp.op == 2
			    : f->icmp.valid && f->proto == PROTO_ICMP6 &&
				      f->icmp.type == ND_NEIGHBOR_ADVERT;
}

static void carry(struct probe *p, const struct kept *k)
{
	struct kept *more = grow(p->log.kept, p->log.n, sizeof(*more));

	if (!more) {
		p->log.lost++;
		return;
	}
	p->log.kept = more;
	more[p->log.n] = *k;
	more[p->log.n].f.packet_id |= FIRST_NUMBER;
	more[p->log.n++].f.transaction |= FIRST_NUMBER;
}

void probe_glance_over(struct probe *p)
{
	const uint64_t since = p->log.since_ns;

	if (!p->glance)
		return;
	p->log.lost += glance_end(p->glance) == -ENOBUFS;
	for (size_t i = 0; i < p->first.n; i++) {
		const struct kept *k = &p->first.kept[i];
		bool reply;

		if (frame_is_echo(&k->f, &reply) && !reply &&
		    frame_in(&k->f, &p->names->rooms[p->from]) && k->f.dir == DIR_OUT) {
			p->has_first = true;
			p->first_id = k->f.icmp.id;
		}
		if (k->f.mono_ns >= since || !(is_question(&k->f) || is_answer(&k->f)))
			continue;
		carry(p, k);
		p->sofar.resolving = is_question(&k->f) && since - k->f.mono_ns < ASKS_AGAIN_NS;
	}
	/* They decide nothing: who waits for silence waits for what comes from now on. */
	p->sofar.looked = p->log.n;
}

bool probe_is_first(const struct probe *p, const struct kept *k)
{
	const struct icmp_part *icmp = k->quoted_icmp.valid ? &k->quoted_icmp : &k->f.icmp;

	return p->has_first && icmp->valid && icmp->id == p->first_id &&
	       (k->quoted_icmp.valid || frame_is_echo(&k->f, &(bool){ 0 }));
}

void probe_forget_first(struct probe *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->log.n; i++)
		if (!probe_is_first(p, &p->log.kept[i]))
			p->log.kept[kept++] = p->log.kept[i];
	p->log.n = kept;
}
