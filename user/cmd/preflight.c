// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * preflight.c - a lab held against the host, the other labs, and the machine's limits
 */
#include "preflight.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../lab/lab.h"
#include "../kernel/limits.h"
#include "../tables/tables.h"
#include "../topo/crowd.h"
#include "../topo/overlap.h"
#include "../topo/plan.h"

/* More notes than this are a wall; the rest is counted. */
#define NOTES_SHOWN 8

struct preflight {
	const struct topo *topo;
	const char *file;
	struct overlap_there *there;
	size_t n_there;
	struct topo **labs; /* their names and interfaces are in there */
	size_t n_labs;
	FILE *notes; /* where they go, or NULL */
	size_t n_notes;
	struct err *e;
};

static void preflight_done(struct preflight *p)
{
	for (size_t i = 0; i < p->n_labs; i++)
		topo_free(p->labs[i]);
	free(p->labs);
	free(p->there);
}

static int add(struct preflight *p, const struct overlap_there *f)
{
	struct overlap_there *more = grow(p->there, p->n_there, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->there = more;
	more[p->n_there++] = *f;
	return 0;
}

static struct ip_prefix prefix(uint8_t family, uint8_t len, const uint8_t addr[16])
{
	struct ip_prefix p = { .family = family, .len = len };

	memcpy(p.addr, addr, sizeof(p.addr));
	return p;
}

/* The lab's own end in the host, from an earlier up, is nothing to be held against. */
static bool is_own(const struct preflight *p, const struct link_row *l)
{
	char alias[LINK_ALIAS_MAX];

	if (!l)
		return false;
	snprintf(alias, sizeof(alias), PLAN_ALIAS "%s", p->topo->name);
	return !strcmp(l->alias, alias);
}

static int add_host_addrs(struct preflight *p, const struct room *host)
{
	int err = 0;

	for (size_t i = 0; i < host->n_addrs && !err; i++) {
		const struct addr_row *a = &host->addrs[i];
		const struct link_row *l = room_link(host, a->ifindex);

		if (!l || is_own(p, l))
			continue;
		err = add(p, &(struct overlap_there){ .ifname = l->name,
						      .net = prefix(a->family, a->len, a->addr) });
	}
	return err;
}

/* What the kernel made is known from the addresses. */
static int add_host_routes(struct preflight *p, const struct room *host)
{
	int err = 0;

	for (size_t i = 0; i < host->n_routes && !err; i++) {
		const struct route_row *r = &host->routes[i];
		const struct link_row *l =
			r->n_hops ? room_link(host, host->hops[r->hop].oif) : NULL;

		if (r->table == RT_TABLE_LOCAL || r->type != RTN_UNICAST ||
		    r->protocol == RTPROT_KERNEL || is_own(p, l))
			continue;
		err = add(p, &(struct overlap_there){ .ifname = l ? l->name : "",
						      .route = true,
						      .net = prefix(r->family, r->len, r->dst) });
	}
	return err;
}

static int add_node(struct preflight *p, const struct topo *t, const struct topo_node *n)
{
	int err = 0;

	for (size_t k = 0; k < n->n_ifaces; k++)
		for (size_t a = 0; a < n->ifaces[k].n_addresses && !err; a++)
			err = add(p, &(struct overlap_there){ .lab = t->name,
							      .node = n->name,
							      .ifname = n->ifaces[k].name,
							      .net = n->ifaces[k].addresses[a] });
	for (size_t a = 0; a < n->n_addresses && !err; a++)
		err = add(p, &(struct overlap_there){ .lab = t->name,
						      .node = n->name,
						      .ifname = TOPO_BRIDGE_NAME,
						      .net = n->addresses[a] });
	return err;
}

/* The text a lab was built from says it all, and costs the kernel no question. */
static int add_lab(const char *lab, void *ctx)
{
	_cleanup_topo_ struct topo *t = NULL;
	_cleanup_free_ char *text = NULL;
	struct preflight *p = ctx;
	struct topo **more;
	size_t len = 0;
	int err = 0;

	if (!strcmp(lab, p->topo->name) || lab_recall(lab, LAB_TEXT, &text, &len, NULL) ||
	    topo_parse(text, len, lab, &t, NULL))
		return 0;
	more = grow(p->labs, p->n_labs, sizeof(struct topo *));
	if (!more)
		return -ENOMEM;
	p->labs = more;
	for (size_t i = 0; i < t->n_nodes && !err; i++)
		err = t->nodes[i].outside ? 0 : add_node(p, t, &t->nodes[i]);
	more[p->n_labs++] = TAKE_PTR(t);
	return err;
}

static void note(struct preflight *p, struct mark m, const char *text)
{
	if (p->n_notes++ < NOTES_SHOWN && p->notes)
		fprintf(p->notes, "note: %s:%u:%u: %s\n", p->file, m.line, m.col, text);
}

static int on_overlap(void *ctx, const struct overlap *o)
{
	struct preflight *p = ctx;

	if (!o->refused) {
		note(p, o->mark, o->text);
		return 0;
	}
	return err_set(p->e, EADDRINUSE, "%s:%u:%u: %s: %s", p->file, o->mark.line, o->mark.col,
		       overlap_word(o->kind), o->text);
}

static int check_overlaps(struct preflight *p)
{
	_cleanup_netns_close_ struct netns host = NETNS_INIT;
	_cleanup_snapshot_ struct snapshot *s = NULL;
	int err = netns_open("host", &host, p->e);

	if (!err)
		err = tables_read(&host, NULL, 1, TABLES_LINKS | TABLES_ADDRS | TABLES_ROUTES, &s,
				  p->e);
	if (err)
		return err;
	err = add_host_addrs(p, &s->rooms[0]);
	if (!err)
		err = add_host_routes(p, &s->rooms[0]);
	if (!err)
		err = lab_each(add_lab, p, NULL);
	if (!err)
		err = overlap_find(p->topo, p->there, p->n_there, on_overlap, p);
	if (p->n_notes > NOTES_SHOWN && p->notes)
		fprintf(p->notes, "note: and %zu more overlaps\n", p->n_notes - NOTES_SHOWN);
	return err == -ENOMEM ? err_sys(p->e, ENOMEM, "cannot compare the addresses") : err;
}

static int note_crowd(const struct preflight *p, uint8_t family, uint64_t limit)
{
	uint64_t wanted = 0;

	if (!limit)
		return 0;
	if (crowd_neighbours(p->topo, family, &wanted))
		return err_sys(p->e, ENOMEM, "cannot count the neighbours");
	if (wanted > limit && p->notes)
		fprintf(p->notes,
			"note: if all of lab %s talk to each other, the kernel needs %" PRIu64
			" IPv%d neighbour entries; it holds %" PRIu64
			" for the whole machine: sysctl -w "
			"net.ipv%d.neigh.default.gc_thresh3=%" PRIu64 "\n",
			p->topo->name, wanted, family == AF_INET ? 4 : 6, limit,
			family == AF_INET ? 4 : 6, wanted + wanted / 4);
	return 0;
}

static int check_limits(const struct preflight *p)
{
	struct limits l;
	int err;

	limits_read(&l);
	if (l.namespaces && p->topo->n_nodes > l.namespaces)
		return err_set(p->e, ENOSPC,
			       "lab %s has %zu namespaces, this machine allows %" PRIu64
			       " (sysctl user.max_net_namespaces)",
			       p->topo->name, p->topo->n_nodes, l.namespaces);
	err = note_crowd(p, AF_INET, l.neighbours4);
	return err ? err : note_crowd(p, AF_INET6, l.neighbours6);
}

static int check_host(const struct preflight *p, bool allowed)
{
	for (size_t i = 0; i < p->topo->n_nodes && !allowed; i++)
		if (p->topo->nodes[i].outside)
			return err_set(
				p->e, EPERM,
				"%s:%u:%u: this lab reaches into the host's own namespace; if "
				"you mean it: --allow-host",
				p->file, p->topo->nodes[i].mark.line, p->topo->nodes[i].mark.col);
	return 0;
}

int preflight(const struct topo *t, const char *file, bool allow_host, FILE *notes, struct err *e)
{
	_cleanup_(preflight_done) struct preflight p = {
		.topo = t, .file = file, .notes = notes, .e = e
	};
	int err = check_host(&p, allow_host);

	if (!err)
		err = check_limits(&p);
	return err ? err : check_overlaps(&p);
}
