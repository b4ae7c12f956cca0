// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_fill.c - steps as netlink messages
 */
#include <errno.h>
#include <sys/socket.h>

#include "build_inner.h"

static void note_link(struct build *b, const struct step_end *ends)
{
	struct journal_link l;

	for (int i = 0; i < 2; i++) {
		snprintf(l.ends[i].node, sizeof(l.ends[i].node), "%s", room_name(b, ends[i].room));
		snprintf(l.ends[i].ifname, sizeof(l.ends[i].ifname), "%s", ends[i].ifname);
	}
	journal_put_link(&b->note, &l);
}

/* Who takes back may find it there still. */
static bool is_there(struct build *b, size_t room, const char *ifname)
{
	uint32_t index;

	return b->back && !build_index(b, room, ifname, &index, NULL);
}

static int fill_link(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
		     struct err *e)
{
	const struct step_end *ends = s->link.ends;
	uint32_t index[2], master = 0;
	int err = 0, peer;

	if (is_there(b, ends[0].room, ends[0].ifname))
		return err_set(e, EEXIST, "it is there");
	for (int i = 0; i < 2 && !err; i++)
		err = build_claim(b, ends[i].room, ends[i].ifname, &index[i], e);
	if (!err && ends[0].port)
		err = build_index(b, ends[0].room, TOPO_BRIDGE_NAME, &master, e);
	if (err)
		return err;
	peer = nl_netns(&b->nodes[ends[1].room].nl, e);
	if (peer < 0)
		return peer;
	b->peers[b->n_peers++] = peer;
	note_link(b, ends);
	*ret = msg_veth(buf, ends, index, master, peer);
	return 0;
}

static int fill_bridge(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
		       struct err *e)
{
	uint32_t index;
	int err;

	if (is_there(b, s->room, TOPO_BRIDGE_NAME))
		return err_set(e, EEXIST, "it is there");
	err = build_claim(b, s->room, TOPO_BRIDGE_NAME, &index, e);
	if (!err)
		*ret = msg_bridge(buf, index, s->bridge.mac);
	return err;
}

static int fill_bridge_del(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
			   struct err *e)
{
	uint32_t index;
	int err = build_index(b, s->room, TOPO_BRIDGE_NAME, &index, e);

	if (err)
		return err;
	build_gone(b, s->room, TOPO_BRIDGE_NAME);
	*ret = msg_link_del(buf, index);
	return 0;
}

static int fill_master(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
		       struct err *e)
{
	uint32_t index, master = 0;
	int err = build_index(b, s->room, s->iface.ifname, &index, e);

	if (!err && !s->undo)
		err = build_index(b, s->room, TOPO_BRIDGE_NAME, &master, e);
	if (!err)
		*ret = msg_master(buf, index, master);
	return err;
}

static int fill_route(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
		      struct err *e)
{
	const struct topo_route *r = s->route.route;
	uint32_t oif;
	int err;

	/* Outside, a route that the lab's own interfaces do not carry would outlive them. */
	if (b->plan->rooms[s->room].outside && !*r->dev)
		err = build_way(b, s->room, &r->via, &oif, e);
	else
		err = build_index(b, s->room, r->dev, &oif, e);
	if (!err)
		*ret = s->undo ? msg_route_del(buf, r, oif) : msg_route(buf, r, oif);
	return err;
}

static int fill_rule(void *buf, const struct step *s, struct nlmsghdr **ret)
{
	const struct topo_rule *r = s->rule.rule;

	*ret = s->undo ? msg_rule_del(buf, r, s->rule.priority)
		       : msg_rule(buf, r, s->rule.priority);
	return 0;
}

/* What is said of one interface. */
static int fill_iface(struct build *b, void *buf, const struct step *s, const char *ifname,
		      struct nlmsghdr **ret, struct err *e)
{
	const struct topo_neigh *n = s->neigh.neigh;
	const struct ip_prefix *a = s->address.prefix;
	uint32_t i;
	int err = build_index(b, s->room, ifname, &i, e);

	if (err)
		return err;
	b->nodes[s->room].has_ipv6 |= s->kind == STEP_ADDRESS && a->family == AF_INET6;
	if (s->kind == STEP_ADDRESS)
		*ret = s->undo ? msg_address_del(buf, i, a) : msg_address(buf, i, a);
	else if (s->kind == STEP_NEIGH)
		*ret = s->undo ? msg_neigh_del(buf, i, n) : msg_neigh(buf, i, n);
	else if (s->kind == STEP_SNOOP)
		*ret = msg_snoop(buf, i, !s->undo);
	else if (s->kind == STEP_SET)
		*ret = msg_set(buf, i, s->set.mac, s->set.mtu);
	else
		*ret = s->undo ? msg_down(buf, i) : msg_up(buf, i);
	return 0;
}

int build_fill(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
	       struct err *e)
{
	switch (s->kind) {
	case STEP_BRIDGE:
		return s->undo ? fill_bridge_del(b, buf, s, ret, e)
			       : fill_bridge(b, buf, s, ret, e);
	case STEP_LINK: return fill_link(b, buf, s, ret, e);
	case STEP_MASTER: return fill_master(b, buf, s, ret, e);
	case STEP_SET: return fill_iface(b, buf, s, s->set.ifname, ret, e);
	case STEP_ADDRESS: return fill_iface(b, buf, s, s->address.ifname, ret, e);
	case STEP_UP: return fill_iface(b, buf, s, s->iface.ifname, ret, e);
	case STEP_SNOOP: return fill_iface(b, buf, s, TOPO_BRIDGE_NAME, ret, e);
	case STEP_NEIGH: return fill_iface(b, buf, s, s->neigh.neigh->dev, ret, e);
	case STEP_RULE: return fill_rule(buf, s, ret);
	case STEP_ROUTE: return fill_route(b, buf, s, ret, e);
	case STEP_NETNS:
	case STEP_USUAL:
	case STEP_SYSCTL:
	case STEP_NFT:
	case STEP_FAULT:
	case STEP_KEEPER:
	case STEP_FORGET:
	case STEP_RUN:
	case STEP_KIND_MAX: break;
	}
	return err_set(e, EINVAL, "a %s is no message", step_word(s->kind));
}
