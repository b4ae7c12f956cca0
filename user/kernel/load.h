/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load.h - the eBPF object into the kernel, each program that this kernel takes.
 */
#ifndef NSCOPE_LOAD_H
#define NSCOPE_LOAD_H

#include "tracer.h"

struct nscope; /* the skeleton */

struct load_config {
	size_t ring_bytes;
	uint64_t fixed_cookie; /* ends only, sharing the maps of @shared; 0: ask the kernel */
	const struct nscope *shared;
};

/**
 * load_object() - open, set the knobs, load
 * @hooks: HOOK_MAX of them: what became of each
 * Return: 0; -EPERM with the missing capability's name; -errno when the ends do not load
 */
int load_object(const struct load_config *c, struct nscope **ret, struct tracer_hook *hooks,
		struct err *e);

/** load_program() - the program of a row of the hook table, and its name */
struct bpf_program *load_program(const struct nscope *skel, int hook);
const char *load_program_name(int hook);

/** load_has_cookie_helper() - can tc programs ask for their namespace's cookie? */
bool load_has_cookie_helper(void);

#endif
