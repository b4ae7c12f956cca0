/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sieve.h - which events somebody wants to see; what falls through is counted as filtered.
 */
#ifndef NSCOPE_SIEVE_H
#define NSCOPE_SIEVE_H

#include "../io/expr.h"
#include "../trace/frame.h"
#include "../trace/snapshot.h"
#include "../tracer/tracer.h"

/* All that is 0 or NULL lets everything through. */
struct sieve {
	const char *const *ends; /* "red" or "red:eth0", one of these; for a capture's NODEs */
	size_t n_ends;
	const char *const *rooms; /* --netns: one of these */
	size_t n_rooms;
	const char *ifname; /* -i */
	enum frame_dir dir; /* -Q: packets that go this way */
	bool drops;	    /* --drops: nothing else */
	const struct expr
		*expr; /* judges a packet or a drop by its bytes; see sieve.c for others */
};

/** sieve_wants() - does this event pass? @names: who is who */
bool sieve_wants(const struct sieve *s, const struct snapshot *names, const struct frame *f);

/** sieve_takes_plain() - does every ARP and ICMP packet (of IPv4) without VLAN tags pass? */
bool sieve_takes_plain(const struct sieve *s);

/**
 * sieve_sift() - what of it can be left out in the kernel
 * @ret: what it leaves out sieve_wants() does not want either; as long as @s
 */
void sieve_sift(const struct sieve *s, struct tracer_sift *ret);

#endif
