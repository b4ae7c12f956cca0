// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * checks.c - `checks` of a lab file, tried on the lab as it stands
 */
#include "checks.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

#include "../lab/netns_run.h"
#include "target.h"

/* Three tries, a second's patience for each: one lost frame is no failed lab. */
static const char *const ping_args[] = { "ping", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "1" };

/* Pings that run at the same time: each is a process. */
#define AT_ONCE 32

struct
try {
	char to[INET6_ADDRSTRLEN];
	pid_t pid; /* 0: it could not be asked, and why is said */
	struct err why;
};

struct checking {
	const struct topo *topo;
	struct targets targets;
	struct snapshot *names;
	int null;
	bool ask_why;
	struct checks_result result;
};

static void checking_done(struct checking *c)
{
	targets_close(&c->targets);
	snapshot_free(c->names);
	cleanup_close(&c->null);
}

static const char *from_name(const struct checking *c, const struct topo_check *k)
{
	return c->topo->nodes[k->from].name;
}

static int find_to(const struct checking *c, const struct topo_check *k, struct try *t)
{
	const struct room *from = snapshot_room_named(c->names, from_name(c, k));
	const struct room *to = snapshot_room_named(c->names, k->to);
	const struct addr_row *a;
	uint8_t ignored[16];

	if (inet_pton(AF_INET, k->to, ignored) == 1 || inet_pton(AF_INET6, k->to, ignored) == 1) {
		snprintf(t->to, sizeof(t->to), "%s", k->to);
		return 0;
	}
	a = from && to ? room_best_addr(from, to) : NULL;
	if (!a)
		return err_set(&t->why, EADDRNOTAVAIL, "%s has no address to ping", k->to);
	inet_ntop(a->family, a->addr, t->to, sizeof(t->to));
	return 0;
}

static const struct netns *room_of(const struct checking *c, const char *name)
{
	for (size_t i = 0; i < c->targets.n; i++)
		if (!strcmp(c->targets.rooms[i].name, name))
			return &c->targets.rooms[i];
	return NULL;
}

static void start(const struct checking *c, const struct topo_check *k, struct try *t)
{
	const struct netns *room = room_of(c, from_name(c, k));
	char *argv[ARRAY_SIZE(ping_args) + 2] = { 0 };

	*t = (struct try){ 0 };
	if (!room)
		err_set(&t->why, ENOENT, "%s is not there", from_name(c, k));
	if (!room || find_to(c, k, t))
		return;
	memcpy(argv, ping_args, sizeof(ping_args));
	argv[ARRAY_SIZE(ping_args)] = t->to;
	netns_spawn(room, NULL, argv, c->null, &t->pid, &t->why);
}

/* ping says 0: answered, 1: not, 2: it could not ask, as where there is no route. */
static bool answered(const struct try *t)
{
	int status = 0;

	if (!t->pid)
		return false;
	while (waitpid(t->pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void finish(struct checking *c, const struct topo_check *k, struct try *t)
{
	bool yes = answered(t), well = yes != k->fails && !t->why.code;

	c->result.failed += !well;
	if (!well && !k->fails && !c->result.unanswered)
		c->result.unanswered = k;
	printf("%-6s  %s -> %s", well ? "ok" : "FAILED", from_name(c, k), k->to);
	if (t->why.code)
		printf(": %s\n", t->why.text);
	else
		printf(": %s%s\n", yes ? "answered" : "no answer",
		       well ? (k->fails ? ", as it should be" : "")
			    : (k->fails ? ", and should not be" : ", and should be"));
	if (!well && !k->fails && !t->why.code && c->ask_why)
		printf("        nscope ping %s %s says why\n", from_name(c, k), k->to);
}

static int open_rooms(struct checking *c, struct err *e)
{
	int err = targets_open(&c->targets, e);

	if (!err)
		err = targets_add_lab(&c->targets, c->topo->name, e);
	if (!err)
		err = targets_read(&c->targets, TABLES_LINKS | TABLES_ADDRS, &c->names, e);
	c->null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (!err && c->null < 0)
		err = err_sys(e, errno, "cannot open /dev/null");
	return err;
}

int checks_run(const struct topo *t, bool ask_why, struct checks_result *ret, struct err *e)
{
	_cleanup_(checking_done) struct checking c = { .topo = t, .null = -1, .ask_why = ask_why };
	struct try tries[AT_ONCE];
	int err = open_rooms(&c, e);

	if (err)
		return err;
	for (size_t i = 0; i < t->n_checks; i += AT_ONCE) {
		size_t n = t->n_checks - i < AT_ONCE ? t->n_checks - i : AT_ONCE;

		for (size_t k = 0; k < n; k++)
			start(&c, &t->checks[i + k], &tries[k]);
		for (size_t k = 0; k < n; k++)
			finish(&c, &t->checks[i + k], &tries[k]);
	}
	*ret = c.result;
	return 0;
}
