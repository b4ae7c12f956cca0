// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_json.c - an object for each room, an array in it for each table; `ip -j`'s keys and words
 *
 *     [{"netns":"red","lab":"pair","netns_inum":4026532000,
 *       "links":[{"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"operstate":"UP",
 *                 "address":"02:00:00:00:00:01","linkinfo":{"info_kind":"veth"},
 *                 "peer":"blue:eth0",
 *                 "addr_info":[{"family":"inet","local":"192.168.15.1","prefixlen":24}]}],
 *       "routes":[{"type":"unicast","dst":"192.168.15.0/24","dev":"eth0","table":"main"}],
 *       "neighbours":[{"dst":"192.168.15.2","dev":"eth0","state":["REACHABLE"]}],
 *       "ports":[],"fdb":[],"rules":[]}]
 */
#include "show_json.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>

#include "../trace/frame.h"
#include "words.h"

void json_row_done(struct json_view *v)
{
	json_close(&v->text);
	json_flush(&v->text, v->config->paper.file);
}

void json_dev(struct json_view *v, JSON_KEY_ARGUMENT, uint32_t ifindex)
{
	const struct link_row *l = room_link(v->room, ifindex);

	if (l)
		json_name(&v->text, key, key_len, l->name, sizeof(l->name));
}

/* ip says it first, though it is no flag. */
static bool no_carrier(enum flag_set set, uint32_t flags)
{
	return set == FLAGS_LINK && flags & IFF_UP && !(flags & IFF_RUNNING);
}

static void item_flags(struct text *t, JSON_KEY_ARGUMENT, enum flag_set set, uint32_t flags)
{
	const char *word;

	json_open_list(t, key, key_len);
	if (no_carrier(set, flags))
		json_item(t, "NO-CARRIER");
	for (size_t at = 0; (word = flag_next(set, flags, &at));)
		json_item(t, word);
	json_close_list(t);
}

static void json_kind(struct text *t, const struct link_row *l)
{
	json_open(t, JSON_KEY("linkinfo"));
	json_escaped(t, JSON_KEY("info_kind"), l->kind, sizeof(l->kind));
	if (l->bridge.valid) {
		json_open(t, JSON_KEY("info_data"));
#define BRIDGE_MEMBER(name, attribute) json_uint(t, JSON_KEY(#name), l->bridge.name);
		BRIDGE_FLAGS(BRIDGE_MEMBER)
#undef BRIDGE_MEMBER
		json_close(t);
	}
	json_close(t);
}

/* "peer" as in a trace; where it is out of sight only its index, as ip says it. */
static void json_peer(struct json_view *v, const struct link_row *l)
{
	char buf[ROOM_NAME_MAX + 1 + IFNAMSIZ + 1];
	const struct link_row *end;
	const struct room *other;

	if (l->lower)
		json_dev(v, JSON_KEY("link"), l->lower);
	if (strcmp(l->kind, "veth") != 0 || !l->peer_ifindex)
		return;
	json_uint(&v->text, JSON_KEY("link_index"), l->peer_ifindex);
	end = show_end(v->config, v->room, l, &other);
	if (!end)
		return;
	snprintf(buf, sizeof(buf), "%.*s:%.*s", (int)sizeof(other->name), other->name,
		 (int)sizeof(end->name), end->name);
	json_name(&v->text, JSON_KEY("peer"), buf, sizeof(buf));
}

static void json_addr(struct json_view *v, const struct addr_row *a)
{
	struct text *t = &v->text;

	json_open_item(t);
	json_word(t, JSON_KEY("family"), a->family == AF_INET ? "inet" : "inet6");
	json_ip(t, JSON_KEY("local"), a->addr, addr_octets(a->family));
	if (a->has_peer)
		json_ip(t, JSON_KEY("address"), a->peer, addr_octets(a->family));
	json_uint(t, JSON_KEY("prefixlen"), a->len);
	json_word(t, JSON_KEY("scope"), word_of(WORDS_SCOPE, a->scope).text);
	item_flags(t, JSON_KEY("flags"), FLAGS_ADDR, a->flags);
	json_row_done(v);
}

static void json_link(struct json_view *v, const struct link_row *l)
{
	struct text *t = &v->text;

	json_open_item(t);
	json_uint(t, JSON_KEY("ifindex"), l->ifindex);
	json_name(t, JSON_KEY("ifname"), l->name, sizeof(l->name));
	item_flags(t, JSON_KEY("flags"), FLAGS_LINK, l->flags);
	json_uint(t, JSON_KEY("mtu"), l->mtu);
	json_word(t, JSON_KEY("operstate"), word_of(WORDS_OPERSTATE, l->operstate).text);
	json_bool(t, JSON_KEY("carrier"), l->carrier);
	json_word(t, JSON_KEY("link_type"), word_of(WORDS_LINK_TYPE, l->type).text);
	if (l->type == ARPHRD_ETHER || l->type == ARPHRD_LOOPBACK)
		json_mac(t, JSON_KEY("address"), l->mac);
	json_uint(t, JSON_KEY("promiscuity"), l->promiscuity);
	if (l->master)
		json_dev(v, JSON_KEY("master"), l->master);
	if (*l->alias)
		json_name(t, JSON_KEY("ifalias"), l->alias, sizeof(l->alias));
	if (*l->fault)
		json_name(t, JSON_KEY("fault"), l->fault, sizeof(l->fault));
	if (*l->kind)
		json_kind(t, l);
	json_peer(v, l);
	json_open_list(t, JSON_KEY("addr_info"));
	for (size_t i = 0; i < v->room->n_addrs; i++)
		if (v->room->addrs[i].ifindex == l->ifindex)
			json_addr(v, &v->room->addrs[i]);
	json_close_list(t);
	json_row_done(v);
}

void json_links(struct json_view *v)
{
	for (size_t i = 0; i < v->room->n_links; i++)
		json_link(v, &v->room->links[i]);
}

void json_neighbours(struct json_view *v)
{
	struct text *t = &v->text;

	for (size_t i = 0; i < v->room->n_neighs; i++) {
		const struct neigh_row *n = &v->room->neighs[i];

		json_open_item(t);
		json_ip(t, JSON_KEY("dst"), n->addr, addr_octets(n->family));
		json_dev(v, JSON_KEY("dev"), n->ifindex);
		if (n->has_lladdr)
			json_mac(t, JSON_KEY("lladdr"), n->lladdr);
		json_open_list(t, JSON_KEY("state"));
		json_item(t, nud_word((uint8_t)n->state));
		json_close_list(t);
		item_flags(t, JSON_KEY("flags"), FLAGS_NEIGH, n->flags);
		json_row_done(v);
	}
}

void json_ports(struct json_view *v)
{
	struct text *t = &v->text;

	for (size_t i = 0; i < v->room->n_links; i++) {
		const struct link_row *l = &v->room->links[i];

		if (!l->port.valid)
			continue;
		json_open_item(t);
		json_name(t, JSON_KEY("ifname"), l->name, sizeof(l->name));
		json_dev(v, JSON_KEY("master"), l->master);
		json_word(t, JSON_KEY("state"), word_of(WORDS_PORT_STATE, l->port.state).text);
#define PORT_MEMBER(name, attribute, normal) json_bool(t, JSON_KEY(#name), l->port.name);
		PORT_FLAGS(PORT_MEMBER)
#undef PORT_MEMBER
		json_row_done(v);
	}
}

void json_fdb(struct json_view *v)
{
	struct text *t = &v->text;

	for (size_t i = 0; i < v->room->n_fdb; i++) {
		const struct fdb_row *f = &v->room->fdb[i];

		json_open_item(t);
		json_mac(t, JSON_KEY("mac"), f->mac);
		json_dev(v, JSON_KEY("ifname"), f->ifindex);
		if (f->vlan)
			json_uint(t, JSON_KEY("vlan"), f->vlan);
		item_flags(t, JSON_KEY("flags"), FLAGS_NEIGH, f->flags);
		if (f->master)
			json_dev(v, JSON_KEY("master"), f->master);
		json_word(t, JSON_KEY("state"), fdb_word(f->state));
		json_row_done(v);
	}
}

void json_pids(struct json_view *v)
{
	struct text *t = &v->text;

	for (size_t i = 0; i < v->room->n_procs; i++) {
		const struct proc_row *p = &v->room->procs[i];

		json_open_item(t);
		json_uint(t, JSON_KEY("pid"), (uint64_t)p->host);
		json_uint(t, JSON_KEY("inner"), (uint64_t)p->inner);
		json_name(t, JSON_KEY("comm"), p->comm, sizeof(p->comm));
		json_row_done(v);
	}
}

static void json_change(void *ctx, const char *table, enum sheet_mark mark, const char *row)
{
	struct json_view *v = ctx;
	struct text *t = &v->text;

	json_open_item(t);
	json_word(t, JSON_KEY("table"), table);
	json_word(t, JSON_KEY("change"), sheet_mark_word(mark));
	json_escaped(t, JSON_KEY("row"), row, JSON_STRING_MAX);
	json_row_done(v);
}

/* Since the last look: what the text marks. */
static int json_changes(struct json_view *v)
{
	int err;

	json_open_list(&v->text, JSON_KEY("changes"));
	err = show_changes(v->config, v->room, json_change, v);
	json_close_list(&v->text);
	return err;
}

static int json_room(struct json_view *v)
{
	const struct room *r = v->room;
	struct text *t = &v->text;
	int err = 0;

	json_open_item(t);
	json_name(t, JSON_KEY("netns"), r->name, sizeof(r->name));
	if (*r->lab)
		json_name(t, JSON_KEY("lab"), r->lab, sizeof(r->lab));
	json_uint(t, JSON_KEY("netns_inum"), r->inum);
#define JSON_TABLE(name, tables_)                                                                  \
	if ((v->config->snap->tables & (tables_)) == (tables_)) {                                  \
		json_open_list(t, JSON_KEY(#name));                                                \
		json_##name(v);                                                                    \
		json_close_list(t);                                                                \
	}
	JSON_TABLES(JSON_TABLE)
#undef JSON_TABLE
	if (v->config->before)
		err = json_changes(v);
	json_row_done(v);
	return err;
}

int show_json(const struct show_config *c)
{
	_cleanup_free_ char *buf = malloc(JSON_LINE_MAX);
	struct json_view v = { .config = c, .text = { buf, JSON_LINE_MAX, 0 } };
	int err = 0;

	if (!buf)
		return -ENOMEM;
	text_str(&v.text, "[");
	for (size_t i = 0; i < c->snap->n_rooms && !err; i++) {
		v.room = &c->snap->rooms[i];
		err = json_room(&v);
	}
	text_str(&v.text, "]\n");
	fwrite(buf, 1, v.text.len, c->paper.file);
	return err;
}
