// SPDX-License-Identifier: GPL-2.0-only
/*
 * maps.bpf.c - the maps all programs share, and their licence
 */
#include "common.h"

struct ring_map ring SEC(".maps");
struct counts_map counts SEC(".maps");
struct woken_map woken SEC(".maps");
struct watched_map watched SEC(".maps");

const volatile bool by_inum = false;
const volatile bool by_helper = false;
const volatile bool no_bytes = false;

char LICENSE[] SEC("license")
= "GPL";
