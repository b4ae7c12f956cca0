// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_snapshot_tables.c - neighbours, routes and FDB as lines, and back
 */
#include "unit.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "../../user/trace/snapshot_text.h"

static struct link_row links[] = {
	{ .ifindex = 2, .name = "eth0", .kind = "veth" },
};
static struct neigh_row neighs[] = {
	{ .ifindex = 2,
	  .family = AF_INET,
	  .addr = { 192, 168, 15, 2 },
	  .has_lladdr = true,
	  .lladdr = { 2, 0, 0, 0, 0, 2 },
	  .state = NUD_STALE },
	{ .ifindex = 2, .family = AF_INET6, .addr = { 0xfd, [15] = 7 }, .state = NUD_INCOMPLETE },
};
static struct hop_row hops[] = {
	{ .oif = 2, .family = AF_INET, .gateway = { 192, 168, 15, 5 }, .weight = 1 },
	{ .oif = 2, .weight = 1 },
};
static struct route_row routes[] = {
	{ .family = AF_INET, .type = RTN_UNICAST, .table = 254, .metric = 7, .n_hops = 1 },
	{ .family = AF_INET,
	  .type = RTN_UNICAST,
	  .len = 24,
	  .dst = { 192, 168, 15 },
	  .table = 254,
	  .has_prefsrc = true,
	  .prefsrc = { 192, 168, 15, 1 },
	  .hop = 1,
	  .n_hops = 1 },
	{ .family = AF_INET, .type = RTN_BLACKHOLE, .len = 8, .dst = { 10 }, .table = 100 },
	{ .family = AF_INET, .type = RTN_LOCAL, .len = 32, .dst = { 9 }, .table = 255 },
};
static struct fdb_row fdb[] = {
	{ .ifindex = 2, .master = 5, .mac = { 2, [5] = 1 }, .vlan = 9, .state = NUD_REACHABLE },
	{ .ifindex = 2, .master = 5, .mac = { 2, [5] = 3 }, .state = NUD_PERMANENT },
};
static struct room room = {
	.name = "red",
	.cookie = 4097,
	.links = links,
	.n_links = 1,
	.neighs = neighs,
	.n_neighs = 2,
	.routes = routes,
	.n_routes = 4,
	.hops = hops,
	.n_hops = 2,
	.fdb = fdb,
	.n_fdb = 2,
};
static const struct snapshot house = { .rooms = &room, .n_rooms = 1 };

static char lines[4096];

static void write_all(void)
{
	struct snapshot_at at = { 0 };
	struct text t = TEXT(lines);

	while (snapshot_line(&house, &at, &t))
		;
}

static struct snapshot *read_all(void)
{
	struct snapshot *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	for (const char *line = lines, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_ok(snapshot_read_line(s, line, (size_t)(end - line)));
	}
	return s;
}

static void lines_are_for_people(void **state)
{
	(void)state;
	write_all();
	assert_string_equal(strstr(lines, "neighbour"),
			    "neighbour 192.168.15.2 on red:eth0 id 4097:2 state 0x4 "
			    "lladdr 02:00:00:00:00:02\n"
			    "neighbour fd00::7 on red:eth0 id 4097:2 state 0x1\n"
			    "route 0.0.0.0/0 cookie 4097 table 254 type 1 metric 7 hops 1 oif 2 "
			    "via 192.168.15.5\n"
			    "route 192.168.15.0/24 cookie 4097 table 254 type 1 metric 0 hops 1 "
			    "oif 2 src 192.168.15.1\n"
			    "route 10.0.0.0/8 cookie 4097 table 100 type 6 metric 0 hops 0\n"
			    "fdb 02:00:00:00:00:01 on red:eth0 id 4097:2 state 0x2 master 5 "
			    "vlan 9\n");
}

static void what_was_written_is_read(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct room *r;

	(void)state;
	write_all();
	s = read_all();
	r = &s->rooms[0];
	assert_int_equal(r->n_neighs, 2);
	assert_memory_equal(r->neighs, neighs, sizeof(neighs));
	assert_int_equal(r->n_routes, 3);
	assert_memory_equal(r->routes, routes, 3 * sizeof(routes[0]));
	assert_int_equal(r->n_hops, 2);
	assert_memory_equal(r->hops, hops, sizeof(hops));
	assert_int_equal(r->n_fdb, 1);
	assert_memory_equal(r->fdb, fdb, sizeof(fdb[0]));
}

static void what_contradicts_itself_is_refused(void **state)
{
	static const char *const wrong[] = {
		"neighbour 192.168.15.2 on red:eth0 id 1:2 state 0x4",
		"neighbour nobody on red:eth0 id 4097:2 state 0x4",
		"neighbour 192.168.15.2 on red:eth0 id 4097:2 lladdr zz",
		"route 10.0.0.0/8 cookie 1 hops 0",
		"route 10.0.0/8 cookie 4097 hops 0",
		"route 10.0.0.0/8 cookie 4097 hops 1 via x",
		"fdb 02:00 on red:eth0 id 4097:2",
		"fdb 02:00:00:00:00:01 on red:eth0",
	};
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct room *r;

	(void)state;
	strcpy(lines, "netns red cookie 4097 inum 0\n");
	s = read_all();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_err(snapshot_read_line(s, wrong[i], strlen(wrong[i])), EPROTO);
	r = &s->rooms[0];
	assert_int_equal(r->n_neighs + r->n_routes + r->n_fdb, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_for_people),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(what_contradicts_itself_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
