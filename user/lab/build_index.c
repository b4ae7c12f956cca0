// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_index.c - the interfaces of a lab that is being built, by name
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"
#include "build_inner.h"

static int note_iface(struct built *n, const char *name, uint32_t index)
{
	struct iface *more = grow(n->ifaces, n->n_ifaces, sizeof(*more));

	if (!more)
		return -ENOMEM;
	n->ifaces = more;
	more += n->n_ifaces++;
	more->index = index;
	snprintf(more->name, sizeof(more->name), "%s", name);
	if (index > n->last)
		n->last = index;
	return 0;
}

static int note_link(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	char name[IFNAMSIZ] = "";
	const struct nlattr *a;

	if (!i)
		return 0;
	mnl_attr_for_each(a, h, sizeof(*i)) if (mnl_attr_get_type(a) == IFLA_IFNAME)
		attr_text(a, name, sizeof(name));
	return note_iface(ctx, name, (uint32_t)i->ifi_index);
}

/* Before the first thing is done to interfaces: once for each room, of those just born in one. */
static int look(struct build *b, struct built *n, struct err *e)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	int err;

	if (!n->last && n->born)
		n->last = b->born_last;
	if (n->last)
		return 0;
	err = nl_dump(&n->nl, msg_dump(buf, RTM_GETLINK), note_link, n, e);
	if (!err && n->born)
		b->born_last = n->last;
	return err;
}

int build_claim(struct build *b, size_t room, const char *name, uint32_t *ret, struct err *e)
{
	struct built *n = &b->nodes[room];
	int err;

	*ret = 0;
	if (b->plan->rooms[room].outside)
		return 0;
	err = look(b, n, e);
	if (!err && note_iface(n, name, n->last + 1))
		err = err_sys(e, ENOMEM, "%s", name);
	if (!err)
		*ret = n->last;
	return err;
}

void build_gone(struct build *b, size_t room, const char *name)
{
	struct built *n = &b->nodes[room];

	for (size_t i = n->n_ifaces; i-- > 0;)
		if (!strcmp(n->ifaces[i].name, name))
			n->ifaces[i] = n->ifaces[--n->n_ifaces];
}

struct seen {
	uint32_t index, peer;
	uint8_t mac[6];
	char alias[sizeof(PLAN_ALIAS) + TOPO_NAME_MAX];
};

static int see(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	struct seen *s = ctx;
	const struct nlattr *a;

	if (!i)
		return -EBADMSG;
	s->index = (uint32_t)i->ifi_index;
	mnl_attr_for_each(a, h, sizeof(*i))
	{
		switch (mnl_attr_get_type(a)) {
		case IFLA_LINK: s->peer = attr_u32(a); break;
		case IFLA_ADDRESS: attr_bytes(a, s->mac, sizeof(s->mac)); break;
		case IFLA_IFALIAS: attr_text(a, s->alias, sizeof(s->alias)); break;
		default: break;
		}
	}
	return 0;
}

static void alias_of(const struct build *b, char ret[sizeof(PLAN_ALIAS) + TOPO_NAME_MAX])
{
	snprintf(ret, sizeof(PLAN_ALIAS) + TOPO_NAME_MAX, PLAN_ALIAS "%s", b->plan->lab);
}

static int find_outside(struct build *b, size_t room, uint32_t index, const char *name,
			uint32_t *ret, struct err *e)
{
	char buf[MSG_MAX] __attribute__((aligned(8))), alias[sizeof(PLAN_ALIAS) + TOPO_NAME_MAX];
	struct seen s = { 0 };
	int err = nl_ask(&b->nodes[room].nl, msg_link_get(buf, index, name), see, &s, e);

	if (err)
		return err;
	alias_of(b, alias);
	if (strcmp(s.alias, alias))
		return err_set(e, EPERM, "%s is not this lab's",
			       name ? name : "the interface it leaves by");
	*ret = s.index;
	return 0;
}

int build_index(struct build *b, size_t room, const char *name, uint32_t *ret, struct err *e)
{
	struct built *n = &b->nodes[room];
	int err;

	*ret = 0;
	if (!*name)
		return 0;
	if (b->plan->rooms[room].outside)
		return find_outside(b, room, 0, name, ret, e);
	if (!strcmp(name, "lo")) {
		*ret = LO_INDEX;
		return 0;
	}
	err = n->nl.fd < 0 ? 0 : look(b, n, e);
	for (size_t i = 0; i < n->n_ifaces && !err; i++)
		if (!strcmp(n->ifaces[i].name, name)) {
			*ret = n->ifaces[i].index;
			return 0;
		}
	return err ? err : err_set(e, ENODEV, "there is no interface %s", name);
}

/* The kernel chose its number and somebody may have been quick: it is ours if its MAC is the one
 * we gave and its other end is the one we made. */
int build_mark(struct build *b, const struct step *s, struct err *e)
{
	const struct step_end *far = &s->link.ends[1];
	char buf[MSG_MAX] __attribute__((aligned(8))), alias[sizeof(PLAN_ALIAS) + TOPO_NAME_MAX];
	struct nl *nl = &b->nodes[far->room].nl;
	struct seen seen = { 0 };
	struct err why = { 0 };
	uint32_t near;
	int err = build_index(b, s->room, s->link.ends[0].ifname, &near, &why);

	if (!err)
		err = nl_ask(nl, msg_link_get(buf, 0, far->ifname), see, &seen, &why);
	if (!err && (seen.peer != near || memcmp(seen.mac, far->mac, sizeof(seen.mac))))
		err = err_set(&why, EPERM, "%s is another one by now", far->ifname);
	alias_of(b, alias);
	if (!err)
		err = nl_ask(nl, msg_alias(buf, seen.index, alias), NULL, NULL, &why);
	return err ? build_complain(b, s, -err, why.text, e) : 0;
}

static int way_index(const struct nlmsghdr *h, void *ctx)
{
	const struct rtmsg *m = attr_head(h, sizeof(*m));
	const struct nlattr *a;

	if (!m)
		return -EBADMSG;
	mnl_attr_for_each(a, h, sizeof(*m)) if (mnl_attr_get_type(a) == RTA_OIF) * (uint32_t *)ctx =
		attr_u32(a);
	return 0;
}

int build_way(struct build *b, size_t room, const struct ip_prefix *via, uint32_t *ret,
	      struct err *e)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	uint32_t index = 0;
	int err = nl_ask(&b->nodes[room].nl, msg_route_get(buf, via->family, via->addr), way_index,
			 &index, e);

	return err ? err : find_outside(b, room, index, NULL, ret, e);
}
