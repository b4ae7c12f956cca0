/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe.h - a ping that is watched, and the verdict on it: what `ping` and `why` share.
 */
#ifndef NSCOPE_PROBE_H
#define NSCOPE_PROBE_H

#include <arpa/inet.h>

#include "../tables/asker.h"
#include "../why/verdict.h"
#include "session.h"

/* Seconds that ping is told to wait for an answer: ARP takes three to give up. */
#define PROBE_PATIENCE "4"

/* So long nothing has to be seen, where nothing decides: where kernels of this machine answer all
 * by themselves, where others may, and where queues may hold packets back. */
#define PROBE_NEAR_NS	500000000ull
#define PROBE_SILENT_NS 1000000000ull
#define PROBE_QUEUED_NS 3000000000ull

/* Echoes that are told apart at once: as many as exchange.c numbers. */
#define PROBE_ECHOES 8192

struct probe_options {
	const char *from, *to; /* nodes; to may be an address */
	char **extra;	       /* ping's own options */
	int n_extra;
	const struct out_ops *format; /* of what is seen while it runs; NULL: nothing is shown */
	bool color, explain;
	bool diagnose; /* look closer: all interfaces, the silent ends of packets, the firewalls;
			* and stop as soon as the answer is clear */
};

struct glance;

/* A neighbour entry that waits for its MAC; those beyond PROBE_ASKING are not waited for */
#define PROBE_ASKING 16
struct asking {
	uint64_t netns_cookie;
	uint32_t ifindex;
	uint8_t addr[16];
};

/* What one look at a ping has seen so far */
struct sofar {
	uint64_t quiet_since; /* CLOCK_BOOTTIME: nothing of the probe was seen since */
	uint64_t ended;	      /* CLOCK_BOOTTIME: ping did; 0: it still runs */
	size_t looked;	      /* frames of the log that have been looked at */
	bool began;	      /* a packet of the probe was seen */
	bool asked;	      /* a request was seen to leave FROM */
	bool answered;	      /* a reply to one came in */
	bool stale;	      /* a question for a MAC was given up that we did not see asked */
	bool settled;	      /* what was seen decides it */
	bool resolving;	      /* somebody still asks for a MAC */
	struct asking asking[PROBE_ASKING]; /* who, as far as it is known */
	size_t n_asking;
};

struct probe {
	const struct probe_options *o;
	struct targets targets;
	struct asker *asker;
	struct snapshot *names; /* before the first packet */
	struct snapshot *after; /* its counters when ping was over; NULL: not read */
	struct asks asks;
	bool *linked;	      /* rooms of names that FROM is linked with, by whatever; NULL: all */
	size_t from, to_room; /* in targets and names; to_room where to_is_node */
	uint8_t family;
	uint8_t to[16];
	bool to_is_node;
	char to_text[INET6_ADDRSTRLEN + IFNAMSIZ];
	struct session
		*session; /* over, and still attached: to let go takes longer than to answer */
	char *said;	  /* ping's output */
	int status;	  /* its wait status */
	unsigned int sent, received;
	struct frame_log log;
	struct glance *glance;	/* packet sockets that listen; NULL: none */
	struct frame_log first; /* what they heard */
	bool has_first;		/* the ping that was glanced at left FROM */
	uint16_t first_id;	/* ... with this ICMP id */
	struct totals totals;
	uint64_t patience; /* ns of silence that are enough where nothing decides it */
	bool waits;	   /* as long as usual, though ping was told to be quick */
	bool rules;	   /* the firewalls' verdicts were seen, too */
	struct sofar sofar;

	/* Where in the log an echo left FROM, by its number modulo. */
	uint32_t left_at[PROBE_ECHOES];
};

/**
 * probe_run() - ping, watch, judge
 * @ret: the verdict
 * Return: 0, also when the ping failed; -errno it could not be run or watched
 */
int probe_run(struct probe *p, const struct probe_options *o, struct verdict *ret, struct err *e);
void probe_done(struct probe *p);

/** probe_is_clear() - is there nothing more to be learnt? As struct session_config has it */
bool probe_is_clear(void *ctx, uint64_t now, bool ended);

/** probe_question() - what it was judged by */
void probe_question(const struct probe *p, struct question *ret);

/** probe_refused() - could ping itself not run as asked? Then its words are the answer. */
bool probe_refused(const struct probe *p, const struct verdict *v);

/** probe_print_said() - ping's own words, NULL: none, line by line, indented */
void probe_print_said(const char *said);

/** probe_split() - take ping's options, which are behind --
 * Return: how many arguments are our own */
int probe_split(int argc, char **argv, struct probe_options *o);

/**
 * probe_take() - FROM TO from the command line
 * Return: -1; the exit status when they are not there
 */
int probe_take(const char *verb, int argc, char **argv, struct probe_options *o);

#define _cleanup_probe_ _cleanup_(probe_done)

#endif
