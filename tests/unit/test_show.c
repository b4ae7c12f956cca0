// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_show.c - rooms beside each other and below, names from outside, and that no snapshot, be it
 * of noise, makes a page that harms a terminal or a parser
 */
#include "unit.h"
#include "lab_by_hand.h"

#include <linux/rtnetlink.h>
#include <unistd.h>

#include "../../user/show/graph.h"

static char page[1 << 16];

static const char *shown(int (*show)(const struct show_config *c), struct show_config *c)
{
	memset(page, 0, sizeof(page));
	c->paper.file = fmemopen(page, sizeof(page), "w");
	assert_ok(show(c));
	fclose(c->paper.file);
	return page;
}

static struct show_config config(const struct hand *h)
{
	return (struct show_config){ .snap = &h->snap, .names = &h->snap, .paper.width = 80 };
}

static size_t lines_with(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		n++;
	return n;
}

static struct hand h;

static void two_rooms_share_their_lines(void **state)
{
	struct show_config c = config(&h);

	(void)state;
	hand_pair(&h);
	h.snap.tables = TABLES_ALL;
	shown(show_text, &c);
	assert_non_null(strstr(page, "-- red --------------------------------  -- blue ----"));
	assert_non_null(strstr(page, "\nlinks                                    links\n"));
	assert_non_null(strstr(page, "\nneighbours                               neighbours\n"));
	assert_non_null(strstr(page, "peer blue:eth0"));
}

/* 60 columns leave 29 for each: a MAC and a peer do not fit beside each other, nor must they. */
static void narrow_paper_folds_rows(void **state)
{
	struct show_config c = config(&h);

	(void)state;
	hand_pair(&h);
	h.snap.tables = TABLES_ALL;
	c.paper.width = 60;
	for (char *line = strtok((char *)shown(show_text, &c), "\n"); line;
	     line = strtok(NULL, "\n"))
		assert_in_range(strlen(line), 1, 60);
}

struct told {
	char text[1024];
	size_t len;
};

static void tell(void *ctx, const char *table, enum sheet_mark mark, const char *row)
{
	struct told *t = ctx;

	t->len += (size_t)snprintf(t->text + t->len, sizeof(t->text) - t->len, "%s %s %s\n", table,
				   sheet_mark_word(mark), row);
}

/* By cookie, not by name; a table that was not read before is no news. */
static void what_changed_is_marked(void **state)
{
	static struct hand then;
	struct show_config c = config(&h);
	struct told told = { 0 };

	(void)state;
	hand_pair(&h);
	hand_pair(&then);
	h.snap.tables = TABLES_ALL;
	then.snap.tables = TABLES_LINKS | TABLES_ADDRS;
	c.before = &then.snap;
	assert_null(strstr(shown(show_text, &c), "\n+ "));
	h.links[RED][0].mtu = 1400;
	hand_addr(&h, RED, 2, "10.0.0.1", 24);
	hand_route(&h, RED, "10.0.0.0", 24, 2, NULL);
	then.rooms[BLUE].cookie = 999;
	shown(show_text, &c);
	assert_int_equal(lines_with(page, "~ eth0  UP  mtu 1400"), 1);
	assert_int_equal(lines_with(page, "+ "), 1);
	assert_int_equal(lines_with(page, "- eth"), 0);
	assert_ok(show_changes(&c, &h.rooms[RED], tell, &told));
	assert_non_null(strstr(told.text, "links changed eth0 UP mtu 1400"));
	assert_non_null(strstr(told.text, "addresses new eth0 10.0.0.1/24"));
	assert_ok(show_changes(&c, &h.rooms[BLUE], tell, &told));
	assert_null(strstr(told.text, "192.168.15.2"));
	c.before = NULL;
	assert_null(strstr(shown(show_text, &c), "~ "));
}

static void what_does_not_fit_comes_below(void **state)
{
	struct show_config c = config(&h);

	(void)state;
	memset(&h, 0, sizeof(h));
	hand_room(&h, "red");
	memset(h.rooms[hand_room(&h, "")].name, 'b', 50);
	hand_room(&h, "sw");
	hand_room(&h, "green");
	h.snap.tables = TABLES_ALL;
	shown(show_text, &c);
	assert_non_null(strstr(page, "-- red ------------------------------------------------"));
	assert_non_null(strstr(page, "\n\n-- bbbbb"));
	assert_non_null(strstr(page, "  -- green --")); /* these two share again */
}

/* A port of which nothing is as usual: its line goes on below. */
static void unusual_ports_fold_too(void **state)
{
	struct show_config c = config(&h);
	struct port_part *p;

	(void)state;
	hand_switch(&h);
	h.snap.tables = TABLES_ALL;
	p = &h.links[SW][1].port; /* red's */
	memset(p, 0, sizeof(*p));
	p->valid = true;
#define PORT_UNUSUAL(name, attribute, normal) p->name = !(normal);
	PORT_FLAGS(PORT_UNUSUAL)
#undef PORT_UNUSUAL
	shown(show_text, &c);
#define PORT_WORD(name, attribute, normal) assert_non_null(strstr(page, #name " o"));
	PORT_FLAGS(PORT_WORD)
#undef PORT_WORD
	for (char *line = strtok(page, "\n"); line; line = strtok(NULL, "\n"))
		assert_in_range(strlen(line), 1, 80);
}

/* Only what was read is shown: a table that was not is no empty table. */
static void unread_tables_are_not_shown(void **state)
{
	struct show_config c = config(&h);

	(void)state;
	hand_pair(&h);
	h.snap.tables = TABLES_LINKS;
	shown(show_text, &c);
	assert_non_null(strstr(page, "links"));
	assert_null(strstr(page, "routes"));
	assert_null(strstr(shown(show_json, &c), "\"routes\""));
	h.snap.tables = TABLES_ALL;
	assert_non_null(strstr(shown(show_json, &c), "\"routes\":[]"));
}

static void peers_may_be_named_from_outside(void **state)
{
	struct snapshot red = { .n_rooms = 1, .tables = TABLES_ALL };
	struct show_config c = config(&h);

	(void)state;
	hand_pair(&h);
	red.rooms = h.rooms;
	c.snap = &red;
	assert_non_null(strstr(shown(show_text, &c), "peer blue:eth0"));
	assert_non_null(strstr(shown(show_graph, &c), "to blue:eth0"));
	c.names = &red;
	assert_non_null(strstr(shown(show_text, &c), "peer if2"));
	assert_null(strstr(shown(show_json, &c), "\"peer\""));
}

static void born_rules_need_no_words(void **state)
{
	struct rule_row rules[] = {
		{ AF_INET, .action = 1, .table = 255, .suppress_prefixlen = -1 },
		{ AF_INET, 32766, .action = 1, .table = 254, .suppress_prefixlen = -1 },
		{ AF_INET, 32767, .action = 1, .table = 253, .suppress_prefixlen = -1 },
		{ AF_INET6, .action = 1, .table = 255, .suppress_prefixlen = -1 },
		{ AF_INET6, 32766, .action = 1, .table = 254, .suppress_prefixlen = -1 },
	};
	struct show_config c = config(&h);

	(void)state;
	hand_pair(&h);
	h.snap.tables = TABLES_ALL;
	h.rooms[RED].rules = h.rooms[BLUE].rules = rules;
	h.rooms[RED].n_rules = h.rooms[BLUE].n_rules = ARRAY_SIZE(rules);
	assert_null(strstr(shown(show_text, &c), "rules"));
	c.verbose = true;
	assert_int_equal(lines_with(shown(show_text, &c), "from all lookup main"), 4);
	c.verbose = false;
	h.rooms[BLUE].n_rules = 4; /* one is missing: packets go nowhere */
	assert_non_null(strstr(shown(show_text, &c), "as every namespace has them"));
	assert_int_equal(lines_with(page, "from all lookup local"), 1);
	h.rooms[BLUE].n_rules = 5;
	rules[1].from_len = 8;
	assert_int_equal(lines_with(shown(show_text, &c), "from 0.0.0.0/8 lookup main"), 2);
	h.rooms[RED].rules = h.rooms[BLUE].rules = NULL;
	h.rooms[RED].n_rules = h.rooms[BLUE].n_rules = 0;
}

/* ---- noise */

static uint32_t random_next(void)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 16);
}

static void fill_noise(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(random_next() % 3 ? random_next() : random_next() & 7);
}

static void *noise(size_t n, size_t size)
{
	uint8_t *p = malloc(n * size + 1);

	fill_noise(p, n * size);
	return p;
}

/* Any octets, but for a NUL where the reader puts one, and next hops that are there. */
static void noisy_room(struct room *r)
{
	size_t n = random_next() % 6;

	fill_noise((uint8_t *)r->name, sizeof(r->name) - 1);
	r->cookie = random_next() % 4;
	r->n_links = r->n_addrs = r->n_neighs = r->n_routes = r->n_rules = r->n_fdb = n;
	r->n_procs = n;
	r->links = noise(n, sizeof(*r->links));
	r->addrs = noise(n, sizeof(*r->addrs));
	r->neighs = noise(n, sizeof(*r->neighs));
	r->routes = noise(n, sizeof(*r->routes));
	r->rules = noise(n, sizeof(*r->rules));
	r->fdb = noise(n, sizeof(*r->fdb));
	r->procs = noise(n, sizeof(*r->procs));
	r->n_hops = 4;
	r->hops = noise(4, sizeof(*r->hops));
	for (size_t i = 0; i < n; i++) {
		struct link_row *l = &r->links[i];

		l->ifindex = (uint32_t)i + 1;
		l->name[IFNAMSIZ - 1] = l->kind[15] = l->alias[LINK_ALIAS_MAX - 1] = '\0';
		if (random_next() % 2) {
			snprintf(l->kind, sizeof(l->kind), "veth");
			l->peer_cookie = random_next() % 4;
			l->peer_ifindex = random_next() % 4;
		}
		r->addrs[i].family = r->neighs[i].family = AF_INET;
		r->routes[i].family = r->rules[i].family = random_next() % 2 ? AF_INET : AF_INET6;
		r->addrs[i].ifindex %= 4;
		r->routes[i].n_hops = random_next() % 4;
		r->routes[i].hop = random_next() % 2;
		r->rules[i].iif[IFNAMSIZ - 1] = r->rules[i].oif[IFNAMSIZ - 1] = '\0';
	}
}

/* bool may hold no noise: reading it would be undefined, and the reader never writes it so. */
static void sober(struct room *r)
{
	for (size_t i = 0; i < r->n_links; i++) {
		struct link_row *l = &r->links[i];

		memset(&l->port, random_next() & 1, sizeof(l->port));
		memset(&l->bridge, random_next() & 1, sizeof(l->bridge));
		memset(&l->carrier, random_next() & 1, 1);
		memset(&r->addrs[i].has_peer, random_next() & 1, 1);
		memset(&r->neighs[i].has_lladdr, random_next() & 1, 1);
		memset(&r->routes[i].has_prefsrc, random_next() & 1, 1);
		memset(&r->rules[i].invert, random_next() & 1, 1);
		memset(&r->rules[i].l3mdev, random_next() & 1, 1);
		memset(&r->rules[i].has_uids, random_next() & 1, 1);
	}
}

#define STRICT                                                                                     \
	"import json,sys\n"                                                                        \
	"def pairs(p):\n"                                                                          \
	" assert len({k for k, _ in p}) == len(p), p\n"                                            \
	" return dict(p)\n"                                                                        \
	"for l in sys.stdin.buffer:\n"                                                             \
	" d = json.loads(l.decode('ascii'), object_pairs_hook=pairs, parse_constant=lambda c: "    \
	"1/0)\n"                                                                                   \
	" assert all(len(r['links']) == len(r['rules']) for r in d), d\n"

/* Every page is lines of printable ASCII; every array is JSON to a parser that forgives nothing. */
static void noise_does_no_harm(void **state)
{
	static int (*const formats[])(const struct show_config *) = { show_text, show_json,
								      show_dot, show_mermaid,
								      show_graph };
	char path[] = "/tmp/test_show.XXXXXX", command[1024];
	FILE *arrays = fdopen(mkstemp(path), "w");

	(void)state;
	assert_non_null(arrays);
	for (int round = 0; round < 300; round++) {
		_cleanup_snapshot_ struct snapshot *s = calloc(1, sizeof(*s));
		struct show_config c = { .snap = s, .names = s, .paper.width = 80 };

		s->tables = TABLES_ALL | TABLES_PROCS;
		s->n_rooms = random_next() % 4;
		s->rooms = calloc(s->n_rooms + 1, sizeof(*s->rooms));
		for (size_t i = 0; i < s->n_rooms; i++) {
			noisy_room(&s->rooms[i]);
			sober(&s->rooms[i]);
		}
		c.verbose = round & 1;
		for (size_t f = 0; f < ARRAY_SIZE(formats); f++) {
			for (const char *p = shown(formats[f], &c); *p; p++)
				assert_true(*p == '\n' || *p == '\t' || (*p >= ' ' && *p <= '~'));
			if (formats[f] == show_json)
				fputs(page, arrays);
		}
	}
	fclose(arrays);
	snprintf(command, sizeof(command), "python3 -c \"%s\" <%s", STRICT, path);
	assert_int_equal(system(command), 0);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_rooms_share_their_lines),
		cmocka_unit_test(narrow_paper_folds_rows),
		cmocka_unit_test(what_changed_is_marked),
		cmocka_unit_test(what_does_not_fit_comes_below),
		cmocka_unit_test(unusual_ports_fold_too),
		cmocka_unit_test(unread_tables_are_not_shown),
		cmocka_unit_test(peers_may_be_named_from_outside),
		cmocka_unit_test(born_rules_need_no_words),
		cmocka_unit_test(noise_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
