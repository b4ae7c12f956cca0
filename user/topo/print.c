// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print.c - a step as the command a person would type, fit for sh
 */
#include <string.h>

#include "../util/text.h"
#include "addr.h"
#include "plan.h"

/* As it stands, or between quotes where sh would read something into it. */
static void add_quoted(struct text *t, const char *word)
{
	if (!word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "0123456789-_./:@%+,")]) {
		text_add(t, "%s", word);
		return;
	}
	text_add(t, "'");
	for (const char *c = word; *c; c++)
		text_add(t, *c == '\'' ? "'\\''" : "%c", *c);
	text_add(t, "'");
}

static const char *room_name(const struct plan *p, size_t room)
{
	return p->rooms[room].name;
}

/* " WORD NAME", quoted */
static void add_named(struct text *t, const char *word, const char *name)
{
	text_add(t, " %s ", word);
	add_quoted(t, name);
}

/* Sysctls of one namespace are one command, or the plan would be a process for each. */
static bool same_command(const struct step *a, const struct step *b)
{
	return a->kind == STEP_SYSCTL && b->kind == STEP_SYSCTL && a->room == b->room &&
	       a->sysctl.optional == b->sysctl.optional;
}

/* conf/all/x and conf/default/x share a line. */
static bool same_line(const struct step *a, const struct step *b)
{
	return same_command(a, b) &&
	       !strcmp(strrchr(a->sysctl.key, '/'), strrchr(b->sysctl.key, '/'));
}

static void print_sysctl(const struct plan *p, const struct step *s, struct text *t)
{
	const struct step *end = p->steps + p->n_steps;

	if (s == p->steps || !same_command(s - 1, s))
		text_add(t, "ip netns exec %s sysctl -q%sw", room_name(p, s->room),
			 s->sysctl.optional ? "e" : "");
	text_add(t, s > p->steps && same_line(s - 1, s) ? " " : " \\\n\t");
	for (const char *c = s->sysctl.key; *c; c++)
		text_add(t, "%c", *c == '/' ? '.' : *c);
	text_add(t, "=%s%s", s->sysctl.value, s + 1 < end && same_command(s, s + 1) ? "" : "\n");
}

static void print_bridge(const struct plan *p, const struct step *s, struct text *t)
{
	text_add(t, "ip -n %s link add name " TOPO_BRIDGE_NAME " address ", room_name(p, s->room));
	text_mac(t, s->bridge.mac);
	text_add(t, " type bridge stp_state 0 forward_delay 0 mcast_snooping 0\n");
}

/*
 * Off while the bridge comes up: with it, each port that begins to forward starts the querier's
 * timers of all ports anew (br_port_state_selection(), net/bridge/br_stp.c), which is quadratic.
 */
static void print_snoop(const struct plan *p, const struct step *s, struct text *t)
{
	text_add(t, "ip -n %s link set dev " TOPO_BRIDGE_NAME " type bridge mcast_snooping 1\n",
		 room_name(p, s->room));
}

/*
 * One queue is what veth uses unless told otherwise; untold, it makes one per CPU and takes them
 * away again, each time waiting for RCU (veth_init_queues(), drivers/net/veth.c).
 */
static void add_end(const struct plan *p, const struct step_end *e, bool peer, struct text *t)
{
	add_named(t, "name", e->ifname);
	if (peer)
		text_add(t, " netns %s", room_name(p, e->room));
	text_add(t, " address ");
	text_mac(t, e->mac);
	text_add(t, " numtxqueues 1 numrxqueues 1");
	if (e->mtu)
		text_add(t, " mtu %u", e->mtu);
	if (e->up)
		text_add(t, " up");
}

static void print_link(const struct plan *p, const struct step *s, struct text *t)
{
	const struct step_end *a = &s->link.ends[0], *b = &s->link.ends[1];

	text_add(t, "ip -n %s link add", room_name(p, a->room));
	add_end(p, a, false, t);
	if (a->port)
		text_add(t, " master " TOPO_BRIDGE_NAME);
	text_add(t, " type veth peer");
	add_end(p, b, true, t);
	text_add(t, "\n");
}

static void print_iface(const struct plan *p, const struct step *s, const char *does,
			struct text *t)
{
	text_add(t, "ip -n %s link set", room_name(p, s->room));
	add_named(t, "dev", s->iface.ifname);
	text_add(t, " %s\n", does);
}

/* Duplicate address detection would keep an IPv6 address unusable for its first second. */
static void print_address(const struct plan *p, const struct step *s, struct text *t)
{
	text_add(t, "ip -n %s addr add ", room_name(p, s->room));
	addr_text(t, s->address.prefix, false);
	add_named(t, "dev", s->address.ifname);
	text_add(t, "%s\n", s->address.prefix->family == AF_INET6 ? " nodad" : "");
}

static void print_route(const struct plan *p, const struct step *s, struct text *t)
{
	const struct topo_route *r = s->route.route;

	text_add(t, "ip -n %s%s route add ", room_name(p, s->room),
		 r->to.family == AF_INET6 ? " -6" : "");
	if (r->is_default)
		text_add(t, "default");
	else
		addr_text(t, &r->to, false);
	if (r->has_via) {
		text_add(t, " via ");
		addr_text(t, &r->via, true);
	}
	if (*r->dev)
		add_named(t, "dev", r->dev);
	if (r->has_metric)
		text_add(t, " metric %u", r->metric);
	text_add(t, "\n");
}

void plan_print_step(const struct plan *p, const struct step *s, struct text *t)
{
	switch (s->kind) {
	case STEP_NETNS: text_add(t, "ip netns add %s\n", room_name(p, s->room)); break;
	case STEP_SYSCTL: print_sysctl(p, s, t); break;
	case STEP_BRIDGE: print_bridge(p, s, t); break;
	case STEP_LINK: print_link(p, s, t); break;
	case STEP_MASTER: print_iface(p, s, "master " TOPO_BRIDGE_NAME, t); break;
	case STEP_ADDRESS: print_address(p, s, t); break;
	case STEP_UP: print_iface(p, s, "up", t); break;
	case STEP_SNOOP: print_snoop(p, s, t); break;
	case STEP_ROUTE: print_route(p, s, t); break;
	case STEP_SET:
	case STEP_FORGET:
	case STEP_NEIGH:
	case STEP_RULE:
	case STEP_NFT:
	case STEP_FAULT:
	case STEP_KEEPER:
	case STEP_RUN: break;
	case STEP_KIND_MAX: break;
	}
}
