// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tc_list.c - which eBPF programs others attached at an interface
 */
#include "tc_list.h"

#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "../util/util.h"

/* Newer than Debian 12's linux/bpf.h: Linux 6.6. */
static const enum bpf_attach_type tcx_ingress = 46, tcx_egress = 47;

size_t tc_list(uint32_t ifindex, bool out, uint32_t *ids)
{
	uint32_t n = TC_LIST_MAX;

	/* Where tcx looks for an interface other kinds of attachment have a descriptor. */
	return bpf_prog_query((int)ifindex, out ? tcx_egress : tcx_ingress, 0, NULL, ids, &n) ? 0
											      : n;
}

void tc_prog_name(uint32_t id, char *name, size_t size)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len))
		snprintf(name, size, "%.*s", (int)sizeof(info.name), info.name);
	else
		name[0] = '\0';
}

bool tc_prog_ours(const char *name)
{
	return !strcmp(name, "end_in") || !strcmp(name, "end_out");
}
