// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_bridge.c - rows of bridges: what they and their ports do, their VLANs, their groups
 */
#include "tables_row.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"

#define ETH_IP	 0x0800
#define ETH_IPV6 0x86dd

static void attr_u64(const struct nlattr *a, uint64_t *ret)
{
	attr_bytes(a, ret, sizeof(*ret));
}

void read_port(const struct nlattr *data, struct port_part *p)
{
	const struct nlattr *a;

	p->valid = true;
	mnl_attr_for_each_nested(a, data)
	{
		switch (mnl_attr_get_type(a)) {
		case IFLA_BRPORT_STATE: p->state = attr_u8(a); break;
		case IFLA_BRPORT_MULTICAST_ROUTER: p->mcast_router = attr_u8(a); break;
		case IFLA_BRPORT_FORWARD_DELAY_TIMER: attr_u64(a, &p->forward_timer); break;
#define PORT_CASE(name, attribute, normal)                                                         \
	case attribute: p->name = attr_u8(a); break;
			PORT_FLAGS(PORT_CASE)
#undef PORT_CASE
		default: break;
		}
	}
}

/* Octets or words, as the attribute has it: only whether it is 0 is asked. */
static bool attr_set(const struct nlattr *a)
{
	return attr_u8(a) || attr_u32(a);
}

static void read_querier(const struct nlattr *state, struct bridge_part *b)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, state)
	{
		b->has_querier4 |= mnl_attr_get_type(a) == BRIDGE_QUERIER_IP_ADDRESS;
		b->has_querier6 |= mnl_attr_get_type(a) == BRIDGE_QUERIER_IPV6_ADDRESS;
	}
}

void read_bridge(const struct nlattr *data, struct bridge_part *b)
{
	const struct nlattr *a;

	b->valid = true;
	mnl_attr_for_each_nested(a, data)
	{
		switch (mnl_attr_get_type(a)) {
		case IFLA_BR_MCAST_QUERIER: b->mcast_querier = attr_u8(a); break;
		case IFLA_BR_MCAST_QUERIER_STATE: read_querier(a, b); break;
		case IFLA_BR_AGEING_TIME: b->ageing_time = attr_u32(a); break;
		case IFLA_BR_VLAN_DEFAULT_PVID:
			attr_bytes(a, &b->default_pvid, sizeof(b->default_pvid));
			break;
#define BRIDGE_CASE(name, attribute)                                                               \
	case attribute: b->name = attr_set(a); break;
			BRIDGE_FLAGS(BRIDGE_CASE)
#undef BRIDGE_CASE
		default: break;
		}
	}
}

/* A range is two entries, its first and its last. */
static int read_vlan(const struct nlattr *a, struct room *r, uint32_t ifindex, uint16_t *first)
{
	struct bridge_vlan_info v = { 0 };
	struct vlan_row *row;

	if (mnl_attr_get_payload_len(a) != sizeof(v))
		return 0;
	attr_bytes(a, &v, sizeof(v));
	if (v.flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) {
		*first = v.vid;
		return 0;
	}
	row = ADD(r->vlans, r->n_vlans);
	if (!row)
		return -ENOMEM;
	row->ifindex = ifindex;
	row->first = v.flags & BRIDGE_VLAN_INFO_RANGE_END ? *first : v.vid;
	row->last = v.vid;
	row->pvid = v.flags & BRIDGE_VLAN_INFO_PVID;
	row->untagged = v.flags & BRIDGE_VLAN_INFO_UNTAGGED;
	return 0;
}

int read_vlans(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	struct reading *r = ctx;
	const struct nlattr *spec, *a;
	uint16_t first = 0;

	if (!i || h->nlmsg_type != RTM_NEWLINK || i->ifi_family != AF_BRIDGE)
		return 0;
	mnl_attr_for_each(spec, h, sizeof(*i))
	{
		if (mnl_attr_get_type(spec) != IFLA_AF_SPEC)
			continue;
		mnl_attr_for_each_nested(a, spec)
		{
			if (mnl_attr_get_type(a) == IFLA_BRIDGE_VLAN_INFO &&
			    read_vlan(a, r->room, (uint32_t)i->ifi_index, &first))
				return -ENOMEM;
		}
	}
	return 0;
}

static int read_group(const struct nlattr *info, struct room *r, uint32_t bridge)
{
	struct br_mdb_entry e = { 0 };
	struct mdb_row *row;
	size_t len;

	/* Timers stand behind it, as attributes. */
	if (mnl_attr_get_payload_len(info) < sizeof(e))
		return 0;
	memcpy(&e, mnl_attr_get_payload(info), sizeof(e));
	row = ADD(r->mdb, r->n_mdb);
	if (!row)
		return -ENOMEM;
	row->bridge = bridge;
	row->ifindex = e.ifindex;
	row->permanent = e.state == MDB_PERMANENT;
	row->vlan = e.vid;
	row->family = e.addr.proto == htons(ETH_IP)	? AF_INET
		      : e.addr.proto == htons(ETH_IPV6) ? AF_INET6
							: 0;
	len = row->family ? addr_octets(row->family) : sizeof(e.addr.u.mac_addr);
	memcpy(row->group, &e.addr.u, len);
	return 0;
}

static int read_groups(const struct nlattr *mdb, struct room *r, uint32_t bridge)
{
	const struct nlattr *entry, *info;

	mnl_attr_for_each_nested(entry, mdb)
	{
		if (mnl_attr_get_type(entry) != MDBA_MDB_ENTRY)
			continue;
		mnl_attr_for_each_nested(info, entry)
		{
			if (mnl_attr_get_type(info) == MDBA_MDB_ENTRY_INFO &&
			    read_group(info, r, bridge))
				return -ENOMEM;
		}
	}
	return 0;
}

static int read_routers(const struct nlattr *routers, struct room *r, uint32_t bridge)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, routers)
	{
		struct mdb_row *row;

		if (mnl_attr_get_type(a) != MDBA_ROUTER_PORT ||
		    mnl_attr_get_payload_len(a) < sizeof(uint32_t))
			continue;
		row = ADD(r->mdb, r->n_mdb);
		if (!row)
			return -ENOMEM;
		row->bridge = bridge;
		row->router = true;
		memcpy(&row->ifindex, mnl_attr_get_payload(a), sizeof(row->ifindex));
	}
	return 0;
}

int read_mdb(const struct nlmsghdr *h, void *ctx)
{
	const struct br_port_msg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	const struct nlattr *a;
	int err = 0;

	if (!m || (h->nlmsg_type != RTM_GETMDB && h->nlmsg_type != RTM_NEWMDB))
		return 0;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		if (!err && mnl_attr_get_type(a) == MDBA_MDB)
			err = read_groups(a, r->room, m->ifindex);
		if (!err && mnl_attr_get_type(a) == MDBA_ROUTER)
			err = read_routers(a, r->room, m->ifindex);
	}
	return err;
}
