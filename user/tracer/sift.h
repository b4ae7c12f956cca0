/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sift.h - a filter in classic BPF, as libpcap compiles it, to the eBPF that runs it on an sk_buff.
 */
#ifndef NSCOPE_SIFT_H
#define NSCOPE_SIFT_H

#include <stddef.h>

#include <linux/bpf.h>
#include <linux/filter.h>

/* Where it goes on: elements of the program array. */
enum sift_way { SIFT_WANTED, SIFT_UNWANTED, SIFT_WAYS };

/* More is left to user space: a jump's offset has 16 bits. */
#define SIFT_CODE_MAX 1024

/**
 * sift_translate() - the same program, for a tc program's context
 * @code:    tells by what it returns whether a frame is wanted: not 0
 * @map_fd:  a program array; it goes on at its element @ways + SIFT_WANTED or SIFT_UNWANTED
 * @ret:     the caller frees it
 *
 * What it says no to, bpf_filter() says no to as well, however few octets of the frame that one is
 * given: it says no when it looks behind the last. Not the other way round: a frame of which it
 * cannot be sure is wanted, that is one with a VLAN tag in its metadata, where the octets of the
 * frame are not those on the wire.
 *
 * Return: 0; -EOPNOTSUPP when there is an instruction that would not mean the same, or nothing that
 * is not wanted; -ENOMEM
 */
int sift_translate(const struct sock_filter *code, size_t n, int map_fd, int ways,
		   struct bpf_insn **ret, size_t *ret_n);

#endif
