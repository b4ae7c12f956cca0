/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tc_list.h - which eBPF programs others attached at an interface.
 */
#ifndef NSCOPE_TC_LIST_H
#define NSCOPE_TC_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most that tcx takes at one place: BPF_MPROG_MAX, include/linux/bpf_mprog.h */
#define TC_LIST_MAX 64

/**
 * tc_list() - the programs tcx runs at an interface of the namespace this thread is in
 * @ids: TC_LIST_MAX of them, in the order they run
 * Return: how many; 0 also where there is no tcx, or we may not look
 */
size_t tc_list(uint32_t ifindex, bool out, uint32_t *ids);

/** tc_prog_name() - what a program is called, cut to @size; "": it is gone, or we may not look */
void tc_prog_name(uint32_t id, char *name, size_t size);

/** tc_prog_ours() - is that the name of one of the tracer's programs? */
bool tc_prog_ours(const char *name);

#endif
