// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * overlap.c - what a lab brings, held against what is there
 */
#include "overlap.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "../util/text.h"
#include "addr.h"
#include "wires.h"

static const char *const overlap_words[] = {
#define OVERLAP_WORD(id, word) [OVERLAP_##id] = word,
	OVERLAPS(OVERLAP_WORD)
#undef OVERLAP_WORD
};

const char *overlap_word(enum overlap_kind k)
{
	return overlap_words[k];
}

/* An address of the lab, and where it stands. */
struct owned {
	const struct topo_node *node;
	const char *ifname;
	const struct ip_prefix *addr;
	size_t wire;
};

struct search {
	const struct topo *topo;
	struct wires wires;
	struct owned *owned; /* sorted by address */
	size_t n_owned;
	const struct overlap_there *there;
	size_t n_there;
	int (*fn)(void *ctx, const struct overlap *o);
	void *ctx;
	int stop;
};

static void search_done(struct search *s)
{
	wires_done(&s->wires);
	free(s->owned);
}

static void _printf_(5, 6) tell(struct search *s, enum overlap_kind kind, bool refused,
				struct mark m, const char *fmt, ...)
{
	struct overlap o = { .kind = kind, .refused = refused, .mark = m };
	va_list ap;

	if (s->stop)
		return;
	va_start(ap, fmt);
	vsnprintf(o.text, sizeof(o.text), fmt, ap);
	va_end(ap);
	s->stop = s->fn(s->ctx, &o);
}

static int add_owned(struct search *s, const struct topo_node *n, const char *ifname,
		     const struct ip_prefix *a, size_t wire)
{
	struct owned *more = grow(s->owned, s->n_owned, sizeof(*more));

	if (!more)
		return -ENOMEM;
	s->owned = more;
	more[s->n_owned++] = (struct owned){ n, ifname, a, wire };
	return 0;
}

static int compare_owned(const void *x, const void *y)
{
	const struct owned *a = x, *b = y;
	int d = memcmp(a->addr->addr, b->addr->addr, 16);

	if (a->addr->family != b->addr->family)
		return a->addr->family - b->addr->family;
	if (d)
		return d;
	return a->wire < b->wire ? -1 : a->wire > b->wire;
}

static int gather(struct search *s)
{
	int err = 0;

	for (size_t i = 0; i < s->topo->n_nodes; i++) {
		const struct topo_node *n = &s->topo->nodes[i];

		for (size_t k = 0; k < n->n_ifaces; k++)
			for (size_t a = 0; a < n->ifaces[k].n_addresses && !err; a++)
				err = add_owned(s, n, n->ifaces[k].name, &n->ifaces[k].addresses[a],
						wires_of(&s->wires, i, k));
		for (size_t a = 0; a < n->n_addresses && !err; a++)
			err = add_owned(s, n, TOPO_BRIDGE_NAME, &n->addresses[a],
					wires_of(&s->wires, i, n->n_ifaces));
	}
	if (!err && s->n_owned)
		qsort(s->owned, s->n_owned, sizeof(*s->owned), compare_owned);
	return err;
}

/* Every namespace has these for itself. */
static bool is_everywhere(const struct ip_prefix *a)
{
	return addr_is_link_local(a) || (a->family == AF_INET && a->addr[0] == 127) ||
	       (a->family == AF_INET6 && a->len == 128 &&
		!memcmp(a->addr, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16));
}

static bool overlaps(const struct ip_prefix *a, const struct ip_prefix *b)
{
	return a->family == b->family && !is_everywhere(a) && !is_everywhere(b) &&
	       (addr_covers(a, b) || addr_covers(b, a));
}

static bool is_own(const struct overlap_there *f, const struct ip_prefix *a)
{
	return !f->route && f->net.family == a->family && addr_same(&f->net, a);
}

static struct addr_string net_text(const struct ip_prefix *a)
{
	struct ip_prefix net = addr_network(a);

	return addr_string(&net, false);
}

static struct addr_string ip_text(const struct ip_prefix *a)
{
	struct ip_prefix ip = *a;

	ip.len = (uint8_t)addr_bits(a->family);
	return addr_string(&ip, true);
}

/* ---- what would be put into the host's own namespace */

static void check_host_address(struct search *s, const struct owned *o,
			       const struct overlap_there *f)
{
	struct addr_string a = ip_text(o->addr), net = net_text(o->addr);

	if (is_own(f, o->addr))
		tell(s, OVERLAP_DUPLICATE, true, o->addr->mark,
		     "the host has %s already, on %s; give host:%s another address", a.text,
		     f->ifname, o->ifname);
	else if (f->net.len && o->addr->len >= f->net.len && overlaps(o->addr, &f->net))
		tell(s, OVERLAP_SHADOWED, true, o->addr->mark,
		     "the host reaches %s by %s; with %s on host:%s its packets to %s would go "
		     "into "
		     "the lab",
		     net_text(&f->net).text, f->ifname, addr_string(o->addr, false).text, o->ifname,
		     net.text);
}

static void check_host_route(struct search *s, const struct topo_route *r,
			     const struct overlap_there *f)
{
	struct addr_string to = addr_string(&r->to, false);

	if (r->is_default && !f->net.len && f->net.family == r->to.family)
		tell(s, OVERLAP_SHADOWED, true, r->mark,
		     "the host has a default route by %s: all it sends into the world would go "
		     "into "
		     "the lab",
		     f->ifname);
	else if (!r->is_default && f->net.len && r->to.len >= f->net.len &&
		 overlaps(&r->to, &f->net))
		tell(s, OVERLAP_SHADOWED, true, r->mark,
		     "the host reaches %s by %s; with this route its packets to %s would go into "
		     "the "
		     "lab",
		     net_text(&f->net).text, f->ifname, to.text);
}

/* A node that shares a wire with the host. */
static void check_neighbour(struct search *s, const struct owned *o, const struct overlap_there *f)
{
	struct addr_string a = ip_text(o->addr);

	if (is_own(f, o->addr))
		tell(s, OVERLAP_MARTIAN, true, o->addr->mark,
		     "%s of %s:%s is the host's own address (%s), and a wire joins them: the host "
		     "drops what comes from it (martian source), and both answer ARP for it",
		     a.text, o->node->name, o->ifname, f->ifname);
	else if (f->net.len && overlaps(o->addr, &f->net))
		tell(s, OVERLAP_SHADOWED, true, o->addr->mark,
		     "%s of %s:%s lies in %s, which the host reaches by %s: its answers to %s "
		     "would "
		     "leave there, not into the lab",
		     a.text, o->node->name, o->ifname, net_text(&f->net).text, f->ifname,
		     o->node->name);
}

static void check_host(struct search *s)
{
	for (size_t i = 0; i < s->n_owned; i++)
		for (size_t k = 0; k < s->n_there; k++) {
			if (s->there[k].lab)
				continue;
			if (s->owned[i].node->outside)
				check_host_address(s, &s->owned[i], &s->there[k]);
			else if (wires_outside(&s->wires, s->owned[i].wire))
				check_neighbour(s, &s->owned[i], &s->there[k]);
		}
	for (size_t i = 0; i < s->topo->n_nodes; i++)
		for (size_t r = 0; s->topo->nodes[i].outside && r < s->topo->nodes[i].n_routes; r++)
			for (size_t k = 0; k < s->n_there; k++)
				if (!s->there[k].lab)
					check_host_route(s, &s->topo->nodes[i].routes[r],
							 &s->there[k]);
}

/* ---- what namespaces keep apart */

static bool is_apart(const struct search *s, const struct owned *o)
{
	return !o->node->outside && !wires_outside(&s->wires, o->wire);
}

static void tell_apart(struct search *s, const struct owned *o, const struct overlap_there *f)
{
	struct addr_string a = ip_text(o->addr);

	if (f->lab)
		tell(s, OVERLAP_APART, false, o->addr->mark,
		     "%s is also lab %s's (%s:%s): kept apart, for no wire joins the two labs",
		     net_text(&f->net).text, f->lab, f->node, f->ifname);
	else if (is_own(f, o->addr))
		tell(s, OVERLAP_APART, false, o->addr->mark,
		     "%s of %s:%s is also the host's own (%s): kept apart, for no wire joins them; "
		     "who is inside reaches %s, never the host",
		     a.text, o->node->name, o->ifname, f->ifname, o->node->name);
	else
		tell(s, OVERLAP_APART, false, o->addr->mark,
		     "%s of %s:%s overlaps the host's %s (%s): kept apart, for no wire joins them",
		     net_text(o->addr).text, o->node->name, o->ifname, net_text(&f->net).text,
		     f->ifname);
}

/* Each network that is there is told once: with the same address if there is one. */
static void check_apart(struct search *s, bool labs)
{
	for (size_t k = 0; k < s->n_there; k++) {
		const struct overlap_there *f = &s->there[k];
		const struct owned *found = NULL;

		if (!!f->lab != labs || !f->net.len)
			continue;
		for (size_t i = 0; i < s->n_owned; i++) {
			const struct owned *o = &s->owned[i];

			if (!is_apart(s, o) || !overlaps(o->addr, &f->net))
				continue;
			if (!found || (!is_own(f, found->addr) && is_own(f, o->addr)))
				found = o;
		}
		if (found)
			tell_apart(s, found, f);
	}
}

/* ---- inside the lab */

static void check_twins(struct search *s)
{
	for (size_t i = 1; i < s->n_owned; i++) {
		const struct owned *a = &s->owned[i - 1], *b = &s->owned[i];
		struct addr_string text = ip_text(b->addr);

		if (a->addr->family != b->addr->family || !addr_same(a->addr, b->addr))
			continue;
		if (a->wire == b->wire)
			tell(s, OVERLAP_DUPLICATE, false, b->addr->mark,
			     "%s:%s and %s:%s both own %s on one wire: both answer ARP for it, and "
			     "who asks believes the first",
			     a->node->name, a->ifname, b->node->name, b->ifname, text.text);
		else
			tell(s, OVERLAP_APART, false, b->addr->mark,
			     "%s:%s and %s:%s both own %s: kept apart, for they share no wire",
			     a->node->name, a->ifname, b->node->name, b->ifname, text.text);
	}
}

/* Of two interfaces in one network only the first is ever used. */
static void check_node(struct search *s, const struct topo_node *n)
{
	for (size_t i = 0; i < n->n_ifaces; i++)
		for (size_t k = 0; k < i; k++)
			for (size_t a = 0; a < n->ifaces[i].n_addresses; a++)
				for (size_t b = 0; b < n->ifaces[k].n_addresses; b++) {
					const struct ip_prefix *x = &n->ifaces[i].addresses[a];
					const struct ip_prefix *y = &n->ifaces[k].addresses[b];

					if (x->len == y->len && overlaps(x, y))
						tell(s, OVERLAP_SHADOWED, false, x->mark,
						     "%s has %s on %s and on %s: it sends by %s "
						     "only",
						     n->name, net_text(x).text, n->ifaces[k].name,
						     n->ifaces[i].name, n->ifaces[k].name);
				}
}

int overlap_find(const struct topo *t, const struct overlap_there *there, size_t n,
		 int (*fn)(void *ctx, const struct overlap *o), void *ctx)
{
	_cleanup_(search_done) struct search s = {
		.topo = t, .there = there, .n_there = n, .fn = fn, .ctx = ctx
	};

	if (wires_make(&s.wires, t) || gather(&s))
		return -ENOMEM;
	check_host(&s);
	check_apart(&s, false);
	check_apart(&s, true);
	check_twins(&s);
	for (size_t i = 0; i < t->n_nodes; i++)
		check_node(&s, &t->nodes[i]);
	return s.stop;
}
