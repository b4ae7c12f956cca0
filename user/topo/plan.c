// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - the order in which a lab can be built
 */
#include "plan.h"

#include <errno.h>

#include "sysctls.h"

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
	free(p->steps);
	free(p);
}

/* The next step, or NULL: then the plan stays as it is and plan_make() gives up. */
static struct step *add(struct plan *p, enum step_kind kind, size_t node, struct mark m)
{
	struct step *more = grow(p->steps, p->n_steps, sizeof(*more));

	if (!more)
		return NULL;
	p->steps = more;
	more[p->n_steps] = (struct step){ .kind = kind, .node = node, .mark = m };
	return &more[p->n_steps++];
}

static int add_iface(struct plan *p, enum step_kind kind, size_t node, const char *ifname,
		     struct mark m)
{
	struct step *s = add(p, kind, node, m);

	if (!s)
		return -ENOMEM;
	s->iface.ifname = ifname;
	return 0;
}

static int add_namespaces(struct plan *p)
{
	for (size_t i = 0; i < p->topo->n_nodes; i++)
		if (!add(p, STEP_NETNS, i, p->topo->nodes[i].mark))
			return -ENOMEM;
	return 0;
}

static int add_sysctls(struct plan *p)
{
	const struct sysctl_row *r;

	for (size_t i = 0; i < p->topo->n_nodes; i++)
		for (size_t k = 0; (r = sysctls_row(k)); k++) {
			const struct topo_node *n = &p->topo->nodes[i];
			const char *value = sysctls_value(r, n);
			struct step *s = value ? add(p, STEP_SYSCTL, i, n->mark) : NULL;

			if (value && !s)
				return -ENOMEM;
			if (!s)
				continue;
			s->sysctl.key = r->key;
			s->sysctl.value = value;
			s->sysctl.optional = r->optional;
		}
	return 0;
}

static int add_loopbacks(struct plan *p)
{
	int err = 0;

	for (size_t i = 0; i < p->topo->n_nodes && !err; i++)
		err = add_iface(p, STEP_UP, i, "lo", p->topo->nodes[i].mark);
	return err;
}

static int add_bridges(struct plan *p)
{
	for (size_t i = 0; i < p->topo->n_nodes; i++) {
		const struct topo_node *n = &p->topo->nodes[i];
		struct step *s = n->kind == NODE_SWITCH ? add(p, STEP_BRIDGE, i, n->mark) : NULL;

		if (n->kind != NODE_SWITCH)
			continue;
		if (!s)
			return -ENOMEM;
		for (int k = 0; k < 6; k++)
			s->bridge.mac[k] = n->mac[k];
	}
	return 0;
}

static struct step_end end_of(const struct topo *t, const struct topo_end *e)
{
	const struct topo_iface *i = &t->nodes[e->node].ifaces[e->iface];

	return (struct step_end){ .node = e->node,
				  .ifname = i->name,
				  .mac = i->mac,
				  .mtu = i->mtu,
				  .up = !i->down,
				  .port = i->port };
}

/*
 * One message makes a pipe, but it can neither name the master of the peer, which a link between
 * switches needs, nor set the peer up: both are steps of their own.
 */
static int add_link(struct plan *p, const struct topo_link *l)
{
	struct step_end a = end_of(p->topo, &l->ends[0]), b = end_of(p->topo, &l->ends[1]);
	bool swap = b.port && !a.port;
	struct step_end first = swap ? b : a, peer = swap ? a : b;
	struct step *s = add(p, STEP_LINK, first.node, l->mark);
	int err = 0;

	if (!s)
		return -ENOMEM;
	s->link.ends[0] = first;
	s->link.ends[1] = peer;
	s->link.ends[1].up = false;
	if (first.port && peer.port)
		err = add_iface(p, STEP_MASTER, peer.node, peer.ifname, l->mark);
	if (!err && peer.up)
		err = add_iface(p, STEP_UP, peer.node, peer.ifname, l->mark);
	return err;
}

static int add_links(struct plan *p)
{
	int err = 0;

	for (size_t i = 0; i < p->topo->n_links && !err; i++)
		err = add_link(p, &p->topo->links[i]);
	return err;
}

static int add_address(struct plan *p, size_t node, const char *ifname, const struct ip_prefix *a)
{
	struct step *s = add(p, STEP_ADDRESS, node, a->mark);

	if (!s)
		return -ENOMEM;
	s->address.ifname = ifname;
	s->address.prefix = a;
	return 0;
}

static int add_addresses(struct plan *p)
{
	int err = 0;

	for (size_t i = 0; i < p->topo->n_nodes; i++) {
		const struct topo_node *n = &p->topo->nodes[i];

		for (size_t k = 0; k < n->n_ifaces; k++)
			for (size_t a = 0; a < n->ifaces[k].n_addresses && !err; a++)
				err = add_address(p, i, n->ifaces[k].name,
						  &n->ifaces[k].addresses[a]);
		for (size_t a = 0; a < n->n_addresses && !err; a++)
			err = add_address(p, i, TOPO_BRIDGE_NAME, &n->addresses[a]);
	}
	return err;
}

static int add_bridges_up(struct plan *p)
{
	int err = 0;

	for (size_t i = 0; i < p->topo->n_nodes && !err; i++)
		if (p->topo->nodes[i].kind == NODE_SWITCH)
			err = add_iface(p, STEP_UP, i, TOPO_BRIDGE_NAME, p->topo->nodes[i].mark);
	return err;
}

static int add_routes(struct plan *p)
{
	for (size_t i = 0; i < p->topo->n_nodes; i++)
		for (size_t k = 0; k < p->topo->nodes[i].n_routes; k++) {
			const struct topo_route *r = &p->topo->nodes[i].routes[k];
			struct step *s = add(p, STEP_ROUTE, i, r->mark);

			if (!s)
				return -ENOMEM;
			s->route.route = r;
		}
	return 0;
}

int plan_make(const struct topo *t, struct plan **ret, struct err *e)
{
	static int (*const parts[])(struct plan * p) = {
		add_namespaces, add_sysctls,   add_loopbacks,  add_bridges,
		add_links,	add_addresses, add_bridges_up, add_routes,
	};
	_cleanup_plan_ struct plan *p = calloc(1, sizeof(*p));
	int err = p ? 0 : -ENOMEM;

	if (p)
		p->topo = t;
	for (size_t i = 0; i < ARRAY_SIZE(parts) && !err; i++)
		err = parts[i](p);
	if (err)
		return err_sys(e, -err, "cannot plan the lab %s", t->name);
	*ret = TAKE_PTR(p);
	return 0;
}
