// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_load.c - what a verb's argument may name, and all it may not
 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../../user/cmd/load.h"

static const char pair[] = "nodes: {a: , b: }\nlinks: [[a:x, b:y]]\n";

static int in_directory(void **state)
{
	static char dir[] = "/tmp/nscope-load-XXXXXX";

	*state = mkdtemp(dir);
	return *state ? chdir(dir) : -1;
}

static int clean(void **state)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf '%s'", (char *)*state);
	return chdir("/") || system(command);
}

static void write_file(const char *name, const char *text, off_t size)
{
	_cleanup_close_ int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_ok(size ? ftruncate(fd, size) : 0);
}

/* The error's number and words, from a load that must leave its outputs alone. */
static void refused(const char *what, int code, const char *words)
{
	struct topo *t = (struct topo *)words;
	char *text = (char *)words;
	struct err e = { 0 };
	size_t len = 7;

	assert_err(load_topo(what, &t, &text, &len, &e), code);
	assert_true(t == (struct topo *)words && text == words && len == 7);
	assert_string_equal(e.text, words);
}

static void a_file(void **state)
{
	_cleanup_topo_ struct topo *t = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len = 0;

	(void)state;
	write_file("my.yaml", pair, 0);
	assert_ok(load_topo("my.yaml", &t, &text, &len, NULL));
	assert_string_equal(t->name, "my");
	assert_int_equal(len, strlen(pair));
	assert_memory_equal(text, pair, len);
}

static void a_builtin_unless_a_file_is_called_so(void **state)
{
	struct topo *t = NULL;

	(void)state;
	assert_ok(load_topo("pair", &t, NULL, NULL, NULL));
	assert_string_equal(t->nodes[0].name, "red");
	topo_free(t);
	assert_ok(mkdir("pair", 0700));
	assert_ok(load_topo("pair", &t, NULL, NULL, NULL));
	topo_free(t);
	assert_ok(rmdir("pair"));
	write_file("pair", pair, 0);
	assert_ok(load_topo("pair", &t, NULL, NULL, NULL));
	assert_string_equal(t->nodes[0].name, "a");
	topo_free(t);
	assert_ok(unlink("pair"));
}

static void standard_input(void **state)
{
	_cleanup_topo_ struct topo *t = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len = 0;

	(void)state;
	write_file("in", "name: x\nnodes: {a: }\n", 0);
	assert_non_null(freopen("in", "r", stdin));
	assert_ok(load_topo("-", &t, &text, &len, NULL));
	assert_string_equal(t->name, "x");
}

static void what_is_no_lab_file(void **state)
{
	(void)state;
	refused("gone", ENOENT,
		"cannot open gone: No such file or directory; built in are house, nat, pair, "
		"router, switch, twin");
	refused("", ENOENT,
		"cannot open : No such file or directory; built in are house, nat, pair, router, "
		"switch, twin");
	refused("gone\x1b[31m", ENOENT,
		"cannot open gone\\x1b[31m: No such file or directory; built in are house, nat, "
		"pair, router, switch, twin");
	refused("/", EISDIR, "cannot read /: Is a directory");
	refused("/dev/zero", EINVAL,
		"/dev/zero is no regular file; '-' reads a lab from standard input");
	assert_ok(mkfifo("fifo", 0600));
	refused("fifo", EINVAL, "fifo is no regular file; '-' reads a lab from standard input");
	write_file("sparse", "", (off_t)1 << 30);
	refused("sparse", EFBIG, "sparse is larger than 1 MiB: no lab file is");
	write_file("zeros", "", 4096);
	refused("zeros", EINVAL, "zeros is binary (octet 0 is NUL): no lab file is");
	refused("my.yaml/x", ENOTDIR, "cannot open my.yaml/x: Not a directory");
}

/* A file whose size is not known beforehand is cut off while it is read. */
static void an_endless_input(void **state)
{
	(void)state;
	assert_non_null(freopen("/dev/zero", "r", stdin));
	refused("-", EFBIG, "<stdin> is larger than 1 MiB: no lab file is");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file),
		cmocka_unit_test(a_builtin_unless_a_file_is_called_so),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(what_is_no_lab_file),
		cmocka_unit_test(an_endless_input),
	};

	return cmocka_run_group_tests(tests, in_directory, clean);
}
