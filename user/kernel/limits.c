// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * limits.c - what this machine holds
 */
#include "limits.h"

#include <inttypes.h>

static uint64_t read_number(const char *path)
{
	_cleanup_fclose_ FILE *f = fopen(path, "re");
	uint64_t n = 0;

	if (!f || fscanf(f, "%" SCNu64, &n) != 1)
		return 0;
	return n;
}

void limits_read(struct limits *ret)
{
	*ret = (struct limits){
		.neighbours4 = read_number("/proc/sys/net/ipv4/neigh/default/gc_thresh3"),
		.neighbours6 = read_number("/proc/sys/net/ipv6/neigh/default/gc_thresh3"),
		.namespaces = read_number("/proc/sys/user/max_net_namespaces"),
	};
}
