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
	free(p);
}

/* A plan that grows. Whoever is out of memory says so once; steps written then go nowhere. */
struct draft {
	struct plan *plan;
	const struct topo *topo;
	struct step nowhere;
	bool failed;
};

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

static void add_namespace(struct draft *d, size_t room, const struct topo_node *n)
{
	if (!n->outside)
		add(d, STEP_NETNS, room, n->mark);
}

static void add_sysctl(struct draft *d, size_t room, const struct topo_sysctl *s)
{
	struct step *step = add(d, STEP_SYSCTL, room, s->mark);

	step->sysctl.key = s->key;
	step->sysctl.value = s->value;
}

/* What the table says, unless the file says something else about the same. */
static void add_sysctls(struct draft *d, size_t room, const struct topo_node *n)
{
	const struct sysctl_row *r;

	for (size_t k = 0; !n->outside && (r = sysctls_row(k)); k++) {
		const char *value = sysctls_value(r, n);
		struct step *s;

		if (!value || sysctls_given(n, r->key))
			continue;
		s = add(d, STEP_SYSCTL, room, n->mark);
		s->sysctl.key = r->key;
		s->sysctl.value = value;
		s->sysctl.optional = r->optional;
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

static void add_loopback(struct draft *d, size_t room, const struct topo_node *n)
{
	if (!n->outside)
		add_iface(d, STEP_UP, room, "lo", n->mark);
}

static void add_bridge(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->kind == NODE_SWITCH)
		memcpy(add(d, STEP_BRIDGE, room, n->mark)->bridge.mac, n->mac, 6);
}

static void add_bridge_up(struct draft *d, size_t room, const struct topo_node *n)
{
	if (n->kind == NODE_SWITCH)
		add_iface(d, STEP_UP, room, TOPO_BRIDGE_NAME, n->mark);
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

/*
 * One message makes a pipe, but it can neither name the master of the peer, which a link between
 * switches needs, nor set the peer up: both are steps of their own.
 */
static void add_link(struct draft *d, const struct topo_link *l)
{
	struct step_end a = end_of(d->topo, &l->ends[0]), b = end_of(d->topo, &l->ends[1]);
	bool swap = swapped(d->topo, &a, &b);
	struct step_end first = swap ? b : a, peer = swap ? a : b;
	struct step *s = add(d, STEP_LINK, first.room, l->mark);

	s->link.ends[0] = first;
	s->link.ends[1] = peer;
	s->link.ends[1].up = false;
	if (peer.port)
		add_iface(d, STEP_MASTER, peer.room, peer.ifname, l->mark);
	if (peer.up)
		add_iface(d, STEP_UP, peer.room, peer.ifname, l->mark);
}

static void add_links(struct draft *d)
{
	for (size_t i = 0; i < d->topo->n_links; i++)
		add_link(d, &d->topo->links[i]);
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
	if (!d->plan->rooms) {
		d->failed = true;
		return;
	}
	d->plan->n_rooms = t->n_nodes;
	for (size_t i = 0; i < t->n_nodes; i++)
		d->plan->rooms[i] = (struct plan_room){ t->nodes[i].name, t->nodes[i].outside };
}

static void add_all(struct draft *d)
{
	each_node(d, add_namespace);
	each_node(d, add_sysctls);
	each_node(d, add_loopback);
	each_node(d, add_bridge);
	add_links(d);
	each_node(d, add_addresses);
	each_node(d, add_bridge_up);
	each_node(d, add_neighs);
	each_node(d, add_rules);
	each_node(d, add_routes);
	each_node(d, add_iface_sysctls);
	each_node(d, add_ruleset);
	add_faults(d);
	each_node(d, add_keeper);
	each_node(d, add_runs);
}

int plan_make(const struct topo *t, struct plan **ret, struct err *e)
{
	_cleanup_plan_ struct plan *p = calloc(1, sizeof(*p));
	struct draft d = { .plan = p, .topo = t };

	if (p)
		add_rooms(&d);
	if (p && !d.failed)
		add_all(&d);
	if (!p || d.failed)
		return err_sys(e, ENOMEM, "cannot plan the lab %s", t->name);
	*ret = TAKE_PTR(p);
	return 0;
}
