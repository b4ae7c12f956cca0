/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe_args.h - what ping's own options mean for the way its packets take.
 */
#ifndef NSCOPE_PROBE_ARGS_H
#define NSCOPE_PROBE_ARGS_H

#include "../why/verdict.h"

/** probe_args() - fill source, oif, mark and ttl from ping's -I, -m and -t (ping(8)) */
void probe_args(int argc, char *const argv[], const struct room *from, struct question *q);

/**
 * probe_args_single() - is it one echo, which no option makes special?
 * @ret_octets: how many it carries
 */
bool probe_args_single(int argc, char *const argv[], size_t *ret_octets);

#endif
