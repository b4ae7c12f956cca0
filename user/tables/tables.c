// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables.c - the kernel's tables read back: which of them, from which rooms, in which order
 */
#include "tables.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/msg_gate.h"
#include "../kernel/peers.h"
#include "tables_row.h"

static bool has_bridge(const struct room *r)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (!strcmp(r->links[i].kind, "bridge"))
			return true;
	return false;
}

static bool has_vlans(const struct room *r)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (r->links[i].bridge.vlan_filtering)
			return true;
	return false;
}

/* In this order: links come before what needs them. */
static const struct table {
	unsigned int bit;
	uint16_t type;
	uint8_t family;
	nl_row *row;
	bool (*wanted)(const struct room *r); /* NULL: in every room */
	struct nlmsghdr *(*make)(void *buf);  /* NULL: a plain dump */
} tables[] = {
	{ TABLES_LINKS, RTM_GETLINK, AF_UNSPEC, read_link, NULL, NULL },
	{ TABLES_ADDRS, RTM_GETADDR, AF_UNSPEC, read_addr, NULL, NULL },
	{ TABLES_NEIGHS, RTM_GETNEIGH, AF_UNSPEC, read_neigh, NULL, NULL },
	{ TABLES_ROUTES, RTM_GETROUTE, AF_UNSPEC, read_route, NULL, NULL },
	{ TABLES_RULES, RTM_GETRULE, AF_UNSPEC, read_rule, NULL, NULL },
	{ TABLES_FDB, RTM_GETNEIGH, AF_BRIDGE, read_fdb, has_bridge, NULL },
	{ TABLES_PROXIES, RTM_GETNEIGH, AF_UNSPEC, read_proxy, NULL, msg_proxy_dump },
	{ TABLES_BRIDGES, RTM_GETLINK, AF_BRIDGE, read_vlans, has_vlans, msg_vlan_dump },
	{ TABLES_BRIDGES, RTM_GETMDB, AF_BRIDGE, read_mdb, has_bridge, NULL },
	{ TABLES_SETTINGS, RTM_GETNEIGHTBL, AF_UNSPEC, read_neigh_table, NULL, NULL },
};

/* A kernel built without policy routing has no rules, one without snooping no groups. */
static bool may_lack(unsigned int bit)
{
	return bit & (TABLES_RULES | TABLES_BRIDGES | TABLES_PROXIES);
}

static int read_room(struct nl *nl, struct reading *r, struct err *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		const struct table *t = &tables[i];
		char buf[MSG_MAX];
		struct err why = { 0 };
		int err;

		if (!(r->what & t->bit) || (t->wanted && !t->wanted(r->room)))
			continue;
		err = nl_dump(nl, t->make ? t->make(buf) : msg_dump_family(buf, t->type, t->family),
			      t->row, r, &why);
		if (err == -EOPNOTSUPP && may_lack(t->bit))
			continue;
		if (err)
			return err_set(e, -err, "cannot read the tables of %s: %s", r->room->name,
				       why.code ? why.text : strerror(-err));
	}
	return 0;
}

static void name_room(struct room *r, const struct netns *n, const char *lab)
{
	snprintf(r->name, sizeof(r->name), "%s", n->name);
	snprintf(r->lab, sizeof(r->lab), "%s", lab);
	r->cookie = n->cookie;
	r->inum = n->inum;
}

static struct snapshot *snapshot_new(size_t n_rooms, unsigned int what)
{
	struct snapshot *s = calloc(1, sizeof(*s));
	struct room *rooms = calloc(grow_room(n_rooms), sizeof(*rooms));

	if (!s || !rooms) {
		free(s);
		free(rooms);
		return NULL;
	}
	s->rooms = rooms;
	s->n_rooms = n_rooms;
	s->tables = what;
	return s;
}

int tables_read_line(struct nl *nl, unsigned int what, struct room *r, struct peers *peers,
		     struct err *e)
{
	struct reading reading = { r, peers, what };

	return read_room(nl, &reading, e);
}

static int read_rooms(const struct netns *rooms, const char *const *labs, struct peers *peers,
		      struct snapshot *s, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < s->n_rooms && !err; i++) {
		struct reading r = { &s->rooms[i], peers, s->tables };
		_cleanup_nl_ struct nl nl = NL_INIT;

		name_room(r.room, &rooms[i], labs ? labs[i] : "");
		peers_room(peers, i);
		if (s->tables & TABLES_SETTINGS && !(r.room->settings = settings_new()))
			return err_sys(e, ENOMEM, "cannot read the settings");
		err = nl_open(&rooms[i], &nl, e);
		if (!err)
			err = read_room(&nl, &r, e);
		if (!err && s->tables & TABLES_GATES)
			err = tables_gates(r.room, &rooms[i], e);
		if (!err && s->tables & TABLES_COUNTS)
			err = tables_counts(r.room, &rooms[i], e);
	}
	return err;
}

int tables_read_by(struct hub *hub, const struct netns *rooms, const char *const *labs, size_t n,
		   unsigned int what, struct snapshot **ret, struct err *e)
{
	_cleanup_snapshot_ struct snapshot *s = snapshot_new(n, what);
	_cleanup_peers_ struct peers *peers = peers_new(n);
	int err;

	if (!s || !peers)
		return err_sys(e, ENOMEM, "cannot read the tables");
	err = read_rooms(rooms, labs, peers, s, e);
	/* Hints are in the order of the dump: the proof comes before the sorting. */
	if (!err)
		err = peers_prove(peers, hub, rooms, s, e);
	if (!err && what & TABLES_PROCS)
		err = tables_procs(s, e);
	if (!err && what & TABLES_FAULTS)
		tables_faults(s, rooms);
	if (!err && what & TABLES_SETTINGS)
		err = tables_settings(s, rooms, e);
	if (!err && snapshot_index(s))
		err = err_sys(e, ENOMEM, "cannot read the tables");
	if (err)
		return err;
	peers_mirror(s);
	*ret = TAKE_PTR(s);
	return 0;
}

int tables_read(const struct netns *rooms, const char *const *labs, size_t n, unsigned int what,
		struct snapshot **ret, struct err *e)
{
	return tables_read_by(NULL, rooms, labs, n, what, ret, e);
}
