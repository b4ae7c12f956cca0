// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - the order in which a lab can be built
 */
#include "plan.h"

#include <errno.h>
#include <string.h>

#include "sysctls.h"

/* "32766: lookup main", which every namespace has: fib_default_rules_init() */
#define PRIORITY_MAIN 32766

static const char *const step_words[] = {
#define STEP_WORD(id, word) [STEP_##id] = word,
	PLAN_STEPS(STEP_WORD)
#undef STEP_WORD
};

const char *step_word(enum step_kind k)
{
	return step_words[k];
}

void plan_free(struct plan *p)
{
	if (!p)
		return;
	free(p->rooms);
	free(p->steps);
	free(p->ends);
	free(p);
}

/* Links of room i are links[begin[i]] up to links[begin[i + 1]], in the file's order. */
struct by_room {
	size_t *begin, *links;
};

/* A plan that grows. Whoever is out of memory says so once; steps written then go nowhere. */
struct draft {
	struct plan *plan;
	const struct topo *topo;
	struct by_room made, met; /* links by the room of ends[0], and of ends[1] */
	struct step nowhere;
	bool failed;
};

static void draft_done(struct draft *d)
{
	free(d->made.begin);
	free(d->made.links);
	free(d->met.begin);
	free(d->met.links);
}

static struct step *add(struct draft *d, enum step_kind kind, size_t room, struct mark m)
{
	struct plan *p = d->plan;
	struct step *more = grow(p->steps, p->n_steps, sizeof(*more));

	if (!more) {
		d->failed = true;
		return &d->nowhere;
	}
	p->steps = more;
	more[p->n_steps] = (struct step){ .kind = kind, .room = room, .mark = m };
	return &more[p->n_steps++];
}

static void add_iface(struct draft *d, enum step_kind kind, size_t room, const char *ifname,
		      struct mark m)
{
	add(d, kind, room, m)->iface.ifname = ifname;
}

/* Parts that go through the nodes, one after the other. */
typedef void node_part(struct draft *d, size_t room, const struct topo_node *n);

static struct step_end end_of(const struct topo *t, const struct topo_end *e)
{
	const struct topo_iface *i = &t->nodes[e->node].ifaces[e->iface];

	return (struct step_end){ .room = e->node,
				  .ifname = i->name,
				  .mac = i->mac,
				  .mtu = i->mtu,
				  .up = !i->down,
				  .port = i->port };
}

/* Ports come first, and what is outside comes last: links are made from inside the lab. */
static bool swapped(const struct topo *t, const struct step_end *a, const struct step_end *b)
{
	if (t->nodes[a->room].outside != t->nodes[b->room].outside)
		return t->nodes[a->room].outside;
	return b->port && !a->port;
}

static void ends_of(const struct topo *t, const struct topo_link *l, struct step_end ret[2])
{
	struct step_end a = end_of(t, &l->ends[0]), b = end_of(t, &l->ends[1]);
	bool swap = swapped(t, &a, &b);

	ret[0] = swap ? b : a;
	ret[1] = swap ? a : b;
}

/* A counting sort: it keeps the order of what is alike, and its time is that of the file. */
static int sort_links(const struct topo *t, int end, struct by_room *ret)
{
	size_t *begin = ret->begin = calloc(t->n_nodes + 2, sizeof(size_t));
	size_t *links = ret->links = calloc(t->n_links + 1, sizeof(size_t));
	struct step_end ends[2];

	if (!begin || !links)
		return -ENOMEM;
	for (size_t i = 0; i < t->n_links; i++) {
		ends_of(t, &t->links[i], ends);
		begin[ends[end].room + 2]++;
	}
	for (size_t i = 2; i < t->n_nodes + 2; i++)
		begin[i] += begin[i - 1];
	for (size_t i = 0; i < t->n_links; i++) {
		ends_of(t, &t->links[i], ends);
		links[begin[ends[end].room + 1]++] = i;
	}
	return 0;
}

static void add_link(struct draft *d, const struct topo_link *l)
{
	struct step_end *ends = d->plan->ends + d->plan->n_ends;

	ends_of(d->topo, l, ends);
	ends[1].up = false;
	d->plan->n_ends += 2;
	add(d, STEP_LINK, ends[0].room, l->mark)->link.ends = ends;
}

/*
 * One message makes a pipe, but it can neither name the master of the peer, which a link between
 * switches needs, nor set the peer up: both are steps of their own.
 */
static void add_peer(struct draft *d, const struct topo_link *l)
{
	struct step_end ends[2], *peer = &ends[1];

	ends_of(d->topo, l, ends);
	if (peer->port)
		add_iface(d, STEP_MASTER, peer->room, peer->ifname, l->mark);
	if (peer->up)
		add_iface(d, STEP_UP, peer->room, peer->ifname, l->mark);
}

static void each_link(struct draft *d, const struct by_room *by, size_t room,
		      void (*part)(struct draft *d, const struct topo_link *l))
{
	for (size_t i = by->begin[room]; i < by->begin[room + 1]; i++)
		part(d, &d->topo->links[by->links[i]]);
}

static void add_sysctl(struct draft *d, size_t room, const struct topo_sysctl *s)
{
	struct step *step = add(d, STEP_SYSCTL, room, s->mark);

	step->sysctl.key = s->key;
	step->sysctl.value = s->value;
}

static void add_room(struct draft *d, size_t room, const struct topo_node *n)
{
	if (!n->outside) {
		add(d, STEP_NETNS, room, n->mark);
		add(d, STEP_USUAL, room, n->mark)->usual.node = n;
	}
	for (size_t k = 0; k < n->n_sysctls; k++)
		if (!sysctls_of_iface(n, n->sysctls[k].key))
			add_sysctl(d, room, &n->sysctls[k]);
}

static void add_iface_sysctls(struct draft *d, size_t room, const struct topo_node *n)
{
	for (size_t k = 0; k < n->n_sysctls; k++)
		if (sysctls_of_iface(n, n->sysctls[k].key))
			add_sysctl(d, room, &n->sysctls[k]);
}

static void add_links(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->kind == NODE_SWITCH)
		memcpy(add(d, STEP_BRIDGE, room, n->mark)->bridge.mac, n->mac, 6);
	each_link(d, &d->made, room, add_link);
}

static void add_address(struct draft *d, size_t room, const char *ifname, const struct ip_prefix *a)
{
	struct step *s = add(d, STEP_ADDRESS, room, a->mark);

	s->address.ifname = ifname;
	s->address.prefix = a;
}

static void add_addresses(struct draft *d, size_t room, const struct topo_node *n)
{
	for (size_t k = 0; k < n->n_ifaces; k++)
		for (size_t a = 0; a < n->ifaces[k].n_addresses; a++)
			add_address(d, room, n->ifaces[k].name, &n->ifaces[k].addresses[a]);
	for (size_t a = 0; a < n->n_addresses; a++)
		add_address(d, room, TOPO_BRIDGE_NAME, &n->addresses[a]);
}

static void add_neighs(struct draft *d, size_t room, const struct topo_node *n)
{
	for (size_t k = 0; k < n->n_neighs; k++)
		add(d, STEP_NEIGH, room, n->neighs[k].mark)->neigh.neigh = &n->neighs[k];
}

/*
 * Where a rule without priority goes: fib_default_rule_pref() (net/core/fib_rules.c) takes the
 * second in the list, counts one down, and stays at 0. "0: local" is the first.
 */
static uint32_t rule_priority(const struct step *before, size_t n, uint8_t family)
{
	uint32_t lowest = PRIORITY_MAIN;

	for (size_t i = 0; i < n; i++)
		if (before[i].rule.rule->family == family && before[i].rule.priority < lowest)
			lowest = before[i].rule.priority;
	return lowest ? lowest - 1 : 0;
}

/* Said outright, so that a change of the file finds each where it was. */
static void add_rules(struct draft *d, size_t room, const struct topo_node *n)
{
	size_t first = d->plan->n_steps;

	for (size_t k = 0; k < n->n_rules; k++) {
		const struct topo_rule *r = &n->rules[k];
		struct step *s = add(d, STEP_RULE, room, r->mark);

		s->rule.rule = r;
		if (!d->failed)
			s->rule.priority = r->has_priority ? r->priority
							   : rule_priority(d->plan->steps + first,
									   k, r->family);
	}
}

static void add_routes(struct draft *d, size_t room, const struct topo_node *n)
{
	for (size_t k = 0; k < n->n_routes; k++)
		add(d, STEP_ROUTE, room, n->routes[k].mark)->route.route = &n->routes[k];
}

static void add_paths(struct draft *d, size_t room, const struct topo_node *n)
{
	add_neighs(d, room, n);
	add_rules(d, room, n);
	add_routes(d, room, n);
}

/* What a room needs to be spoken to. Bridges come later, so what stands on them does, too. */
static void add_inside(struct draft *d, size_t room, const struct topo_node *n)
{
	if (!n->outside)
		add_iface(d, STEP_UP, room, "lo", n->mark);
	each_link(d, &d->met, room, add_peer);
	add_addresses(d, room, n);
	if (n->kind != NODE_SWITCH)
		add_paths(d, room, n);
}

static void add_bridge_up(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->kind != NODE_SWITCH)
		return;
	add_iface(d, STEP_UP, room, TOPO_BRIDGE_NAME, n->mark);
	add(d, STEP_SNOOP, room, n->mark);
}

static void add_switch_paths(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->kind == NODE_SWITCH)
		add_paths(d, room, n);
}

static void add_ruleset(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->ruleset)
		add(d, STEP_NFT, room, n->ruleset_mark)->nft.ruleset = n->ruleset;
}

static void add_keeper(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->isolate)
		add(d, STEP_KEEPER, room, n->mark)->keeper.isolate = n->isolate;
}

static void add_runs(struct draft *d, size_t room, const struct topo_node *n)
{
	for (size_t k = 0; k < n->n_runs; k++)
		add(d, STEP_RUN, room, n->runs[k].mark)->run.command = n->runs[k].command;
}

static void each_node(struct draft *d, node_part *part)
{
	for (size_t i = 0; i < d->topo->n_nodes; i++)
		part(d, i, &d->topo->nodes[i]);
}

static void add_faults(struct draft *d)
{
	for (size_t i = 0; i < d->topo->n_links; i++) {
		const struct topo_link *l = &d->topo->links[i];

		for (int k = 0; k < 2 && impair_any(&l->impairment); k++) {
			struct step_end end = end_of(d->topo, &l->ends[k]);
			struct step *s = add(d, STEP_FAULT, end.room, l->mark);

			s->fault.ifname = end.ifname;
			s->fault.impairment = &l->impairment;
		}
	}
}

static void add_rooms(struct draft *d)
{
	const struct topo *t = d->topo;

	d->plan->lab = t->name;
	d->plan->rooms = calloc(t->n_nodes, sizeof(*d->plan->rooms));
	d->plan->ends = calloc(2 * t->n_links + 1, sizeof(*d->plan->ends));
	if (!d->plan->rooms || !d->plan->ends || sort_links(t, 0, &d->made) ||
	    sort_links(t, 1, &d->met)) {
		d->failed = true;
		return;
	}
	d->plan->n_rooms = t->n_nodes;
	for (size_t i = 0; i < t->n_nodes; i++)
		d->plan->rooms[i] = (struct plan_room){ t->nodes[i].name, t->nodes[i].outside };
}

static void add_all(struct draft *d)
{
	each_node(d, add_room);
	each_node(d, add_links);
	each_node(d, add_inside);
	each_node(d, add_bridge_up);
	each_node(d, add_switch_paths);
	each_node(d, add_iface_sysctls);
	each_node(d, add_ruleset);
	add_faults(d);
	each_node(d, add_keeper);
	each_node(d, add_runs);
}

int plan_make(const struct topo *t, struct plan **ret, struct err *e)
{
	_cleanup_plan_ struct plan *p = calloc(1, sizeof(*p));
	_cleanup_(draft_done) struct draft d = { .plan = p, .topo = t };

	if (p)
		add_rooms(&d);
	if (p && !d.failed)
		add_all(&d);
	if (!p || d.failed)
		return err_sys(e, ENOMEM, "cannot plan the lab %s", t->name);
	*ret = TAKE_PTR(p);
	return 0;
}
