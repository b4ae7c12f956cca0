// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build.c - a plan done step by step
 *
 * Theory of operation
 *
 * Interface indices are chosen here, not by the kernel: a fresh namespace has nothing but lo and
 * what modules put there, so the next free number is known, and no message has to wait for the
 * answer to another. Messages for one namespace and of one kind go out together; whatever comes
 * next may depend on them, so it waits for their acknowledgements.
 */
#include "build.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <string.h>

#include "../topo/addr.h"
#include "attr.h"
#include "nl.h"
#include "ready.h"

#define LO_INDEX 1 /* LOOPBACK_IFINDEX, include/net/flow.h */

struct iface {
	const char *name;
	uint32_t index;
};

/* A node as it stands. */
struct built {
	struct netns ns;
	struct nl nl;
	struct iface *ifaces;
	size_t n_ifaces;
	uint32_t last; /* highest interface index in use; 0: not looked yet */
};

struct build {
	const struct plan *plan;
	const char *file;
	struct state *state;
	int dir;
	struct built *nodes;
	const struct step *head; /* the first of the batch */
	struct nl_batch batch;
	char notes[NL_BATCH_MAX * JOURNAL_LINE_MAX];
	struct text journal; /* not yet written */
	struct err *refused;
};

static void build_free(struct build *b)
{
	for (size_t i = 0; i < b->plan->n_rooms; i++) {
		netns_close(&b->nodes[i].ns);
		nl_close(&b->nodes[i].nl);
		free(b->nodes[i].ifaces);
	}
	cleanup_close(&b->dir);
	free(b->nodes);
	free(b);
}

static void cleanup_build(struct build **b)
{
	if (*b)
		build_free(*b);
}

static struct build *build_new(const struct plan *p, const char *file, struct state *s)
{
	struct build *b = calloc(1, sizeof(*b));
	struct built *nodes = calloc(p->n_rooms, sizeof(*nodes));

	if (!b || !nodes) {
		free(b);
		free(nodes);
		return NULL;
	}
	b->plan = p;
	b->file = file;
	b->state = s;
	b->dir = -1;
	b->nodes = nodes;
	b->journal = TEXT(b->notes);
	for (size_t i = 0; i < p->n_rooms; i++)
		nodes[i] = (struct built){ .ns = NETNS_INIT, .nl = NL_INIT };
	return b;
}

static const char *room_name(const struct build *b, size_t room)
{
	return b->plan->rooms[room].name;
}

/* "cannot create red:eth0 -- blue:eth0" */
static void subject(const struct build *b, const struct step *s, struct text *t)
{
	const struct step_end *ends = s->link.ends;
	const char *node = room_name(b, s->room);

	switch (s->kind) {
	case STEP_NETNS: text_add(t, "cannot create namespace %s", node); break;
	case STEP_SYSCTL: text_add(t, "cannot prepare namespace %s", node); break;
	case STEP_BRIDGE: text_add(t, "cannot create the bridge of %s", node); break;
	case STEP_LINK:
		text_add(t, "cannot create %s:%s -- %s:%s", node, ends[0].ifname,
			 room_name(b, ends[1].room), ends[1].ifname);
		break;
	case STEP_MASTER: text_add(t, "cannot make %s:%s a port", node, s->iface.ifname); break;
	case STEP_ADDRESS:
		text_add(t, "cannot put ");
		addr_text(t, s->address.prefix, false);
		text_add(t, " on %s:%s", node, s->address.ifname);
		break;
	case STEP_UP: text_add(t, "cannot set %s:%s up", node, s->iface.ifname); break;
	case STEP_ROUTE:
		text_add(t, "cannot add to %s the route ", node);
		if (s->route.route->is_default)
			text_add(t, "default");
		else
			addr_text(t, &s->route.route->to, false);
		break;
	case STEP_SET:
	case STEP_FORGET:
	case STEP_NEIGH:
	case STEP_RULE:
	case STEP_NFT:
	case STEP_FAULT:
	case STEP_KEEPER:
	case STEP_RUN:
	case STEP_KIND_MAX: break;
	}
}

/* "lab.yaml:7:12: cannot create ...: why" */
static int complain(const struct build *b, const struct step *s, int code, const char *why,
		    struct err *e)
{
	char buf[300] = "";
	struct text t = TEXT(buf);

	subject(b, s, &t);
	if (s->mark.line)
		return err_set(e, code, "%s:%u:%u: %s: %s", b->file, s->mark.line, s->mark.col, buf,
			       why);
	return err_set(e, code, "%s: %s: %s", b->file, buf, why);
}

static void on_refused(void *ctx, const void *about, int code, const char *words)
{
	struct build *b = ctx;

	if (!b->refused->code)
		complain(b, about, code, words, b->refused);
}

static int write_notes(struct build *b, struct err *e)
{
	int err = b->journal.len ? state_note(b->state, &b->journal, e) : 0;

	b->journal.len = 0;
	return err;
}

static int flush(struct build *b, struct err *e)
{
	struct err refused = { 0 };
	int err;

	if (!b->batch.n)
		return 0;
	b->refused = &refused;
	err = write_notes(b, e);
	if (!err)
		err = nl_batch_send(&b->nodes[b->head->room].nl, &b->batch, on_refused, b, e);
	if (!err && refused.code)
		*e = refused;
	return err ? err : -refused.code;
}

static int do_netns(struct build *b, const struct step *s, struct err *e)
{
	_cleanup_birth_ struct netns_birth birth = NETNS_BIRTH_INIT;
	const char *name = room_name(b, s->room);
	struct journal_netns note = { 0 };
	struct err why = { 0 };
	int err = netns_birth_prepare(b->dir, name, &birth, &why);

	if (!err) {
		memcpy(note.name, birth.ns.name, sizeof(note.name));
		note.point = birth.point;
		note.inum = birth.ns.inum;
		note.cookie = birth.ns.cookie;
		journal_put_netns(&b->journal, &note);
		err = write_notes(b, &why);
	}
	if (!err)
		err = netns_birth_name(b->dir, &birth, &why);
	if (!err)
		err = nl_open(&birth.ns, &b->nodes[s->room].nl, &why);
	if (err)
		return complain(b, s, -err, why.text, e);
	b->nodes[s->room].ns = birth.ns;
	birth.ns.fd = -1;
	return 0;
}

/* All sysctls of a namespace that stand together: it is entered once. */
static int do_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct err why = { 0 };
	int err = netns_enter(&b->nodes[s->room].ns, &token, &why);

	for (; s < end && !err; s++) {
		err = netns_sysctl_here(s->sysctl.key, s->sysctl.value, &why);
		if (err == -ENOENT && s->sysctl.optional)
			err = 0;
		if (err)
			return complain(b, s, -err, why.text, e);
	}
	return err ? complain(b, s, -err, why.text, e) : 0;
}

static int highest(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	uint32_t *last = ctx;

	if (i && (uint32_t)i->ifi_index > *last)
		*last = (uint32_t)i->ifi_index;
	return 0;
}

/* The index of an interface to be; 0 and an error when memory or the kernel fails. */
static uint32_t claim(struct build *b, size_t node, const char *name, struct err *e)
{
	struct built *n = &b->nodes[node];
	struct iface *more = grow(n->ifaces, n->n_ifaces, sizeof(*more));
	char buf[MSG_MAX];

	if (!more) {
		err_sys(e, ENOMEM, "%s", name);
		return 0;
	}
	n->ifaces = more;
	if (!n->last && nl_dump(&n->nl, msg_dump(buf, RTM_GETLINK), highest, &n->last, e))
		return 0;
	more[n->n_ifaces++] = (struct iface){ name, ++n->last };
	return n->last;
}

static uint32_t find(const struct build *b, size_t node, const char *name)
{
	const struct built *n = &b->nodes[node];

	if (!strcmp(name, "lo"))
		return LO_INDEX;
	for (size_t i = 0; i < n->n_ifaces; i++)
		if (!strcmp(n->ifaces[i].name, name))
			return n->ifaces[i].index;
	return 0;
}

static void note_link(struct build *b, const struct step_end *ends)
{
	struct journal_link l;

	for (int i = 0; i < 2; i++) {
		snprintf(l.ends[i].node, sizeof(l.ends[i].node), "%s", room_name(b, ends[i].room));
		snprintf(l.ends[i].ifname, sizeof(l.ends[i].ifname), "%s", ends[i].ifname);
	}
	journal_put_link(&b->journal, &l);
}

static struct nlmsghdr *fill_link(struct build *b, void *buf, const struct step *s, struct err *e)
{
	const struct step_end *ends = s->link.ends;
	uint32_t index[2], master = 0;

	for (int i = 0; i < 2; i++) {
		index[i] = claim(b, ends[i].room, ends[i].ifname, e);
		if (!index[i])
			return NULL;
	}
	if (ends[0].port)
		master = find(b, ends[0].room, TOPO_BRIDGE_NAME);
	note_link(b, ends);
	return msg_veth(buf, ends, index, master, b->nodes[ends[1].room].ns.fd);
}

static struct nlmsghdr *fill_bridge(struct build *b, void *buf, const struct step *s, struct err *e)
{
	uint32_t index = claim(b, s->room, TOPO_BRIDGE_NAME, e);

	return index ? msg_bridge(buf, index, s->bridge.mac) : NULL;
}

static struct nlmsghdr *fill(struct build *b, void *buf, const struct step *s, struct err *e)
{
	switch (s->kind) {
	case STEP_NETNS:
	case STEP_SYSCTL:
	case STEP_SET:
	case STEP_FORGET:
	case STEP_NEIGH:
	case STEP_RULE:
	case STEP_NFT:
	case STEP_FAULT:
	case STEP_KEEPER:
	case STEP_RUN:
	case STEP_KIND_MAX: break;
	case STEP_BRIDGE: return fill_bridge(b, buf, s, e);
	case STEP_LINK: return fill_link(b, buf, s, e);
	case STEP_MASTER:
		return msg_master(buf, find(b, s->room, s->iface.ifname),
				  find(b, s->room, TOPO_BRIDGE_NAME));
	case STEP_ADDRESS:
		return msg_address(buf, find(b, s->room, s->address.ifname), s->address.prefix);
	case STEP_UP: return msg_up(buf, find(b, s->room, s->iface.ifname));
	case STEP_ROUTE:
		return msg_route(buf, s->route.route, find(b, s->room, s->route.route->dev));
	}
	return NULL;
}

static int do_message(struct build *b, const struct step *s, struct err *e)
{
	bool apart = b->batch.n && (b->head->room != s->room || b->head->kind != s->kind);
	const struct nlmsghdr *h;
	struct err why = { 0 };

	if ((apart || !nl_batch_next(&b->batch)) && flush(b, e))
		return -e->code;
	if (!b->batch.n)
		b->head = s;
	h = fill(b, nl_batch_next(&b->batch), s, &why);
	if (!h)
		return complain(b, s, why.code ? why.code : EINVAL, why.text, e);
	nl_batch_add(&b->batch, h, s);
	return 0;
}

static bool interrupted(void)
{
	sigset_t pending;

	return !sigpending(&pending) &&
	       (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
		sigismember(&pending, SIGHUP) == 1);
}

static int do_steps(struct build *b, struct err *e)
{
	const struct step *s = b->plan->steps, *end = s + b->plan->n_steps, *next;
	int err = 0;

	for (; s < end && !err; s = next) {
		next = s + 1;
		if (interrupted())
			return err_set(e, EINTR, "interrupted; all is taken back");
		if (s->kind == STEP_NETNS) {
			err = do_netns(b, s, e);
		} else if (s->kind == STEP_SYSCTL) {
			while (next < end && next->kind == s->kind && next->room == s->room)
				next++;
			err = do_sysctls(b, s, next, e);
		} else {
			err = do_message(b, s, e);
		}
	}
	return err ? err : flush(b, e);
}

static int wait_ready(struct build *b, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < b->plan->n_rooms && !err; i++)
		err = ready_wait(&b->nodes[i].nl, room_name(b, i), e);
	return err;
}

int build_plan(const struct plan *p, const char *file, struct state *s, struct err *e)
{
	_cleanup_(cleanup_build) struct build *b = build_new(p, file, s);
	int err;

	if (!b)
		return err_sys(e, ENOMEM, "cannot build lab %s", p->lab);
	b->dir = netns_dir_open(e);
	if (b->dir < 0)
		return b->dir;
	journal_put_head(&b->journal);
	err = write_notes(b, e);
	if (!err)
		err = do_steps(b, e);
	if (!err)
		err = wait_ready(b, e);
	if (!err) {
		journal_put_ready(&b->journal);
		err = write_notes(b, e);
	}
	return err;
}
