// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tables_row.c - a message becomes a row; a cut, bent or foreign one becomes nothing worse
 */
#include "unit.h"

#include "../../user/tables/tables_row.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
static const uint8_t ip[4] = { 10, 0, 0, 1 }, other[4] = { 10, 0, 0, 2 };
static const uint8_t ip6[16] = { 0xfe, 0x80, [15] = 7 };

static struct snapshot *world;
static struct peers *peers;

static void new_world(void)
{
	snapshot_free(world);
	peers_free(peers);
	world = calloc(1, sizeof(*world));
	world->rooms = calloc(1, sizeof(*world->rooms));
	world->n_rooms = 1;
	peers = peers_new(1);
}

static int end_world(void **state)
{
	(void)state;
	snapshot_free(world);
	peers_free(peers);
	return 0;
}

static int feed(nl_row *row, const struct nlmsghdr *h)
{
	return row(h, &(struct reading){ .room = &world->rooms[0], .peers = peers });
}

static void *begin(char *buf, uint16_t type, size_t head, uint8_t family)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	uint8_t *p;

	h->nlmsg_type = type;
	p = mnl_nlmsg_put_extra_header(h, head);
	*p = family;
	return p;
}

static void make_link(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct ifinfomsg *i = begin(buf, RTM_NEWLINK, sizeof(*i), AF_UNSPEC);
	struct nlattr *info, *data;

	i->ifi_index = 7;
	i->ifi_type = 1;
	i->ifi_flags = IFF_UP | IFF_LOWER_UP;
	mnl_attr_put_strz(h, IFLA_IFNAME, "eth0");
	mnl_attr_put(h, IFLA_ADDRESS, 6, mac);
	mnl_attr_put_u32(h, IFLA_MTU, 1500);
	mnl_attr_put_u32(h, IFLA_MASTER, 9);
	mnl_attr_put_u32(h, IFLA_LINK, 3);
	mnl_attr_put_u32(h, IFLA_PROMISCUITY, 2);
	mnl_attr_put_u8(h, IFLA_OPERSTATE, 6);
	mnl_attr_put_strz(h, IFLA_IFALIAS, "to the attic");
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "macvlan");
	mnl_attr_put_strz(h, IFLA_INFO_SLAVE_KIND, "bridge");
	data = mnl_attr_nest_start(h, IFLA_INFO_SLAVE_DATA);
	mnl_attr_put_u8(h, IFLA_BRPORT_STATE, BR_STATE_FORWARDING);
	mnl_attr_put_u8(h, IFLA_BRPORT_LEARNING, 1);
	mnl_attr_put_u8(h, IFLA_BRPORT_ISOLATED, 1);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
}

static void make_bridge(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct ifinfomsg *i = begin(buf, RTM_NEWLINK, sizeof(*i), AF_UNSPEC);
	struct nlattr *info, *data;

	i->ifi_index = 9;
	mnl_attr_put_strz(h, IFLA_IFNAME, "br0");
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	mnl_attr_put_u32(h, IFLA_BR_STP_STATE, 256); /* a word whose low octet is 0 */
	mnl_attr_put_u8(h, IFLA_BR_VLAN_FILTERING, 1);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
}

static void make_addr(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct ifaddrmsg *m = begin(buf, RTM_NEWADDR, sizeof(*m), AF_INET);

	m->ifa_index = 7;
	m->ifa_prefixlen = 32;
	m->ifa_scope = RT_SCOPE_LINK;
	mnl_attr_put(h, IFA_ADDRESS, 4, other);
	mnl_attr_put(h, IFA_LOCAL, 4, ip);
	mnl_attr_put_u32(h, IFA_FLAGS, IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE);
}

static void make_neigh(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct ndmsg *m = begin(buf, RTM_NEWNEIGH, sizeof(*m), AF_INET);

	m->ndm_ifindex = 7;
	m->ndm_state = NUD_STALE;
	m->ndm_flags = NTF_ROUTER;
	mnl_attr_put(h, NDA_DST, 4, ip);
	mnl_attr_put(h, NDA_LLADDR, 6, mac);
}

static void make_fdb(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct ndmsg *m = begin(buf, RTM_NEWNEIGH, sizeof(*m), AF_BRIDGE);

	m->ndm_ifindex = 7;
	m->ndm_state = NUD_NOARP;
	m->ndm_flags = NTF_EXT_LEARNED;
	mnl_attr_put(h, NDA_LLADDR, 6, mac);
	mnl_attr_put_u32(h, NDA_MASTER, 9);
	mnl_attr_put_u16(h, NDA_VLAN, 17);
}

static struct rtmsg *begin_route(char *buf)
{
	struct rtmsg *m = begin(buf, RTM_NEWROUTE, sizeof(*m), AF_INET);

	m->rtm_type = RTN_UNICAST;
	m->rtm_table = 254;
	m->rtm_protocol = RTPROT_STATIC;
	m->rtm_scope = RT_SCOPE_LINK;
	m->rtm_dst_len = 24;
	return m;
}

static void put_via(struct nlmsghdr *h)
{
	uint8_t via[2 + sizeof(ip6)];
	uint16_t family = AF_INET6;

	memcpy(via, &family, sizeof(family));
	memcpy(via + 2, ip6, sizeof(ip6));
	mnl_attr_put(h, RTA_VIA, sizeof(via), via);
}

static void make_route(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct nlattr *metrics;

	begin_route(buf);
	mnl_attr_put(h, RTA_DST, 4, ip);
	mnl_attr_put_u32(h, RTA_TABLE, 1000);
	mnl_attr_put_u32(h, RTA_PRIORITY, 50);
	mnl_attr_put_u32(h, RTA_OIF, 7);
	mnl_attr_put(h, RTA_PREFSRC, 4, other);
	put_via(h);
	metrics = mnl_attr_nest_start(h, RTA_METRICS);
	mnl_attr_put_u32(h, RTAX_MTU, 1400);
	mnl_attr_put_u32(h, RTAX_HOPLIMIT, 9);
	mnl_attr_nest_end(h, metrics);
}

/* One leg by IPv4, one by IPv6, one by a device alone. */
static void make_multipath(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct nlattr *legs;

	begin_route(buf);
	mnl_attr_put(h, RTA_DST, 4, ip);
	legs = mnl_attr_nest_start(h, RTA_MULTIPATH);
	for (int i = 0; i < 3; i++) {
		struct rtnexthop *nh = (struct rtnexthop *)((char *)h + h->nlmsg_len);

		h->nlmsg_len += sizeof(*nh);
		*nh = (struct rtnexthop){ .rtnh_ifindex = 7 + i, .rtnh_hops = (uint8_t)i };
		nh->rtnh_flags = i == 1 ? RTNH_F_DEAD : 0;
		if (i == 0)
			mnl_attr_put(h, RTA_GATEWAY, 4, other);
		else if (i == 1)
			put_via(h);
		nh->rtnh_len = (uint16_t)((char *)h + h->nlmsg_len - (char *)nh);
	}
	mnl_attr_nest_end(h, legs);
}

static void make_rule(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct fib_rule_hdr *m = begin(buf, RTM_NEWRULE, sizeof(*m), AF_INET);
	const struct fib_rule_port_range ports = { 53, 60 };
	const struct fib_rule_uid_range uids = { 0, 1000 };

	m->src_len = 8;
	m->action = FR_ACT_TO_TBL;
	m->flags = FIB_RULE_INVERT;
	mnl_attr_put(h, FRA_SRC, 4, ip);
	mnl_attr_put_u32(h, FRA_PRIORITY, 1000);
	mnl_attr_put_u32(h, FRA_TABLE, 100);
	mnl_attr_put_u32(h, FRA_FWMARK, 1);
	mnl_attr_put_u32(h, FRA_FWMASK, 0xff);
	mnl_attr_put_strz(h, FRA_IIFNAME, "lo");
	mnl_attr_put_u8(h, FRA_IP_PROTO, 1);
	mnl_attr_put_u32(h, FRA_SUPPRESS_PREFIXLEN, 0);
	mnl_attr_put(h, FRA_DPORT_RANGE, sizeof(ports), &ports);
	mnl_attr_put(h, FRA_UID_RANGE, sizeof(uids), &uids);
}

static void put_vlan(struct nlmsghdr *h, uint16_t vid, uint16_t flags)
{
	const struct bridge_vlan_info v = { .vid = vid, .flags = flags };

	mnl_attr_put(h, IFLA_BRIDGE_VLAN_INFO, sizeof(v), &v);
}

/* A range is two entries. */
static void make_vlans(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct ifinfomsg *i = begin(buf, RTM_NEWLINK, sizeof(*i), AF_BRIDGE);
	struct nlattr *spec;

	i->ifi_index = 7;
	spec = mnl_attr_nest_start(h, IFLA_AF_SPEC);
	put_vlan(h, 1, BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED);
	put_vlan(h, 10, BRIDGE_VLAN_INFO_RANGE_BEGIN);
	put_vlan(h, 20, BRIDGE_VLAN_INFO_RANGE_END);
	mnl_attr_put_u8(h, IFLA_BRIDGE_VLAN_INFO, 1); /* too short */
	mnl_attr_nest_end(h, spec);
}

static void make_mdb(char *buf)
{
	struct nlmsghdr *h = (struct nlmsghdr *)buf;
	struct br_port_msg *m = begin(buf, RTM_GETMDB, sizeof(*m), AF_BRIDGE);
	const struct br_mdb_entry e = { .ifindex = 7, .vid = 3, .addr.u.mac_addr = { 1, 2 } };
	struct nlattr *mdb, *entry;

	m->ifindex = 9;
	mdb = mnl_attr_nest_start(h, MDBA_MDB);
	entry = mnl_attr_nest_start(h, MDBA_MDB_ENTRY);
	mnl_attr_put(h, MDBA_MDB_ENTRY_INFO, sizeof(e), &e);
	mnl_attr_nest_end(h, entry);
	mnl_attr_nest_end(h, mdb);
	mdb = mnl_attr_nest_start(h, MDBA_ROUTER);
	mnl_attr_put_u32(h, MDBA_ROUTER_PORT, 8);
	mnl_attr_nest_end(h, mdb);
}

static const struct {
	nl_row *row;
	void (*make)(char *buf);
} cases[] = {
	{ read_link, make_link },   { read_link, make_bridge },	    { read_addr, make_addr },
	{ read_neigh, make_neigh }, { read_fdb, make_fdb },	    { read_route, make_route },
	{ read_rule, make_rule },   { read_route, make_multipath }, { read_vlans, make_vlans },
	{ read_mdb, make_mdb },
};

#define BUF_MAX 1024

static const struct room *fed(size_t which)
{
	static char buf[BUF_MAX] __attribute__((aligned(8)));

	new_world();
	memset(buf, 0, sizeof(buf));
	cases[which].make(buf);
	assert_ok(feed(cases[which].row, (struct nlmsghdr *)buf));
	return &world->rooms[0];
}

static void links_with_all_their_parts(void **state)
{
	const struct room *r = fed(0);
	const struct link_row *l = r->links;

	(void)state;
	assert_int_equal(r->n_links, 1);
	assert_int_equal(l->ifindex, 7);
	assert_string_equal(l->name, "eth0");
	assert_string_equal(l->kind, "macvlan");
	assert_string_equal(l->alias, "to the attic");
	assert_int_equal(l->type, 1);
	assert_int_equal(l->operstate, 6);
	assert_int_equal(l->promiscuity, 2);
	assert_int_equal(l->master, 9);
	assert_int_equal(l->lower, 3);
	assert_true(l->carrier);
	assert_true(l->port.valid && l->port.learning && l->port.isolated);
	assert_false(l->port.flood || l->port.hairpin || l->bridge.valid);
	assert_int_equal(l->port.state, BR_STATE_FORWARDING);
	l = fed(1)->links;
	assert_true(l->bridge.valid && l->bridge.stp_state && l->bridge.vlan_filtering);
	assert_false(l->bridge.mcast_snooping || l->port.valid);
	assert_int_equal(l->lower, 0);
}

static void addresses_and_neighbours(void **state)
{
	const struct addr_row *a = fed(2)->addrs;
	const struct neigh_row *n;

	(void)state;
	assert_memory_equal(a->addr, ip, 4);
	assert_true(a->has_peer);
	assert_memory_equal(a->peer, other, 4);
	assert_int_equal(a->scope, RT_SCOPE_LINK);
	assert_int_equal(a->flags, IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE);
	n = fed(3)->neighs;
	assert_true(n->has_lladdr);
	assert_memory_equal(n->lladdr, mac, 6);
	assert_int_equal(n->state, NUD_STALE);
	assert_int_equal(n->flags, NTF_ROUTER);
}

static void vlans_and_groups_of_a_bridge(void **state)
{
	const struct room *r = fed(8);
	const struct vlan_row *v = r->vlans;

	(void)state;
	assert_int_equal(r->n_vlans, 2);
	assert_true(v[0].first == 1 && v[0].last == 1 && v[0].pvid && v[0].untagged);
	assert_true(v[1].first == 10 && v[1].last == 20 && !v[1].pvid && !v[1].untagged);
	assert_int_equal(v[1].ifindex, 7);
	assert_int_equal(r->n_links, 0);
	r = fed(9);
	assert_int_equal(r->n_mdb, 2);
	assert_true(r->mdb[0].bridge == 9 && r->mdb[0].ifindex == 7 && !r->mdb[0].router);
	assert_true(r->mdb[0].family == 0 && r->mdb[0].group[1] == 2 && r->mdb[0].vlan == 3);
	assert_true(r->mdb[1].bridge == 9 && r->mdb[1].ifindex == 8 && r->mdb[1].router);
}

/* The two share a message type; each takes only its own family. */
static void fdb_and_neighbours_do_not_mix(void **state)
{
	char buf[BUF_MAX] __attribute__((aligned(8))) = { 0 };
	const struct fdb_row *f = fed(4)->fdb;

	(void)state;
	assert_memory_equal(f->mac, mac, 6);
	assert_int_equal(f->ifindex, 7);
	assert_int_equal(f->master, 9);
	assert_int_equal(f->vlan, 17);
	assert_int_equal(f->state, NUD_NOARP);
	assert_int_equal(f->flags, NTF_EXT_LEARNED);
	new_world();
	make_fdb(buf);
	assert_ok(feed(read_neigh, (struct nlmsghdr *)buf));
	make_neigh(buf);
	assert_ok(feed(read_fdb, (struct nlmsghdr *)buf));
	assert_int_equal(world->rooms[0].n_neighs + world->rooms[0].n_fdb, 0);
}

static void routes_and_their_next_hops(void **state)
{
	const struct room *r = fed(5);

	(void)state;
	assert_int_equal(r->routes->table, 1000);
	assert_int_equal(r->routes->metric, 50);
	assert_int_equal(r->routes->mtu, 1400);
	assert_int_equal(r->routes->ttl, 9);
	assert_int_equal(r->routes->len, 24);
	assert_true(r->routes->has_prefsrc);
	assert_int_equal(r->routes->n_hops, 1);
	assert_int_equal(r->hops->oif, 7);
	assert_int_equal(r->hops->family, AF_INET6);
	assert_memory_equal(r->hops->gateway, ip6, 16);
	r = fed(7);
	assert_int_equal(r->routes->hop, 0);
	assert_int_equal(r->routes->n_hops, 3);
	assert_int_equal(r->hops[0].family, AF_INET);
	assert_memory_equal(r->hops[0].gateway, other, 4);
	assert_int_equal(r->hops[1].family, AF_INET6);
	assert_int_equal(r->hops[1].flags, RTNH_F_DEAD);
	assert_int_equal(r->hops[1].weight, 2);
	assert_int_equal(r->hops[2].family, 0);
	assert_int_equal(r->hops[2].oif, 9);
}

static void rules_with_every_selector(void **state)
{
	const struct rule_row *u = fed(6)->rules;

	(void)state;
	assert_int_equal(u->priority, 1000);
	assert_int_equal(u->table, 100);
	assert_int_equal(u->from_len, 8);
	assert_memory_equal(u->from, ip, 4);
	assert_string_equal(u->iif, "lo");
	assert_true(u->invert && u->has_uids);
	assert_int_equal(u->uid_last, 1000);
	assert_int_equal(u->dport_first, 53);
	assert_int_equal(u->dport_last, 60);
	assert_int_equal(u->suppress_prefixlen, 0);
	assert_int_equal(u->fwmask, 0xff);
}

/* A name without its NUL, as long as it can be, stays inside its field. */
static void names_end(void **state)
{
	char buf[BUF_MAX] __attribute__((aligned(8))) = { 0 }, longest[400];
	struct nlmsghdr *h = (struct nlmsghdr *)buf;

	(void)state;
	memset(longest, 'x', sizeof(longest));
	new_world();
	begin(buf, RTM_NEWLINK, sizeof(struct ifinfomsg), AF_UNSPEC);
	mnl_attr_put(h, IFLA_IFNAME, 100, longest);
	mnl_attr_put(h, IFLA_IFALIAS, sizeof(longest), longest);
	assert_ok(feed(read_link, h));
	assert_int_equal(strlen(world->rooms[0].links[0].name), IFNAMSIZ - 1);
	assert_int_equal(strlen(world->rooms[0].links[0].alias), LINK_ALIAS_MAX - 1);
}

/* Whatever came, the rows hold together. */
static void check_rows(void)
{
	const struct room *r = &world->rooms[0];

	for (size_t i = 0; i < r->n_routes; i++)
		assert_in_range(r->routes[i].hop + r->routes[i].n_hops, 0, r->n_hops);
	for (size_t i = 0; i < r->n_links; i++)
		assert_in_range(strnlen(r->links[i].name, IFNAMSIZ), 0, IFNAMSIZ - 1);
	for (size_t i = 0; i < r->n_rules; i++)
		assert_in_range(strnlen(r->rules[i].iif, IFNAMSIZ), 0, IFNAMSIZ - 1);
}

/* In memory as nl_dump() keeps it, padded and no more: a sanitizer sees one octet too far. */
static void feed_exactly(nl_row *row, const char *buf, size_t len)
{
	struct nlmsghdr *exact = calloc(1, MNL_ALIGN(len));

	memcpy(exact, buf, len);
	exact->nlmsg_len = (uint32_t)len;
	assert_ok(feed(row, exact));
	free(exact);
	check_rows();
}

static void hostile_messages_do_no_harm(void **state)
{
	char buf[BUF_MAX] __attribute__((aligned(8)));

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t len;

		memset(buf, 0, sizeof(buf));
		cases[i].make(buf);
		len = ((struct nlmsghdr *)buf)->nlmsg_len;
		new_world();
		for (size_t cut = sizeof(struct nlmsghdr); cut <= len; cut++)
			feed_exactly(cases[i].row, buf, cut);
		for (size_t at = sizeof(struct nlmsghdr); at < len; at++) {
			char was = buf[at];

			for (int bent = 0; bent < 256; bent += 5) { /* 0 and 255, too */
				buf[at] = (char)bent;
				feed_exactly(cases[i].row, buf, len);
			}
			buf[at] = was;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vlans_and_groups_of_a_bridge),
		cmocka_unit_test(links_with_all_their_parts),
		cmocka_unit_test(addresses_and_neighbours),
		cmocka_unit_test(fdb_and_neighbours_do_not_mix),
		cmocka_unit_test(routes_and_their_next_hops),
		cmocka_unit_test(rules_with_every_selector),
		cmocka_unit_test(names_end),
		cmocka_unit_test(hostile_messages_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, end_world);
}
