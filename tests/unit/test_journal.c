// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_journal.c - a journal is read back as it was written, cut anywhere, or not at all
 */
#include "unit.h"

#include <errno.h>

#include "../../user/lab/journal.h"
#include "../../user/topo/isolate.h"

#define HEAD  "nscope journal 1\n"
#define TOKEN "0123456789abcdef0123456789abcdef"

static size_t write_whole(char *buf, size_t size)
{
	const struct journal_netns red = { "red", { 25, 113 }, 4026532213, 4097 };
	const struct journal_netns blue = {
		"blue", { UINT64_MAX, UINT64_MAX }, UINT32_MAX, UINT64_MAX
	};
	const struct journal_link l = { { { "red", "eth0" }, { "blue", "a-15-chars-name" } } };
	const struct journal_keeper k = { "red", INT32_MAX, UINT64_MAX,
					  1U << ISOLATE_PID | 1U << ISOLATE_IPC };
	struct text t = { buf, size, 0 };

	journal_put_head(&t);
	journal_put_netns(&t, &red);
	journal_put_netns(&t, &blue);
	journal_put_link(&t, &l);
	journal_put_keeper(&t, &k);
	journal_put_ready(&t);
	return t.len;
}

static void what_was_written_is_read(void **state)
{
	_cleanup_journal_ struct journal j = { 0 };
	char buf[600];

	(void)state;
	assert_ok(journal_parse(buf, write_whole(buf, sizeof(buf)), &j, NULL));
	assert_true(j.ready);
	assert_int_equal(j.n_netns, 2);
	assert_string_equal(j.netns[0].name, "red");
	assert_int_equal(j.netns[0].point.dev, 25);
	assert_int_equal(j.netns[0].point.ino, 113);
	assert_int_equal(j.netns[0].inum, 4026532213);
	assert_int_equal(j.netns[0].cookie, 4097);
	assert_true(j.netns[1].point.ino == UINT64_MAX && j.netns[1].cookie == UINT64_MAX);
	assert_int_equal(j.n_links, 1);
	assert_string_equal(j.links[0].ends[0].node, "red");
	assert_string_equal(j.links[0].ends[1].ifname, "a-15-chars-name");
	assert_int_equal(j.n_keepers, 1);
	assert_string_equal(j.keepers[0].node, "red");
	assert_int_equal(j.keepers[0].pid, INT32_MAX);
	assert_true(j.keepers[0].start == UINT64_MAX);
	assert_int_equal(j.keepers[0].isolate, 1U << ISOLATE_PID | 1U << ISOLATE_IPC);
}

/* Its writer may be killed between any two octets: whole lines count, the rest does not. */
static void a_torn_line_announces_nothing(void **state)
{
	char buf[600];
	size_t whole = write_whole(buf, sizeof(buf)), lines = 0;

	(void)state;
	for (size_t len = 0; len <= whole; len++) {
		_cleanup_journal_ struct journal j = { 0 };
		char *exact = malloc(len + 1); /* so that a sanitizer sees one octet too far */

		memcpy(exact, buf, len);
		lines += len && buf[len - 1] == '\n';
		assert_ok(journal_parse(exact, len, &j, NULL));
		assert_int_equal(j.n_netns, lines > 2 ? 2 : lines ? lines - 1 : 0);
		assert_int_equal(j.n_links, lines > 3);
		assert_int_equal(j.n_keepers, lines > 4);
		assert_int_equal(j.ready, lines > 5);
		free(exact);
	}
}

static void what_is_not_ours_is_refused(void **state)
{
	static const char *const bad[] = {
		"something else\n",
		"nscope journal 2\n",
		HEAD "netns ../../etc/passwd 1 1 1 1\n",
		HEAD "netns .x 1 1 1 1\n",
		HEAD "netns red 1 1 1\n",
		HEAD "netns red 1 1 1 1 1\n",
		HEAD "netns red -1 1 1 1\n",
		HEAD "link host eth0 red eth0\n",
		HEAD "netns host 1 1 1 1\n",
		HEAD "gone link red eth0 blue\n",
		HEAD "gone\n",
		HEAD "run \n",
		HEAD "run 0123456789abcdef0123456789abcdeg\n",
		HEAD "run " TOKEN "0\n",
		HEAD "netns red 1 1 4294967296 1\n",
		HEAD "netns red 1 18446744073709551616 1 1\n",
		HEAD "netns red 1 1x 1 1\n",
		HEAD "netns red 1  1 1\n",
		HEAD "link red eth0 blue\n",
		HEAD "link red eth0 blue sixteen-letters-\n",
		HEAD "link red eth/0 blue eth0\n",
		HEAD "link red  blue eth0\n",
		HEAD "keeper red 1 1\n",
		HEAD "keeper red 2147483648 1 pid\n",
		HEAD "keeper red -1 1 pid\n",
		HEAD "keeper red 1 -1 pid\n",
		HEAD "keeper red 1 1 \n",
		HEAD "keeper red 1 1 pid,\n",
		HEAD "keeper red 1 1 pid,net\n",
		HEAD "keeper red/ 1 1 pid\n",
		HEAD "ready now\n",
		HEAD "\n",
		HEAD "mount /\n",
	};
	struct journal j = { .ready = true };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_err(journal_parse(bad[i], strlen(bad[i]), &j, &e), EINVAL);
	assert_string_equal(e.text, "line 2 of the journal is not ours");
	assert_err(journal_parse(HEAD "re\0dy\n", sizeof(HEAD "re\0dy\n") - 1, &j, &e), EINVAL);
	assert_true(j.ready); /* untouched */
}

static void every_set_of_namespaces_is_read_back(void **state)
{
	(void)state;
	for (unsigned int set = 1; set < 1U << ISOLATE_MAX; set++) {
		const struct journal_keeper k = { "red", 4711, 83921, set };
		_cleanup_journal_ struct journal j = { 0 };
		char buf[2 * JOURNAL_LINE_MAX];
		struct text t = TEXT(buf);

		journal_put_head(&t);
		journal_put_keeper(&t, &k);
		assert_ok(journal_parse(buf, t.len, &j, NULL));
		assert_int_equal(j.n_keepers, 1);
		assert_int_equal(j.keepers[0].isolate, set);
	}
}

static void a_keeper_that_went_is_not_there(void **state)
{
	static const char text[] = HEAD "keeper red 1 1 pid\n"
					"keeper blue 2 2 uts\n"
					"keeper red 3 3 ipc\n"
					"gone keeper red\n"
					"gone keeper red\n"
					"keeper green 4 4 pid\n"
					"keeper red 5 5 pid,ipc\n";
	_cleanup_journal_ struct journal j = { 0 };

	(void)state;
	assert_ok(journal_parse(text, strlen(text), &j, NULL));
	assert_int_equal(j.n_keepers, 3);
	assert_string_equal(j.keepers[0].node, "blue");
	assert_string_equal(j.keepers[1].node, "green");
	assert_int_equal(j.keepers[2].pid, 5);
}

static void what_is_written_of_a_keeper_that_went(void **state)
{
	char buf[64];
	struct text t = TEXT(buf);

	(void)state;
	journal_put_gone_keeper(&t, "red");
	assert_string_equal(buf, "gone keeper red\n");
}

static void endless_lines_are_refused(void **state)
{
	static char line[sizeof(HEAD) + 100000];
	struct journal j;

	(void)state;
	memcpy(line, HEAD, strlen(HEAD));
	memset(line + strlen(HEAD), 'a', sizeof(line) - strlen(HEAD));
	line[sizeof(line) - 1] = '\n';
	assert_err(journal_parse(line, sizeof(line), &j, NULL), EINVAL);
}

static void the_longest_line_fits(void **state)
{
	char name[NETNS_NAME_MAX], buf[JOURNAL_LINE_MAX];
	struct journal_netns n = { .point = { UINT64_MAX, UINT64_MAX }, UINT32_MAX, UINT64_MAX };
	struct journal_link l;
	struct journal_keeper k = { .pid = INT32_MAX,
				    .start = UINT64_MAX,
				    .isolate = (1U << ISOLATE_MAX) - 1 };
	struct text t = TEXT(buf);

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	memcpy(n.name, name, sizeof(name));
	journal_put_netns(&t, &n);
	assert_int_equal(buf[t.len - 1], '\n');
	for (int i = 0; i < 2; i++) {
		memcpy(l.ends[i].node, name, sizeof(name));
		snprintf(l.ends[i].ifname, IFNAMSIZ, "%s", "a-15-chars-name");
	}
	t = TEXT(buf);
	journal_put_link(&t, &l);
	assert_int_equal(buf[t.len - 1], '\n');
	memcpy(k.node, name, sizeof(name));
	t = TEXT(buf);
	journal_put_keeper(&t, &k);
	assert_int_equal(buf[t.len - 1], '\n');
}

static struct journal read_ok(const char *text)
{
	struct journal j = { 0 };

	assert_ok(journal_parse(text, strlen(text), &j, NULL));
	return j;
}

static void what_went_is_not_there(void **state)
{
	const struct journal_link l = { { { "red", "eth0" }, { "blue", "eth0" } } };
	_cleanup_journal_ struct journal j = { 0 };
	char buf[600] = HEAD "netns red 1 2 3 4\nnetns blue 5 6 7 8\nlink red eth0 blue eth0\n"
			     "link red eth1 blue eth1\nready\n";
	struct text t = { buf, sizeof(buf), strlen(buf) };

	(void)state;
	journal_put_change(&t);
	journal_put_gone_link(&t, &l);
	journal_put_gone_netns(&t, "red");
	j = read_ok(buf);
	assert_false(j.ready);
	assert_int_equal(j.n_links, 1);
	assert_string_equal(j.links[0].ends[0].ifname, "eth1");
	assert_int_equal(j.n_netns, 1);
	assert_null(journal_find(&j, "red"));
	assert_int_equal(journal_find(&j, "blue")->cookie, 8);
}

static void a_room_made_again_is_the_new_one(void **state)
{
	_cleanup_journal_ struct journal j =
		read_ok(HEAD "netns red 1 2 3 4\ngone netns red\ngone netns red\n"
			     "gone link red a red b\nnetns red 5 6 7 8\nready\n");

	(void)state;
	assert_true(j.ready);
	assert_int_equal(j.n_netns, 1);
	assert_int_equal(journal_find(&j, "red")->cookie, 8);
}

static void the_mark_of_our_processes(void **state)
{
	_cleanup_journal_ struct journal j = { 0 };
	char buf[200] = HEAD;
	struct text t = { buf, sizeof(buf), strlen(buf) };

	(void)state;
	journal_put_run(&t, TOKEN);
	j = read_ok(buf);
	assert_string_equal(j.token, TOKEN);
}

static void a_link_may_end_at_the_host(void **state)
{
	_cleanup_journal_ struct journal j = read_ok(HEAD "link red eth0 host veth-red\n");

	(void)state;
	assert_string_equal(j.links[0].ends[1].node, "host");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_went_is_not_there),
		cmocka_unit_test(a_room_made_again_is_the_new_one),
		cmocka_unit_test(the_mark_of_our_processes),
		cmocka_unit_test(a_link_may_end_at_the_host),
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(a_torn_line_announces_nothing),
		cmocka_unit_test(what_is_not_ours_is_refused),
		cmocka_unit_test(every_set_of_namespaces_is_read_back),
		cmocka_unit_test(a_keeper_that_went_is_not_there),
		cmocka_unit_test(what_is_written_of_a_keeper_that_went),
		cmocka_unit_test(endless_lines_are_refused),
		cmocka_unit_test(the_longest_line_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
