// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_procs.c - who lives in the rooms: one pass through /proc for all of them
 */
#include <errno.h>
#include <string.h>

#include "../kernel/procs.h"
#include "tables_row.h"

static int add_proc(size_t i, pid_t host, pid_t inner, const char *comm, void *ctx)
{
	struct room *room = &((struct snapshot *)ctx)->rooms[i];
	struct proc_row *p = ADD(room->procs, room->n_procs);

	if (!p)
		return -ENOMEM;
	p->host = host;
	p->inner = inner;
	snprintf(p->comm, sizeof(p->comm), "%s", comm);
	return 0;
}

int tables_procs(struct snapshot *s, struct err *e)
{
	_cleanup_free_ uint32_t *inums = calloc(s->n_rooms + 1, sizeof(*inums));
	int err;

	if (!inums)
		return err_sys(e, ENOMEM, "cannot look for processes");
	for (size_t i = 0; i < s->n_rooms; i++)
		inums[i] = s->rooms[i].inum;
	err = procs_of(inums, s->n_rooms, add_proc, s, e);
	return err == -ENOMEM ? err_sys(e, ENOMEM, "cannot look for processes") : err;
}
