// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asker.c - questions to the kernels of several namespaces
 */
#include "asker.h"

#include <errno.h>
#include <string.h>

#include "../kernel/msg_ask.h"
#include "tables_row.h"

struct asker {
	const struct netns *rooms;
	struct nl *lines; /* one a room, closed until it is asked */
	size_t n;
};

int asker_open(const struct netns *rooms, size_t n, struct asker **ret, struct err *e)
{
	_cleanup_asker_ struct asker *a = calloc(1, sizeof(*a));

	if (a)
		a->lines = calloc(n + 1, sizeof(*a->lines));
	if (!a || !a->lines)
		return err_sys(e, ENOMEM, "cannot ask the kernel");
	a->rooms = rooms;
	a->n = n;
	for (size_t i = 0; i < n; i++)
		a->lines[i] = (struct nl)NL_INIT;
	*ret = TAKE_PTR(a);
	return 0;
}

void asker_close(struct asker *a)
{
	if (!a)
		return;
	for (size_t i = 0; a->lines && i < a->n; i++)
		nl_close(&a->lines[i]);
	free(a->lines);
	free(a);
}

struct hearing {
	struct room scratch; /* the answer's rows, as if they were a table's */
	bool heard;
};

static int hear(const struct nlmsghdr *h, void *ctx)
{
	struct hearing *x = ctx;
	struct reading r = { .room = &x->scratch };

	x->heard = true;
	return read_route_any(h, &r) ?: read_neigh(h, &r) ?: read_fdb(h, &r);
}

static void take_rows(const struct room *rows, struct answer *ret)
{
	if (rows->n_routes)
		ret->route = rows->routes[0];
	if (answer_hops(ret))
		memcpy(ret->hops, rows->hops, answer_hops(ret) * sizeof(*rows->hops));
	if (rows->n_neighs)
		ret->neigh = rows->neighs[0];
	if (rows->n_fdb)
		ret->fdb = rows->fdb[0];
}

static struct nl *line_to(struct asker *a, uint64_t cookie, struct err *e)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->rooms[i].cookie != cookie)
			continue;
		if (a->lines[i].fd < 0 && nl_open(&a->rooms[i], &a->lines[i], e))
			return NULL;
		return &a->lines[i];
	}
	err_set(e, ENOENT, "cannot ask a namespace that is not there");
	return NULL;
}

int asker_ask(struct asker *a, const struct ask *q, struct answer *ret, struct err *e)
{
	struct hearing x = { .heard = false };
	struct answer answer = { 0 };
	struct text words = TEXT(answer.words);
	struct err own = { 0 }, why = { 0 };
	char buf[MSG_MAX];
	struct nl *line = line_to(a, q->cookie, &own);
	int err;

	if (!line)
		return err_set(e, own.code, "%s", own.text);
	err = nl_ask(line, msg_ask(buf, q), hear, &x, &why);
	take_rows(&x.scratch, &answer);
	room_done(&x.scratch);
	if (err == -ETIMEDOUT || err == -EBADMSG || (err && x.heard))
		return err_set(e, -err, "cannot ask the kernel: %s", why.text);
	answer.error = -err;
	if (err)
		text_str(&words, why.text);
	*ret = answer;
	return 0;
}
