// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ping.c - nscope ping: the system's ping, everything it caused, and one closing sentence
 */
#include "cmd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <string.h>
#include <sys/wait.h>

#include "../lab/netns_run.h"
#include "../tables/tables.h"
#include "session.h"
#include "term.h"

static const char help[] =
	"Runs the system's ping inside FROM, draws every ARP and ICMP frame it caused,\n"
	"hop by hop, and closes with one sentence. One echo is sent, unless\n"
	"OPTIONS say otherwise (-- -c 3). TO is a node or an address. Exit status:\n"
	"0 answered, 1 not, 2 trouble.\n"
	"\n"
	"  -v              ping's own words, too\n"
	"  --color[=WHEN]  auto, always, never\n"
	"\n"
	"  sudo nscope ping red blue\n"
	"  sudo nscope ping red 192.168.15.9\n";

/* One echo, and patience for the three seconds ARP takes to give up. */
static const char *const ping_defaults[] = { "-n", "-c", "1", "-W", "4" };

#define PING_ARGS_MAX 64

struct ping_options {
	bool verbose;
	const char *color;
	const char *from, *to;
	char **extra;
	int n_extra;
};

struct probe {
	struct targets targets;
	struct snapshot *names;
	size_t from, to_room; /* in targets and names; to_room where to_is_node */
	uint8_t family;
	uint8_t to[16];
	bool to_is_node;
	char to_text[INET6_ADDRSTRLEN];
	char *said; /* ping's output */
	int status; /* wait status */
	unsigned int sent, received;
	struct frame_log log;
};

static void probe_done(struct probe *p)
{
	targets_close(&p->targets);
	snapshot_free(p->names);
	free(p->log.frames);
	free(p->said);
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

static int resolve_to(struct probe *p, const char *to, struct err *e)
{
	int err;

	if (inet_pton(AF_INET, to, p->to) == 1)
		p->family = AF_INET;
	else if (inet_pton(AF_INET6, to, p->to) == 1)
		p->family = AF_INET6;
	p->to_is_node = !p->family;
	err = p->to_is_node ? targets_add(&p->targets, to, &p->to_room, e) : 0;
	if (!err)
		err = targets_read(&p->targets, TABLES_NAMES, &p->names, e);
	if (!err && p->to_is_node)
		err = address_of(p, &p->names->rooms[p->to_room], e);
	if (!err)
		inet_ntop(p->family, p->to, p->to_text, sizeof(p->to_text));
	return err;
}

/* FROM, and whoever may take part: the nodes of its lab, or every named namespace. */
static int open_rooms(struct probe *p, const struct ping_options *o, struct err *e)
{
	const char *lab;
	int err;

	err = targets_open(&p->targets, e);
	if (!err)
		err = targets_add(&p->targets, o->from, &p->from, e);
	if (err)
		return err;
	lab = p->targets.labs[p->from];
	err = *lab ? targets_add_lab(&p->targets, lab, e) : targets_add_all(&p->targets, e);
	return err ? err : resolve_to(p, o->to, e);
}

static int start_ping(const struct probe *p, const struct ping_options *o, int out, pid_t *ret,
		      struct err *e)
{
	char *argv[PING_ARGS_MAX + 1] = { "ping" };
	int n = 1;

	if (ARRAY_SIZE(ping_defaults) + (size_t)o->n_extra + 3 > PING_ARGS_MAX)
		return err_set(e, E2BIG, "too many options for ping");
	for (size_t i = 0; i < ARRAY_SIZE(ping_defaults); i++)
		argv[n++] = (char *)ping_defaults[i];
	for (int i = 0; i < o->n_extra; i++)
		argv[n++] = o->extra[i];
	argv[n++] = (char *)p->to_text;
	return netns_spawn(&p->targets.rooms[p->from], NULL, argv, out, ret, e);
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
	if (getdelim(&p->said, &size, '\0', f) < 0 && ferror(f))
		return err_sys(e, errno, "cannot read what ping says");
	return 0;
}

static void count_answers(struct probe *p)
{
	const char *line = p->said ? strstr(p->said, " packets transmitted, ") : NULL;

	while (line && line > p->said && line[-1] != '\n')
		line--;
	if (line && sscanf(line, "%u packets transmitted, %u", &p->sent, &p->received) != 2)
		p->sent = p->received = 0;
}

/* What ping prints goes to a file without a name: it may be long, and is wanted at the end. */
static int run_ping(struct probe *p, const struct ping_options *o, struct session *s, struct err *e)
{
	_cleanup_close_ int out = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	pid_t child;
	int err;

	if (out < 0)
		return err_sys(e, errno, "cannot keep what ping says in %s", P_tmpdir);
	err = start_ping(p, o, out, &child, e);
	if (!err)
		err = session_run(s, child, &p->status, e);
	if (!err)
		err = read_said(p, TAKE_FD(out), e);
	if (!err)
		count_answers(p);
	return err;
}

static void print_said(const struct probe *p)
{
	char buf[4096];
	struct text t = TEXT(buf);

	for (const char *line = p->said, *end; line && *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		t.len = 0;
		text_escape(&t, line, (size_t)(end - line));
		printf("  ping: %s\n", end == line ? "" : buf);
	}
}

static int judge(struct probe *p, struct verdict *ret, struct err *e)
{
	_cleanup_snapshot_ struct snapshot *now = NULL;
	struct question q = {
		.from = NULL,
		.family = p->family,
		.log = &p->log,
		.sent = p->sent,
		.received = p->received,
	};
	int err;

	err = targets_read(&p->targets, TABLES_NAMES, &now, e);
	if (!err)
		err = tables_route(&p->targets.rooms[p->from], p->family, p->to, &q.route, e);
	if (err)
		return err;
	memcpy(q.to, p->to, sizeof(q.to));
	q.snap = now;
	q.from = &now->rooms[p->from];
	q.to_name = p->to_is_node ? p->targets.rooms[p->to_room].name : NULL;
	why_judge(&q, ret);
	return 0;
}

static int ping(const struct ping_options *o, struct probe *p, struct verdict *v, struct err *e)
{
	_cleanup_session_ struct session *s = NULL;
	const struct room *owner;
	struct totals totals;
	int err;

	err = open_rooms(p, o, e);
	if (err)
		return err;
	owner = snapshot_owner(p->names, p->family, p->to, NULL);
	const struct session_config c = {
		.targets = &p->targets,
		.names = p->names,
		.from = p->names->rooms[p->from].cookie,
		.to = owner ? owner->cookie : 0,
		.format = &out_ladder,
		.color = term_color(o->color) > 0,
		.log = &p->log,
	};
	err = session_open(&c, &s, e);
	if (!err)
		err = run_ping(p, o, s, e);
	if (!err)
		err = session_close(s, &totals, e);
	return err ? err : judge(p, v, e);
}

/* Folded between words on a terminal; one line for a pipe, where it is searched for. */
static void print_sentence(const char *s)
{
	size_t room = isatty(STDOUT_FILENO) ? term_width() : SIZE_MAX;

	while (strlen(s) > room) {
		const char *cut = memrchr(s, ' ', room + 1);

		if (!cut)
			break;
		printf("%.*s\n", (int)(cut - s), s);
		s = cut + 1;
	}
	puts(s);
}

static int report(const struct ping_options *o, const struct probe *p, const struct verdict *v)
{
	/* ping itself could not run as asked: its words are the answer. */
	bool refused = !v->reachable && v->cause == CAUSE_UNKNOWN && p->sent == 0;

	if (o->verbose || refused)
		print_said(p);
	putchar('\n');
	print_sentence(v->summary);
	if (*v->fix)
		printf("  fix: %s\n", v->fix);
	if (fflush(stdout))
		return EXIT_TROUBLE;
	if (refused && WIFEXITED(p->status) && WEXITSTATUS(p->status) > 1)
		return EXIT_TROUBLE;
	return v->reachable ? EXIT_YES : EXIT_NO;
}

static int parse(int argc, char **argv, struct ping_options *o)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "color", optional_argument, NULL, 'C' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+vh", longs, NULL)) != -1) {
		switch (c) {
		case 'v': o->verbose = true; break;
		case 'C':
			o->color = optarg ? optarg : "always";
			if (term_color(o->color) < 0)
				return cmd_usage("ping", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("ping", help);
		default: return cmd_usage("ping", NULL);
		}
	}
	if (argc - optind < 2)
		return cmd_usage("ping", "FROM and TO, please");
	o->from = argv[optind];
	o->to = argv[optind + 1];
	o->extra = argv + optind + 2;
	o->n_extra = argc - optind - 2;
	if (o->n_extra && strcmp(o->extra[0], "--"))
		return cmd_usage("ping", "options for ping go behind --");
	if (o->n_extra) {
		o->extra++;
		o->n_extra--;
	}
	return -1;
}

int cmd_ping(int argc, char **argv)
{
	__attribute__((cleanup(probe_done))) struct probe p = { 0 };
	struct ping_options o = { 0 };
	struct verdict v = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	if (ping(&o, &p, &v, &e))
		return cmd_fail(&e);
	return report(&o, &p, &v);
}
