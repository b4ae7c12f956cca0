// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_snapshot_text.c - names and peers as lines, and back, whatever a name is made of
 */
#include "unit.h"

#include <errno.h>

#include "../../user/trace/snapshot_text.h"

static struct link_row red_links[] = {
	{ .ifindex = 1, .name = "lo", .mtu = 65536, .flags = 0x49 },
	{ .ifindex = 2,
	  .name = "eth0",
	  .kind = "veth",
	  .mac = { 2, 0, 0, 0, 0, 0xa1 },
	  .mtu = 1500,
	  .flags = 0x11043,
	  .carrier = true,
	  .peer_ifindex = 7,
	  .peer_cookie = UINT64_MAX },
};
static struct addr_row red_addrs[] = {
	{ .ifindex = 2, .family = AF_INET, .len = 24, .addr = { 192, 168, 15, 1 } },
	{ .ifindex = 2, .family = AF_INET6, .len = 128, .addr = { 0xfd, 1, [15] = 9 } },
};
static struct link_row sw_links[] = {
	{ .ifindex = 7,
	  .name = "p \\x\xff\n",
	  .kind = "veth",
	  .master = 3,
	  .peer_ifindex = 2,
	  .peer_cookie = 4097 },
};
static struct room rooms[] = {
	{ .name = "red",
	  .lab = "pair",
	  .cookie = 4097,
	  .inum = 4026532000,
	  .links = red_links,
	  .n_links = 2,
	  .addrs = red_addrs,
	  .n_addrs = 2 },
	{ .name = "s w:\033[2J\\", .cookie = UINT64_MAX, .links = sw_links, .n_links = 1 },
};
static const struct snapshot house = { .rooms = rooms, .n_rooms = 2 };

static char lines[4096];

static void write_all(const struct snapshot *s)
{
	struct snapshot_at at = { 0 };
	struct text t = TEXT(lines);

	while (snapshot_line(s, &at, &t))
		;
}

static void read_all(struct snapshot *s)
{
	for (const char *line = lines, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_ok(snapshot_read_line(s, line, (size_t)(end - line)));
	}
}

static void forget(struct snapshot *s)
{
	for (size_t i = 0; i < s->n_rooms; i++) {
		free(s->rooms[i].links);
		free(s->rooms[i].addrs);
	}
	free(s->rooms);
}

static void lines_are_for_people(void **state)
{
	(void)state;
	write_all(&house);
	assert_string_equal(
		lines,
		"netns red lab pair cookie 4097 inum 4026532000\n"
		"link red:lo id 4097:1 mac 00:00:00:00:00:00 mtu 65536 flags 0x49 carrier 0\n"
		"link red:eth0 id 4097:2 kind veth mac 02:00:00:00:00:a1 mtu 1500 flags 0x11043 "
		"carrier 1 peer s\\x20w:\\x1b[2J\\x5c:p\\x20\\x5cx\\xff\\x0a "
		"peer-id 18446744073709551615:7\n"
		"address 192.168.15.1/24 on red:eth0 id 4097:2\n"
		"address fd01::9/128 on red:eth0 id 4097:2\n"
		"netns s\\x20w:\\x1b[2J\\x5c cookie 18446744073709551615 inum 0\n"
		"link s\\x20w:\\x1b[2J\\x5c:p\\x20\\x5cx\\xff\\x0a id 18446744073709551615:7 "
		"kind veth mac 00:00:00:00:00:00 mtu 0 flags 0x0 carrier 0 master 3 "
		"peer red:eth0 peer-id 4097:2\n");
}

static void what_was_written_is_read(void **state)
{
	struct snapshot s = { 0 };

	(void)state;
	write_all(&house);
	read_all(&s);
	assert_int_equal(s.n_rooms, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct room *got = &s.rooms[i], *want = &rooms[i];

		assert_memory_equal(got->name, want->name, sizeof(got->name));
		assert_memory_equal(got->lab, want->lab, sizeof(got->lab));
		assert_true(got->cookie == want->cookie && got->inum == want->inum);
		assert_int_equal(got->n_links, want->n_links);
		assert_memory_equal(got->links, want->links, want->n_links * sizeof(*got->links));
		assert_int_equal(got->n_addrs, want->n_addrs);
		if (want->n_addrs)
			assert_memory_equal(got->addrs, want->addrs,
					    want->n_addrs * sizeof(*got->addrs));
	}
	/* once more says nothing new */
	read_all(&s);
	assert_int_equal(s.n_rooms, 2);
	assert_int_equal(s.rooms[0].n_links, 2);
	forget(&s);
}

static int read_line(struct snapshot *s, const char *line)
{
	return snapshot_read_line(s, line, strlen(line));
}

static void what_is_not_known_is_skipped(void **state)
{
	struct snapshot s = { 0 };

	(void)state;
	assert_ok(read_line(&s, ""));
	assert_ok(read_line(&s, "a comment of somebody's"));
	assert_ok(read_line(&s, "netns"));
	assert_ok(read_line(&s, "netns red colour red cookie 3 age"));
	assert_int_equal(s.n_rooms, 1);
	assert_true(s.rooms[0].cookie == 3);
	forget(&s);
}

static void what_contradicts_itself_is_refused(void **state)
{
	static const char *const bad[] = {
		"link red:eth0 id 9:2 mac 02:00:00:00:00:01", /* nobody has that cookie */
		"link red:eth0 id 3 mac 02:00:00:00:00:01",
		"link red id 3:2 mac 02:00:00:00:00:01",
		"link red:eth0 id 3:2 mac 02:00",
		"link red:eth0",
		"address 1.2.3.4 on red:eth0 id 3:2",
		"address 1.2.3/8 on red:eth0 id 3:2",
		"address 1.2.3.4/8 on red:eth0 id 9:2",
		"address fd00::/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8/8 id 9:2",
	};
	char long_line[SNAPSHOT_LINE_MAX + 1];
	struct snapshot s = { 0 };

	(void)state;
	assert_ok(read_line(&s, "netns red cookie 3 inum 4"));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_err(read_line(&s, bad[i]), EPROTO);
	memset(long_line, 'x', sizeof(long_line));
	assert_err(snapshot_read_line(&s, long_line, sizeof(long_line)), EPROTO);
	assert_int_equal(s.rooms[0].n_links + s.rooms[0].n_addrs, 0);
	forget(&s);
}

static void a_name_keeps_within_its_room(void **state)
{
	char name[4];

	(void)state;
	snapshot_unname("abcdef", name, sizeof(name));
	assert_string_equal(name, "abc");
	snapshot_unname("\\x41\\x4", name, sizeof(name));
	assert_string_equal(name, "A\\x");
	snapshot_unname("", name, sizeof(name));
	assert_string_equal(name, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_for_people),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(what_is_not_known_is_skipped),
		cmocka_unit_test(what_contradicts_itself_is_refused),
		cmocka_unit_test(a_name_keeps_within_its_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
