// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print_link.c - links, bridges and interfaces as commands
 */
#include "print_inner.h"

static void print_link_del(const struct plan *p, const struct step *s, const char *ifname,
			   struct text *t)
{
	print_ip(p, s->room, 0, t);
	text_add(t, " link del");
	print_named(t, "dev", ifname);
	text_add(t, "\n");
}

void print_bridge(const struct plan *p, const struct step *s, struct text *t)
{
	if (s->undo) {
		print_link_del(p, s, TOPO_BRIDGE_NAME, t);
		return;
	}
	print_ip(p, s->room, 0, t);
	text_add(t, " link add name " TOPO_BRIDGE_NAME " address ");
	text_mac(t, s->bridge.mac);
	text_add(t, " type bridge stp_state 0 forward_delay 0 mcast_snooping 0\n");
}

/*
 * Off while the bridge comes up: with it, each port that begins to forward starts the querier's
 * timers of all ports anew (br_port_state_selection(), net/bridge/br_stp.c), which is quadratic.
 */
void print_snoop(const struct plan *p, const struct step *s, struct text *t)
{
	print_ip(p, s->room, 0, t);
	text_add(t, " link set dev " TOPO_BRIDGE_NAME " type bridge mcast_snooping 1\n");
}

/*
 * One queue is what veth uses unless told otherwise; untold, it makes one per CPU and takes them
 * away again, each time waiting for RCU (veth_init_queues(), drivers/net/veth.c).
 */
static void add_end(const struct plan *p, const struct step_end *e, bool peer, struct text *t)
{
	print_named(t, "name", e->ifname);
	/* $$ is the shell that runs this: its namespace is the one outside the lab. */
	if (peer)
		text_add(t, " netns %s", p->rooms[e->room].outside ? "$$" : p->rooms[e->room].name);
	text_add(t, " address ");
	text_mac(t, e->mac);
	text_add(t, " numtxqueues 1 numrxqueues 1");
	if (e->mtu)
		text_add(t, " mtu %u", e->mtu);
	if (e->up)
		text_add(t, " up");
}

void print_link(const struct plan *p, const struct step *s, struct text *t)
{
	const struct step_end *a = &s->link.ends[0], *b = &s->link.ends[1];

	if (s->undo) {
		print_link_del(p, s, a->ifname, t);
		return;
	}
	print_ip(p, a->room, 0, t);
	text_add(t, " link add");
	add_end(p, a, false, t);
	if (a->port)
		text_add(t, " master " TOPO_BRIDGE_NAME);
	text_add(t, " type veth peer");
	add_end(p, b, true, t);
	text_add(t, "\n");
	if (!p->rooms[b->room].outside)
		return;
	text_add(t, "ip link set");
	print_named(t, "dev", b->ifname);
	text_add(t, " alias " PLAN_ALIAS "%s\n", p->lab);
}

void print_set(const struct plan *p, const struct step *s, struct text *t)
{
	print_ip(p, s->room, 0, t);
	text_add(t, " link set");
	print_named(t, "dev", s->set.ifname);
	if (s->set.mac) {
		text_add(t, " address ");
		text_mac(t, s->set.mac);
	}
	if (s->set.mtu)
		text_add(t, " mtu %u", s->set.mtu);
	text_add(t, "\n");
}

void print_iface(const struct plan *p, const struct step *s, const char *does, struct text *t)
{
	print_ip(p, s->room, 0, t);
	text_add(t, " link set");
	print_named(t, "dev", s->iface.ifname);
	text_add(t, " %s\n", does);
}
