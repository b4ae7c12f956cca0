// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_reach.c - pipes are followed through namespaces that nobody named
 *
 * Needs root, and takes namespaces of its own; without it every test is skipped.
 *
 *     red ── a process's ── one that a descriptor holds ── one that a mount holds     lonely
 */
#include "unit.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "../../user/tables/reach.h"

static const char setup[] =
	"set -e; for n in red blue green far lonely twin; do ip netns add $n; done\n"
	"ip -n red link add r type veth peer name b netns blue\n"
	"ip -n blue link add x type veth peer name g netns green\n"
	"ip -n green link add x type veth peer name f netns far\n"
	"ip -n far link add x type veth peer name y\n"
	"ip -n lonely link add x type veth peer name y netns twin\n"
	"mkdir '/run/a b'; touch '/run/a b/far'; mount --bind /run/netns/far '/run/a b/far'\n";

static const char forget[] = "for n in blue green far; do ip netns del $n; done";

static struct netns red = NETNS_INIT;
static pid_t holder, dweller;

/* Lives in a namespace, or only holds it open. */
static pid_t keep_alive(const char *name, bool inside)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		struct netns_token token = NETNS_TOKEN_INIT;
		struct netns n = NETNS_INIT;

		if (netns_open(name, &n, NULL) || (inside && netns_enter(&n, &token, NULL)))
			_exit(1);
		if (inside)
			netns_close(&n);
		if (write(ready[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static int open_rooms(void **state)
{
	(void)state;
	if (geteuid() || unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL))
		return 0;
	if (system(setup))
		return -1;
	dweller = keep_alive("blue", true);
	holder = keep_alive("green", false);
	return system(forget) || netns_open("red", &red, NULL) ? -1 : 0;
}

static int close_rooms(void **state)
{
	(void)state;
	netns_close(&red);
	if (dweller) {
		kill(dweller, SIGKILL);
		kill(holder, SIGKILL);
		waitpid(dweller, NULL, 0);
		waitpid(holder, NULL, 0);
	}
	return 0;
}

static const struct reached *called(const struct reach *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->found[i].ns.name, name))
			return &r->found[i];
	return NULL;
}

static void pipes_lead_to_all_of_them(void **state)
{
	_cleanup_reach_ struct reach r = { 0 };
	char pid[NETNS_NAME_MAX], held[NETNS_NAME_MAX] = "";
	struct err e = { 0 };

	(void)state;
	if (red.fd < 0)
		skip();
	if (reach_open(&red, 1, &r, &e))
		fail_msg("%s", e.text);
	assert_int_equal(r.n, 3);
	snprintf(pid, sizeof(pid), "pid:%d", dweller);
	assert_non_null(called(&r, pid));
	assert_non_null(called(&r, "/run/a b/far"));
	for (size_t i = 0; i < r.n; i++)
		if (strstr(r.found[i].ns.name, "held by"))
			snprintf(held, sizeof(held), "%s", r.found[i].ns.name);
	snprintf(pid, sizeof(pid), "held by pid %d", holder);
	assert_non_null(strstr(held, pid));
	for (size_t i = 0; i < r.n; i++) {
		_cleanup_netns_close_ struct netns again = NETNS_INIT;

		assert_ok(netns_open(r.found[i].what, &again, NULL));
		assert_true(again.cookie == r.found[i].ns.cookie);
	}
}

static void what_it_starts_from_is_not_found_again(void **state)
{
	_cleanup_netns_close_ struct netns other = NETNS_INIT;
	_cleanup_reach_ struct reach r = { 0 };
	struct netns both[2];
	char pid[NETNS_NAME_MAX];

	(void)state;
	if (red.fd < 0)
		skip();
	snprintf(pid, sizeof(pid), "pid:%d", dweller);
	assert_ok(netns_open(pid, &other, NULL));
	both[0] = red;
	both[1] = other;
	assert_ok(reach_open(both, 2, &r, NULL));
	assert_int_equal(r.n, 2);
	assert_null(called(&r, pid));
	assert_null(called(&r, "red"));
	/* they are still the caller's */
	assert_true(fcntl(red.fd, F_GETFD) >= 0 && fcntl(other.fd, F_GETFD) >= 0);
}

static void a_room_without_pipes_leads_nowhere(void **state)
{
	_cleanup_netns_close_ struct netns alone = NETNS_INIT, lonely = NETNS_INIT;
	_cleanup_reach_ struct reach none = { 0 }, one = { 0 };

	(void)state;
	if (red.fd < 0)
		skip();
	assert_ok(netns_create("alone", &alone, NULL));
	assert_ok(reach_open(&alone, 1, &none, NULL));
	assert_int_equal(none.n, 0);
	assert_ok(netns_open("lonely", &lonely, NULL));
	assert_ok(reach_open(&lonely, 1, &one, NULL));
	assert_int_equal(one.n, 1);
	assert_string_equal(one.found[0].ns.name, "twin");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipes_lead_to_all_of_them),
		cmocka_unit_test(what_it_starts_from_is_not_found_again),
		cmocka_unit_test(a_room_without_pipes_leads_nowhere),
	};

	return cmocka_run_group_tests(tests, open_rooms, close_rooms);
}
