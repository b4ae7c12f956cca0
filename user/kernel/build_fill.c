// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_fill.c - steps as netlink messages, and the interfaces they name
 */
#include "build_inner.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "attr.h"

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
	if (!n->last && n->born)
		n->last = b->born_last;
	if (!n->last && nl_dump(&n->nl, msg_dump(buf, RTM_GETLINK), highest, &n->last, e))
		return 0;
	if (n->born && !b->born_last)
		b->born_last = n->last;
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

struct nlmsghdr *build_fill(struct build *b, void *buf, const struct step *s, struct err *e)
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
		b->nodes[s->room].has_ipv6 |= s->address.prefix->family == AF_INET6;
		return msg_address(buf, find(b, s->room, s->address.ifname), s->address.prefix);
	case STEP_UP: return msg_up(buf, find(b, s->room, s->iface.ifname));
	case STEP_SNOOP: return msg_snoop(buf, find(b, s->room, TOPO_BRIDGE_NAME));
	case STEP_ROUTE:
		return msg_route(buf, s->route.route, find(b, s->room, s->route.route->dev));
	}
	return NULL;
}
