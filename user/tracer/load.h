/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load.h - the eBPF object into the kernel, each program that this kernel takes.
 */
#ifndef NSCOPE_LOAD_H
#define NSCOPE_LOAD_H

#include "tracer.h"

struct btf;
struct nscope; /* the skeleton */

/* How a program reads what no type describes: a dropped packet's bytes, and on Linux 5.10 the
 * address of a neighbour. */
enum load_reads {
	LOAD_BY_CAST,	/* bpf_rdonly_cast(), Linux 6.2 */
	LOAD_BY_HELPER, /* bpf_probe_read_kernel(), which lockdown=confidentiality forbids */
	LOAD_NOT,
};

struct load_config {
	const struct btf *btf; /* the running kernel's, NULL: none */
	size_t ring_bytes;
	bool walked; /* tell the verifier to count */
	enum load_reads reads;
	uint32_t no_socket;	     /* the drop that every healthy ping makes; UINT32_MAX: none */
	bool no_reasons;	     /* as before Linux 5.17 */
	bool witness;		     /* the witnesses, too (hooks.h) */
	bool sifts;		     /* also what counts frames that a filter left out */
	bool by_inum;		     /* rooms are known by inode number: no cookies in user space */
	uint64_t fixed_cookie;	     /* written into the end programs; 0: they ask the kernel */
	const struct nscope *shared; /* the end programs alone, on the maps of this one */
};

/**
 * load_object() - open, set the knobs, load
 * @hooks: HOOK_MAX of them: what became of each
 * Return: 0; -EPERM with the missing capability's name; -errno when the ends do not load
 */
int load_object(const struct load_config *c, struct nscope **ret, struct tracer_hook *hooks,
		struct err *e);

/**
 * load_listen() - from now on keep what libbpf and the verifier say, instead of printing it
 * load_words() - the last of it, "" : nothing
 */
void load_listen(void);
const char *load_words(void);

/** load_program() - the program of a row of the hook table, and its name */
struct bpf_program *load_program(const struct nscope *skel, int hook);
const char *load_program_name(int hook);

/** load_is_end() - it hangs on interfaces, not on a tracepoint */
bool load_is_end(int hook);

/**
 * load_reads() - the best way here
 * @force_helper: as before Linux 6.2
 *
 * Where there is none, a drop is known by the frame it was at an end: all of those are needed.
 */
enum load_reads load_reads(const struct btf *btf, bool force_helper);

/** load_knows_room() - can a tc program here see its namespace? */
bool load_knows_room(const struct btf *btf);

/** load_capabilities() - this process's effective set, a bit per CAP_ */
unsigned long long load_capabilities(void);

/**
 * load_missing_capability() - the first capability that tracing needs and this process lacks
 * Return: its name; NULL: none is missing
 */
const char *load_missing_capability(void);

#endif
