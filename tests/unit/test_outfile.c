// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_outfile.c - output that is opened with care, written whole, and not waited for for ever
 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "../../user/io/outfile.h"

static char dir[] = "/tmp/outfile-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void put_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static size_t size_of(const char *name)
{
	struct stat st;

	assert_ok(stat(path_of(name), &st));
	return (size_t)st.st_size;
}

static int create_err(const char *name, struct err *e)
{
	struct outfile *o = NULL;
	int err = outfile_create(path_of(name), &o, e);

	assert_true(err < 0 && !o);
	return err;
}

/* A block of pcapng's shape: type, length, filling, length. */
static size_t block(uint8_t *buf, uint32_t len)
{
	memset(buf, 'x', len);
	memcpy(buf + 4, &len, sizeof(len));
	memcpy(buf + len - 4, &len, sizeof(len));
	return len;
}

static void a_file_is_made_for_its_owner_alone(void **state)
{
	_cleanup_outfile_ struct outfile *o = NULL;
	struct err e = { 0 };
	struct stat st;

	(void)state;
	assert_ok(outfile_create(path_of("new"), &o, &e));
	assert_false(outfile_is_stream(o));
	fputs("0123456789ab", outfile_file(o));
	assert_ok(outfile_finish(o, &e));
	assert_int_equal(size_of("new"), 12);
	assert_ok(stat(path_of("new"), &st));
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void a_file_that_is_there_is_overwritten(void **state)
{
	_cleanup_outfile_ struct outfile *o = NULL;
	struct err e = { 0 };

	(void)state;
	put_file("old", "a longer text than what comes");
	assert_ok(outfile_create(path_of("old"), &o, &e));
	fputs("short", outfile_file(o));
	assert_ok(outfile_finish(o, &e));
	assert_int_equal(size_of("old"), 5);
}

static void what_is_no_plain_file_of_ours_is_refused(void **state)
{
	char target[128];
	struct err e = { 0 };

	(void)state;
	put_file("canary", "precious");
	snprintf(target, sizeof(target), "%s", path_of("canary"));
	assert_ok(symlink(target, path_of("symlink")));
	assert_err(create_err("symlink", &e), ELOOP);
	assert_non_null(strstr(e.text, "symbolic link"));
	assert_ok(link(target, path_of("twin")));
	assert_err(create_err("twin", &e), EMLINK);
	assert_non_null(strstr(e.text, "second name"));
	assert_ok(mkdir(path_of("folder"), 0700));
	assert_err(create_err("folder", &e), EISDIR);
	assert_err(create_err("nowhere/new", &e), ENOENT);
	assert_int_equal(size_of("canary"), 8);
}

static void sudo_writes_as_who_called_it(void **state)
{
	_cleanup_outfile_ struct outfile *o = NULL;
	struct err e = { 0 };
	struct stat st;

	(void)state;
	if (geteuid() != 0)
		skip();
	setenv("SUDO_UID", "65534", 1);
	setenv("SUDO_GID", "65534", 1);
	assert_err(create_err("not-theirs", &e), EACCES);
	assert_ok(chmod(dir, 0777));
	assert_ok(outfile_create(path_of("theirs"), &o, &e));
	assert_int_equal(geteuid(), 0);
	assert_int_equal(getegid(), getgid());
	assert_ok(stat(path_of("theirs"), &st));
	assert_int_equal(st.st_uid, 65534);
	assert_int_equal(st.st_gid, 65534);
	assert_err(create_err("canary", &e), EACCES);
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
}

static void a_full_disk_is_told(void **state)
{
	_cleanup_outfile_ struct outfile *o = NULL;
	struct err e = { 0 };

	(void)state;
	assert_ok(outfile_create("/dev/full", &o, &e));
	fputs("block", outfile_file(o));
	assert_int_equal(outfile_error(o), ENOSPC);
	assert_err(outfile_finish(o, &e), ENOSPC);
	assert_string_equal(e.text, "cannot write to /dev/full: No space left on device");
}

/* The disk is full in the middle of the third block: two remain. */
static void a_full_disk_leaves_whole_blocks(void **state)
{
	struct rlimit was, small;
	_cleanup_outfile_ struct outfile *o = NULL;
	struct err e = { 0 };
	uint8_t buf[256];
	size_t n;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_ok(getrlimit(RLIMIT_FSIZE, &was));
	small = (struct rlimit){ 200, was.rlim_max };
	assert_ok(outfile_create(path_of("full"), &o, &e));
	assert_ok(setrlimit(RLIMIT_FSIZE, &small));
	n = block(buf, 60);
	fwrite(buf, 1, n, outfile_file(o));
	n = block(buf, 80);
	n += block(buf + n, 80);
	fwrite(buf, 1, n, outfile_file(o));
	fwrite(buf, 1, 80, outfile_file(o));
	assert_ok(setrlimit(RLIMIT_FSIZE, &was));
	assert_err(outfile_finish(o, &e), EFBIG);
	assert_int_equal(size_of("full"), 140);
}

static void with_stdout_at(int fd, void (*fn)(struct outfile *o))
{
	int was = dup(STDOUT_FILENO);
	struct outfile *o = NULL;
	struct err e = { 0 };

	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	assert_ok(outfile_create("-", &o, &e));
	assert_true(outfile_is_stream(o));
	fn(o);
	outfile_free(o);
	dup2(was, STDOUT_FILENO);
	close(was);
}

static void nobody_reads(struct outfile *o)
{
	struct err e = { 0 };

	fputs("block", outfile_file(o));
	assert_int_equal(outfile_error(o), EPIPE);
	assert_ok(outfile_finish(o, &e));
}

static void a_closed_pipe_ends_it_quietly(void **state)
{
	int fds[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_ok(pipe(fds));
	close(fds[0]);
	with_stdout_at(fds[1], nobody_reads);
	close(fds[1]);
}

static int signals;

static void a_reader_stands_still(struct outfile *o)
{
	static char much[200000];
	struct timespec before, after;
	struct err e = { 0 };

	outfile_signals(o, signals);
	clock_gettime(CLOCK_MONOTONIC, &before);
	fwrite(much, 1, sizeof(much), outfile_file(o));
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(outfile_error(o), ETIMEDOUT);
	assert_err(outfile_finish(o, &e), ETIMEDOUT);
	assert_non_null(strstr(e.text, "does not read"));
	assert_true(after.tv_sec - before.tv_sec <= 3);
}

static void a_signal_ends_the_wait_for_a_reader(void **state)
{
	int fds[2];

	(void)state;
	signals = eventfd(1, EFD_CLOEXEC);
	assert_ok(pipe(fds));
	with_stdout_at(fds[1], a_reader_stands_still);
	close(fds[0]);
	close(fds[1]);
	close(signals);
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	static const char *const names[] = { "new",  "old",    "canary", "symlink",
					     "twin", "theirs", "full" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		unlink(path_of(names[i]));
	rmdir(path_of("folder"));
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_made_for_its_owner_alone),
		cmocka_unit_test(a_file_that_is_there_is_overwritten),
		cmocka_unit_test(what_is_no_plain_file_of_ours_is_refused),
		cmocka_unit_test(sudo_writes_as_who_called_it),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(a_full_disk_leaves_whole_blocks),
		cmocka_unit_test(a_closed_pipe_ends_it_quietly),
		cmocka_unit_test(a_signal_ends_the_wait_for_a_reader),
	};

	umask(022);
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
