// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show.c - a snapshot that a person can write, in any format of `show`
 *
 *     show text|verbose|json|graph|ascii|dot|mermaid FILE.world
 *
 * A line each, # begins a comment; \xNN in a name is an octet:
 *
 *     netns red [LAB]
 *     around host                        behind all netns: not shown, only lends its names
 *     link red eth0 veth|bridge|… [mac M] [mtu N] [peer blue:eth0] [peer-index N] [master br0]
 *          [on eth0] [down] [no-carrier] [promisc N] [alias A] [oper DORMANT]
 *     port sw red forwarding [isolated] [learning] …   flags that are not as a new port has them
 *     addr red eth0 192.168.15.1/24 [scope link] [peer A] [dynamic] [tentative] [dadfailed]
 *     neigh red 192.168.15.2 eth0 STALE [MAC] [router]
 *     route red [blackhole|…] default|NET [from NET] [table N] [proto N] [scope N] [src A]
 *           [metric N] [mtu N] [hop [via A] [dev I] [weight N] [dead] [linkdown] [onlink]]…
 *     rule red 4|6 PRIO [not] [from NET] [to NET] [iif I] [fwmark N] [lookup N | goto N | ACTION N]
 *     fdb sw MAC red [master br0] [vlan N] [permanent|static] [self] [extern]
 *     proc red PID INNER COMM
 */
#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../../user/show/graph.h"
#include "../../user/show/words.h"
#include "../../user/trace/frame.h"

static struct snapshot names;
static size_t n_shown; /* the first of them */
static const char *file;
static unsigned int line;

static void __attribute__((noreturn)) complain(const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", file, line, what);
	exit(2);
}

#define MORE(items, n)                                                                             \
	({                                                                                         \
		__typeof__(items) more_ = grow(items, n, sizeof(*more_));                          \
		(items) = more_;                                                                   \
		memset(&more_[n], 0, sizeof(*more_));                                              \
		&more_[(n)++];                                                                     \
	})

/* ---- words of a line */

static char *word(void)
{
	return strtok(NULL, " \t\n");
}

static char *need(void)
{
	char *w = word();

	if (!w)
		complain("a word is missing");
	return w;
}

static char *peek;

/* The next word, if it is this one. */
static bool is(const char *what)
{
	if (!peek)
		peek = word();
	if (!peek || strcmp(peek, what) != 0)
		return false;
	peek = NULL;
	return true;
}

static void end(void)
{
	if (peek || (peek = word()))
		complain(peek);
}

static uint32_t number(void)
{
	char *stop, *w = need();
	unsigned long n = strtoul(w, &stop, 0);

	if (stop == w || *stop)
		complain("not a number");
	return (uint32_t)n;
}

/* \xNN into octets; what is longer than its field is cut. */
static void put_name(char *ret, size_t size, const char *s)
{
	size_t n = 0;

	for (; *s && n + 1 < size; n++) {
		unsigned int octet;

		if (sscanf(s, "\\x%2x", &octet) == 1) {
			ret[n] = (char)octet;
			s += 4;
		} else {
			ret[n] = *s++;
		}
	}
	ret[n] = '\0';
}

static void put_mac(uint8_t mac[6])
{
	if (sscanf(need(), "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4,
		   mac + 5) != 6)
		complain("not a MAC address");
}

static uint8_t put_addr(char *s, uint8_t addr[16])
{
	uint8_t family = strchr(s, ':') ? AF_INET6 : AF_INET;

	if (inet_pton(family, s, addr) != 1)
		complain("not an address");
	return family;
}

static uint8_t put_net(char *s, uint8_t addr[16], uint8_t *len)
{
	char *slash = strchr(s, '/');
	uint8_t family;

	if (slash)
		*slash = '\0';
	family = put_addr(s, addr);
	*len = slash ? (uint8_t)atoi(slash + 1) : (uint8_t)(addr_octets(family) * 8);
	return family;
}

/* The number of a word: asked the other way round. */
static uint32_t number_of(enum word_set set)
{
	char *w = need();

	for (uint32_t n = 0; n < 256; n++)
		if (!strcmp(word_of(set, n).text, w))
			return n;
	return (uint32_t)strtoul(w, NULL, 0);
}

static struct room *room_named(const char *name)
{
	char real[ROOM_NAME_MAX];

	put_name(real, sizeof(real), name);
	for (size_t i = 0; i < names.n_rooms; i++)
		if (!strcmp(names.rooms[i].name, real))
			return &names.rooms[i];
	complain("no such netns");
}

static struct link_row *link_named(struct room *r, const char *name)
{
	char real[IFNAMSIZ];

	put_name(real, sizeof(real), name);
	for (size_t i = 0; i < r->n_links; i++)
		if (!strcmp(r->links[i].name, real))
			return &r->links[i];
	complain("no such link");
}

/* ---- lines */

static void read_netns(bool shown)
{
	struct room *r = MORE(names.rooms, names.n_rooms);

	put_name(r->name, sizeof(r->name), need());
	r->cookie = 100 + names.n_rooms;
	r->inum = 4026532000u + (uint32_t)names.n_rooms;
	if (shown) {
		char *lab = word();

		put_name(r->lab, sizeof(r->lab), lab ? lab : "");
		n_shown = names.n_rooms;
	}
}

static void read_peer(struct link_row *l, struct room *r)
{
	char *name = need(), *colon = strrchr(name, ':');
	struct link_row *other;
	struct room *room;

	if (!colon)
		complain("a peer is NETNS:IF");
	*colon = '\0';
	room = room_named(name);
	other = link_named(room, colon + 1);
	l->peer_cookie = room->cookie;
	l->peer_ifindex = other->ifindex;
	other->peer_cookie = r->cookie;
	other->peer_ifindex = l->ifindex;
}

static void read_link_word(struct link_row *l, struct room *r)
{
	if (is("mac"))
		put_mac(l->mac);
	else if (is("mtu"))
		l->mtu = number();
	else if (is("peer"))
		read_peer(l, r);
	else if (is("peer-index"))
		l->peer_ifindex = number();
	else if (is("master"))
		l->master = link_named(r, need())->ifindex;
	else if (is("on"))
		l->lower = link_named(r, need())->ifindex;
	else if (is("down"))
		l->flags &= ~(uint32_t)IFF_UP, l->carrier = false;
	else if (is("no-carrier"))
		l->carrier = false;
	else if (is("promisc"))
		l->promiscuity = number();
	else if (is("alias"))
		put_name(l->alias, sizeof(l->alias), need());
	else if (is("oper"))
		l->operstate = (uint8_t)number_of(WORDS_OPERSTATE);
	else
		complain(peek);
}

static void read_link(struct room *r)
{
	struct link_row *l = MORE(r->links, r->n_links);
	bool lo;

	put_name(l->name, sizeof(l->name), need());
	put_name(l->kind, sizeof(l->kind), need());
	lo = !strcmp(l->kind, "lo");
	if (lo || !strcmp(l->kind, "-"))
		l->kind[0] = '\0';
	l->ifindex = (uint32_t)r->n_links;
	l->type = lo ? 772 : 1;
	l->mtu = lo ? 65536 : 1500;
	l->flags = IFF_UP | (lo ? IFF_LOOPBACK : IFF_BROADCAST | IFF_MULTICAST);
	l->carrier = true;
	l->operstate = lo ? 0 : 6;
	l->bridge.valid = !strcmp(l->kind, "bridge");
	while (peek || (peek = word()))
		read_link_word(l, r);
	l->flags |= l->carrier ? 1u << 16 | IFF_RUNNING : 0; /* IFF_LOWER_UP */
}

static void read_port(struct room *r)
{
	struct port_part *p = &link_named(r, need())->port;

	p->valid = true;
	p->state = (uint8_t)number_of(WORDS_PORT_STATE);
#define PORT_NORMAL(name, attribute, normal) p->name = normal;
	PORT_FLAGS(PORT_NORMAL)
#undef PORT_NORMAL
	while (peek || (peek = word())) {
#define PORT_OTHER(name, attribute, normal)                                                        \
	if (is(#name)) {                                                                           \
		p->name = !(normal);                                                               \
		continue;                                                                          \
	}
		PORT_FLAGS(PORT_OTHER)
#undef PORT_OTHER
		complain(peek);
	}
}

static void read_addr(struct room *r)
{
	struct addr_row *a = MORE(r->addrs, r->n_addrs);

	a->ifindex = link_named(r, need())->ifindex;
	a->family = put_net(need(), a->addr, &a->len);
	a->flags = IFA_F_PERMANENT;
	if (is("scope"))
		a->scope = (uint8_t)number_of(WORDS_SCOPE);
	a->has_peer = is("peer");
	if (a->has_peer)
		put_addr(need(), a->peer);
	a->flags &= is("dynamic") ? ~(uint32_t)IFA_F_PERMANENT : ~0u;
	a->flags |= is("tentative") ? IFA_F_TENTATIVE : 0;
	a->flags |= is("dadfailed") ? IFA_F_DADFAILED : 0;
	a->flags |= is("nodad") ? IFA_F_NODAD : 0;
	end();
}

static uint16_t read_state(void)
{
	char *w = need();

	for (unsigned int state = 0; state < 256; state = state ? state * 2 : 1)
		if (!strcmp(w, nud_word((uint8_t)state)))
			return (uint16_t)state;
	complain("not a neighbour state");
}

static void read_neigh(struct room *r)
{
	struct neigh_row *n = MORE(r->neighs, r->n_neighs);
	char *mac;

	n->family = put_addr(need(), n->addr);
	n->ifindex = link_named(r, need())->ifindex;
	n->state = read_state();
	mac = word();
	n->has_lladdr =
		mac && sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", n->lladdr, n->lladdr + 1,
			      n->lladdr + 2, n->lladdr + 3, n->lladdr + 4, n->lladdr + 5) == 6;
	n->flags = is("router") ? NTF_ROUTER : 0;
	end();
}

static void read_hop(struct room *r, struct route_row *row)
{
	struct hop_row *h = MORE(r->hops, r->n_hops);

	row->n_hops++;
	h->weight = 1;
	if (is("via"))
		h->family = put_addr(need(), h->gateway);
	if (is("dev"))
		h->oif = link_named(r, need())->ifindex;
	if (is("weight"))
		h->weight = (uint16_t)number();
	h->flags |= is("dead") ? RTNH_F_DEAD : 0;
	h->flags |= is("linkdown") ? RTNH_F_LINKDOWN : 0;
	h->flags |= is("onlink") ? RTNH_F_ONLINK : 0;
	if (!row->family)
		row->family = h->family;
}

static void read_route_word(struct room *r, struct route_row *row)
{
	if (is("from"))
		put_net(need(), row->from, &row->from_len);
	else if (is("table"))
		row->table = number_of(WORDS_ROUTE_TABLE);
	else if (is("proto"))
		row->protocol = (uint8_t)number_of(WORDS_ROUTE_PROTOCOL);
	else if (is("scope"))
		row->scope = (uint8_t)number_of(WORDS_SCOPE);
	else if ((row->has_prefsrc |= is("src")) && !row->prefsrc[0])
		put_addr(need(), row->prefsrc);
	else if (is("metric"))
		row->metric = number();
	else if (is("mtu"))
		row->mtu = number();
	else if (is("hop"))
		read_hop(r, row);
	else
		complain(peek);
}

static void read_route(struct room *r)
{
	struct route_row *row = MORE(r->routes, r->n_routes);
	char *dst = need();

	row->hop = (uint32_t)r->n_hops;
	row->table = RT_TABLE_MAIN;
	row->protocol = RTPROT_STATIC;
	row->type = RTN_UNICAST;
	for (uint8_t type = 0; type < __RTN_MAX; type++)
		if (!strcmp(dst, word_of(WORDS_ROUTE_TYPE, type).text)) {
			row->type = type;
			dst = need();
		}
	if (strcmp(dst, "default") != 0)
		row->family = put_net(dst, row->dst, &row->len);
	while (peek || (peek = word()))
		read_route_word(r, row);
	if (!row->family)
		row->family = AF_INET;
}

static void read_rule(struct room *r)
{
	struct rule_row *u = MORE(r->rules, r->n_rules);

	u->family = number() == 4 ? AF_INET : AF_INET6;
	u->priority = number();
	u->action = FR_ACT_TO_TBL;
	u->suppress_prefixlen = -1;
	u->invert = is("not");
	if (is("from"))
		put_net(need(), u->from, &u->from_len);
	if (is("to"))
		put_net(need(), u->to, &u->to_len);
	if (is("iif"))
		put_name(u->iif, sizeof(u->iif), need());
	if (is("fwmark"))
		u->fwmark = number(), u->fwmask = UINT32_MAX;
	if (is("lookup"))
		u->table = number_of(WORDS_ROUTE_TABLE);
	else if (is("goto"))
		u->action = FR_ACT_GOTO, u->target = number();
	else if (is("action"))
		u->action = (uint8_t)number_of(WORDS_RULE_ACTION);
	if (is("suppress"))
		u->suppress_prefixlen = (int32_t)number();
	end();
}

static void read_fdb(struct room *r)
{
	struct fdb_row *f = MORE(r->fdb, r->n_fdb);

	put_mac(f->mac);
	f->ifindex = link_named(r, need())->ifindex;
	f->state = NUD_REACHABLE;
	if (is("master"))
		f->master = link_named(r, need())->ifindex;
	if (is("vlan"))
		f->vlan = (uint16_t)number();
	if (is("permanent"))
		f->state = NUD_PERMANENT;
	else if (is("static"))
		f->state = NUD_NOARP;
	f->flags |= is("self") ? NTF_SELF : 0;
	f->flags |= is("extern") ? NTF_EXT_LEARNED : 0;
	end();
}

static void read_proc(struct room *r)
{
	struct proc_row *p = MORE(r->procs, r->n_procs);

	p->host = (pid_t)number();
	p->inner = (pid_t)number();
	put_name(p->comm, sizeof(p->comm), need());
	names.tables |= TABLES_PROCS;
}

static void read_line(char *s)
{
	static const struct {
		const char *word;
		void (*read)(struct room *r);
	} lines[] = {
		{ "link", read_link },	 { "port", read_port },	  { "addr", read_addr },
		{ "neigh", read_neigh }, { "route", read_route }, { "rule", read_rule },
		{ "fdb", read_fdb },	 { "proc", read_proc },
	};
	char *first = strtok(s, " \t\n");

	peek = NULL;
	if (!first || *first == '#')
		return;
	if (!strcmp(first, "netns") || !strcmp(first, "around")) {
		read_netns(*first == 'n');
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (!strcmp(first, lines[i].word)) {
			lines[i].read(room_named(need()));
			return;
		}
	complain("what is that?");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*show)(const struct show_config *c);
	} formats[] = {
		{ "text", show_text },	     { "verbose", show_text }, { "json", show_json },
		{ "graph", show_graph },     { "ascii", show_graph },  { "dot", show_dot },
		{ "mermaid", show_mermaid },
	};
	struct show_config c = { .paper = { stdout, 80, false, true } };
	_cleanup_snapshot_ struct snapshot *all = calloc(1, sizeof(*all));
	_cleanup_fclose_ FILE *f = NULL;
	struct snapshot shown;
	char buf[512];

	if (argc != 3)
		return 2;
	file = argv[2];
	f = fopen(file, "r");
	if (!f)
		complain("cannot open it");
	names.tables = TABLES_ALL;
	while (fgets(buf, sizeof(buf), f) && ++line)
		read_line(buf);
	*all = names;
	shown = names;
	shown.n_rooms = n_shown;
	c.snap = &shown;
	c.names = all;
	c.verbose = !strcmp(argv[1], "verbose");
	c.paper.utf8 = strcmp(argv[1], "ascii") != 0;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i].name, argv[1]))
			return formats[i].show(&c) ? 1 : 0;
	return 2;
}
