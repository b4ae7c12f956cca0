// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.c - a ping that is watched, and the verdict on it
 */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

#include "../lab/netns_run.h"
#include "../tables/tables.h"
#include "../why/scene.h"
#include "cmd.h"
#include "glance.h"
#include "probe_args.h"
#include "probe_inner.h"

/* One echo. */
static const char *const ping_defaults[] = { "-n", "-c", "1", "-W", PROBE_PATIENCE };

#define PING_ARGS_MAX 64

void probe_done(struct probe *p)
{
	session_free(p->session);
	targets_close(&p->targets);
	asker_close(p->asker);
	snapshot_free(p->names);
	snapshot_free(p->after);
	asks_done(&p->asks);
	glance_free(p->glance);
	free(p->first.kept);
	free(p->log.kept);
	free(p->said);
	free(p->linked);
}

static int address_of(struct probe *p, const struct room *to, struct err *e)
{
	const struct addr_row *best = room_best_addr(&p->names->rooms[p->from], to);

	if (!best)
		return err_set(e, EADDRNOTAVAIL,
			       "%s has no address to ping; give TO as an address, or: ip -n %s "
			       "addr add ...",
			       to->name, to->name);
	p->family = best->family;
	memcpy(p->to, best->addr, sizeof(p->to));
	return 0;
}

bool probe_reaches(const struct probe *p, size_t room)
{
	return !p->linked || p->linked[room];
}

/* An address, also with a scope: fe80::1%eth0. */
static bool is_address(struct probe *p, const char *to)
{
	char bare[INET6_ADDRSTRLEN];
	size_t n = strcspn(to, "%");

	if (n >= sizeof(bare))
		return false;
	memcpy(bare, to, n);
	bare[n] = '\0';
	if (!to[n] && inet_pton(AF_INET, bare, p->to) == 1)
		p->family = AF_INET;
	else if (inet_pton(AF_INET6, bare, p->to) == 1)
		p->family = AF_INET6;
	if (p->family)
		snprintf(p->to_text, sizeof(p->to_text), "%s", to);
	return p->family;
}

/* FROM and TO, and whoever may take part. */
static int add_rooms(struct probe *p, struct err *e)
{
	const char *lab;
	int err = targets_add(&p->targets, p->o->from, &p->from, e);

	p->to_is_node = !is_address(p, p->o->to);
	if (!err && p->to_is_node)
		err = targets_add(&p->targets, p->o->to, &p->to_room, e);
	if (err)
		return err;
	lab = p->targets.labs[p->from];
	if (!p->o->diagnose)
		return *lab ? targets_add_lab(&p->targets, lab, e)
			    : targets_add_all(&p->targets, e);
	err = targets_add_names(&p->targets, e);
	return err ? err : targets_add_reached(&p->targets, e);
}

static int open_rooms(struct probe *p, struct err *e)
{
	unsigned int what = p->o->diagnose ? TABLES_WHY : TABLES_NAMES;
	int err = targets_open(&p->targets, e);

	if (!err)
		err = add_rooms(p, e);
	if (!err)
		err = targets_read(&p->targets, what, &p->names, e);
	if (!err && p->to_is_node) {
		err = address_of(p, &p->names->rooms[p->to_room], e);
		inet_ntop(p->family, p->to, p->to_text, sizeof(p->to_text));
	}
	if (!err && p->o->diagnose)
		p->linked = scene_reached(p->names, &p->names->rooms[p->from]);
	if (!err)
		p->patience = probe_patience(p);
	return err ? err : asker_open(p->targets.rooms, p->targets.n, &p->asker, e);
}

static int start_ping(const struct probe *p, int out, pid_t *ret, struct err *e)
{
	char *argv[PING_ARGS_MAX + 1] = { "ping" };
	int n = 1;

	if (ARRAY_SIZE(ping_defaults) + (size_t)p->o->n_extra + 5 > PING_ARGS_MAX)
		return err_set(e, E2BIG, "too many options for ping");
	for (size_t i = 0; i < ARRAY_SIZE(ping_defaults); i++)
		argv[n++] = (char *)ping_defaults[i];
	for (int i = 0; i < p->o->n_extra; i++)
		argv[n++] = p->o->extra[i];
	if (p->waits) { /* the last one counts */
		argv[n++] = "-W";
		argv[n++] = PROBE_PATIENCE;
	}
	argv[n++] = (char *)p->to_text;
	return netns_spawn(&p->targets.rooms[p->from], NULL, argv, out, ret, e);
}

int probe_ping(const struct probe *p, int *ret_out, pid_t *ret, struct err *e)
{
	_cleanup_close_ int out = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int err;

	if (out < 0)
		return err_sys(e, errno, "cannot keep what ping says in %s", P_tmpdir);
	err = start_ping(p, out, ret, e);
	if (!err)
		*ret_out = TAKE_FD(out);
	return err;
}

static int read_said(struct probe *p, int fd, struct err *e)
{
	_cleanup_fclose_ FILE *f = fdopen(fd, "r");
	size_t size = 0;

	if (!f) {
		close(fd);
		return err_sys(e, errno, "cannot read what ping says");
	}
	rewind(f);
	free(p->said);
	p->said = NULL;
	if (getdelim(&p->said, &size, '\0', f) < 0 && ferror(f))
		return err_sys(e, errno, "cannot read what ping says");
	return 0;
}

static void count_answers(struct probe *p)
{
	const char *line = p->said ? strstr(p->said, " packets transmitted, ") : NULL;

	p->sent = p->received = 0;
	while (line && line > p->said && line[-1] != '\n')
		line--;
	if (line && sscanf(line, "%u packets transmitted, %u", &p->sent, &p->received) != 2)
		p->sent = p->received = 0;
}

int probe_listen(struct probe *p, int fd, struct err *e)
{
	int err = read_said(p, fd, e);

	if (!err)
		count_answers(p);
	return err;
}

/* So soon we may have ended it. */
static uint64_t ends_after(const struct probe *p)
{
	return p->patience < PROBE_SILENT_NS ? p->patience : PROBE_SILENT_NS;
}

void probe_question(const struct probe *p, struct question *ret)
{
	const struct room *from = &p->names->rooms[p->from];

	*ret = (struct question){
		.snap = p->names,
		.after = p->after,
		.from = from,
		.family = p->family,
		.to_name = p->to_is_node ? p->names->rooms[p->to_room].name : NULL,
		.log = &p->log,
		.asks = (struct asks *)&p->asks,
		.rules = p->rules,
		.sent = p->sent,
		.received = p->received,
		.said = p->said,
		.patience_ns = ends_after(p),
		.status = WIFEXITED(p->status) ? WEXITSTATUS(p->status) : -1,
	};
	memcpy(ret->to, p->to, sizeof(ret->to));
	ret->owner = p->to_is_node ? &p->names->rooms[p->to_room]
				   : snapshot_owner(p->names, p->family, p->to, NULL);
	probe_args(p->o->n_extra, p->o->extra, from, ret);
	probe_scope(p->to_text, from, ret);
	ret->waited = p->waits;
	if (p->waits)
		ret->patience_ns = ends_after(p);
}

static int run_ping(struct probe *p, struct session *s, struct err *e)
{
	_cleanup_close_ int out = -1;
	pid_t child;
	int err;

	/* What somebody else was about before, not all ends were there to see. */
	p->log.n = 0;
	p->log.since_ns = now_ns(CLOCK_BOOTTIME);
	probe_glance_over(p);
	err = probe_ping(p, &out, &child, e);
	glance_free(TAKE_PTR(p->glance)); /* takes a grace period: what comes waits in the ring */
	if (!err)
		err = session_run(s, child, &p->status, e);
	return err ? err : probe_listen(p, TAKE_FD(out), e);
}

/* Every interface of a namespace that FROM is linked with, by whatever. */
static bool is_linked(const struct room *r, const struct link_row *l, const void *ctx)
{
	const struct probe *p = ctx;
	const struct room *known = snapshot_room(p->names, r->cookie);

	return follow_can(l) && known && probe_reaches(p, (size_t)(known - p->names->rooms));
}

static int watch(struct probe *p, bool rules, bool witness, struct err *e)
{
	const struct probe_options *o = p->o;
	const struct room *owner = snapshot_owner(p->names, p->family, p->to, NULL);
	size_t n_strange;
	_cleanup_free_ int *strange = glance_fds(p->glance, &n_strange);
	const struct session_config c = {
		.targets = &p->targets,
		.names = p->names,
		.wants = o->diagnose ? is_linked : NULL,
		.wants_ctx = p,
		.witness = witness,
		.from = p->names->rooms[p->from].cookie,
		.to = owner ? owner->cookie : 0,
		.format = o->format,
		.color = o->color,
		.explain = o->explain,
		.log = &p->log,
		.rules = rules,
		.enough = o->diagnose ? probe_is_clear : NULL,
		.enough_ctx = p,
		.strange = strange,
		.n_strange = n_strange,
	};
	int err;

	p->log.n = 0;
	p->log.lost = 0;
	p->sofar = (struct sofar){ 0 };
	session_free(TAKE_PTR(p->session));
	err = session_open(&c, &p->session, e);
	if (!err)
		err = run_ping(p, p->session, e);
	if (!err)
		err = session_close(p->session, &p->totals, e);
	probe_forget_first(p);
	return err;
}

int probe_judge(struct probe *p, bool rules, struct verdict *ret, struct err *e)
{
	struct asked *next;
	struct question q;
	int err = 0;

	p->rules = rules;
	probe_question(p, &q);
	why_judge(&q, ret);
	while (!err && asks_pending(&p->asks)) {
		while (!err && (next = asks_pending(&p->asks))) {
			err = asker_ask(p->asker, &next->ask, &next->answer, e);
			next->known = true;
		}
		why_judge(&q, ret);
	}
	return err;
}

/* Does nobody know better than that it was not answered in time? */
static bool was_hasty(const struct probe *p, const struct verdict *v)
{
	struct question q;

	probe_question(p, &q);
	return q.hasty && p->sent && !p->received && !v->reachable &&
	       v->confidence != CONFIDENCE_PROVEN && !v->wants_rules;
}

static int look_again(struct probe *p, bool rules, struct verdict *ret, struct err *e)
{
	int err = watch(p, rules, !rules, e);

	return err ? err : probe_judge(p, rules, ret, e);
}

int probe_run(struct probe *p, const struct probe_options *o, struct verdict *ret, struct err *e)
{
	int err;

	*p = (struct probe){ .o = o };
	err = open_rooms(p, e);
	if (!err && o->diagnose && probe_glance(p, ret))
		return 0;
	if (!err)
		err = watch(p, false, false, e);
	if (!err && o->diagnose && !p->received)
		err = targets_read(&p->targets, TABLES_COUNTS, &p->after, e);
	if (!err)
		err = probe_judge(p, false, ret, e);
	if (err || !o->diagnose)
		return err;
	/* Once more, with the silent ends of packets. And what somebody had asked before, and gave
	 * up while we began to look, says nothing of now. */
	if (p->sent && !ret->reachable &&
	    (ret->cause == CAUSE_UNKNOWN || (p->sofar.stale && ret->unseen)))
		err = look_again(p, false, ret, e);
	p->waits = !err && was_hasty(p, ret);
	if (p->waits)
		err = look_again(p, false, ret, e);
	return !err && ret->wants_rules ? look_again(p, true, ret, e) : err;
}

bool probe_refused(const struct probe *p, const struct verdict *v)
{
	return !v->reachable && v->cause == CAUSE_UNKNOWN && p->sent == 0;
}

void probe_print_said(const char *said)
{
	char buf[4096];
	struct text t = TEXT(buf);

	for (const char *line = said, *end; line && *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		t.len = 0;
		text_escape(&t, line, (size_t)(end - line));
		printf("  ping: %s\n", end == line ? "" : buf);
	}
}
