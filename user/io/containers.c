// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * containers.c - which process is a container's, as the engines' own files say
 */
#include "containers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DOCKER_DIR "/var/lib/docker/containers"

/* A container's file is some 10 KiB; an index of a thousand of them a megabyte. */
#define FILE_MAX (8 << 20)

typedef int container_fn(const struct container *c, void *ctx);

/* Between a process's beginning and the writing of its file: engines are quicker, clocks coarse. */
#define SLACK_S 2

struct text_file {
	char *text;
	size_t len;
	time_t written;
};

static void cleanup_text_file(struct text_file *f)
{
	free(f->text);
}
#define _cleanup_text_file_ _cleanup_(cleanup_text_file)

/* A regular file, whole. Its text is NULL: there is none, or it is too large. */
static struct text_file read_file(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	struct text_file none = { NULL };
	size_t len = 0, size;
	struct stat st;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		return none;
	size = (size_t)st.st_size + 1;
	text = malloc(size);
	while (text && n > 0 && len < size - 1) {
		n = read(fd, text + len, size - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (!text || n < 0)
		return none;
	text[len] = '\0';
	return (struct text_file){ TAKE_PTR(text), len, st.st_mtime };
}

static json_t *parse(const struct text_file *f)
{
	return f->text ? json_loadb(f->text, f->len, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

static void cleanup_json(json_t **j)
{
	json_decref(*j);
}
#define _cleanup_json_ _cleanup_(cleanup_json)

static bool set_name(struct container *c, const char *name)
{
	if (!name || !*name || strlen(name) >= sizeof(c->name))
		return false;
	snprintf(c->name, sizeof(c->name), "%s", name);
	return true;
}

/* When a process began, seconds since the epoch; -1: there is none (proc(5), /proc/PID/stat) */
static time_t began(pid_t pid)
{
	struct timespec wall, boot;
	unsigned long long ticks;
	char path[32], line[1024] = "", *rest;
	_cleanup_close_ int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, line, sizeof(line) - 1) <= 0)
		return -1;
	/* The name may hold blanks and brackets. */
	rest = strrchr(line, ')');
	if (!rest || sscanf(rest + 1,
			    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d "
			    "%*d %*d %*d %*d %*d %llu",
			    &ticks) != 1)
		return -1;
	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return wall.tv_sec - boot.tv_sec + (time_t)(ticks / (unsigned long)sysconf(_SC_CLK_TCK));
}

static bool set_pid(struct container *c, json_int_t pid, const struct text_file *said)
{
	time_t since = pid > 0 && pid <= INT_MAX ? began((pid_t)pid) : -1;

	if (since < 0 || since > said->written + SLACK_S)
		return false;
	c->pid = (pid_t)pid;
	return true;
}

/* {"Name":"/web","State":{"Running":true,"Pid":17}} */
static int docker_one(const char *id, container_fn *fn, void *ctx)
{
	struct container c = { .engine = "docker" };
	_cleanup_text_file_ struct text_file f = { NULL };
	_cleanup_json_ json_t *j = NULL;
	const json_t *state;
	const char *name;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DOCKER_DIR "/%.255s/config.v2.json", id);
	f = read_file(path);
	j = parse(&f);
	state = json_object_get(j, "State");
	name = json_string_value(json_object_get(j, "Name"));
	if (name && *name == '/')
		name++;
	if (!json_is_true(json_object_get(state, "Running")) || !set_name(&c, name) ||
	    !set_pid(&c, json_integer_value(json_object_get(state, "Pid")), &f))
		return 0;
	return fn(&c, ctx);
}

/* Every name in a directory but the hidden ones. Return: what @one said, if not 0 */
static int each_entry(const char *dir, int (*one)(const char *name, container_fn *fn, void *ctx),
		      container_fn *fn, void *ctx)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int err = 0;

	while (d && !err && (e = readdir(d)))
		if (e->d_name[0] != '.')
			err = one(e->d_name, fn, ctx);
	if (d)
		closedir(d);
	return err;
}

/* Where one user's Podman keeps what lasts, and what does not. */
struct store {
	const char *graph, *run;
};

/* False: it does not run. */
static bool set_podman_pid(struct container *c, const struct store *s, const char *id)
{
	_cleanup_text_file_ struct text_file f = { NULL };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/overlay-containers/%.255s/userdata/pidfile", s->run, id);
	f = read_file(path);
	return f.text && set_pid(c, strtol(f.text, NULL, 10), &f);
}

/* [{"id":"5434…","names":["web"]}] */
static int podman_index(const struct store *s, const char *path, container_fn *fn, void *ctx)
{
	_cleanup_text_file_ struct text_file f = read_file(path);
	_cleanup_json_ json_t *j = parse(&f);
	const json_t *one;
	size_t i;
	int err = 0;

	for (i = 0; !err && (one = json_array_get(j, i)); i++) {
		const char *id = json_string_value(json_object_get(one, "id"));
		struct container c = { .engine = "podman" };

		if (!id || strchr(id, '/') ||
		    !set_name(&c, json_string_value(
					  json_array_get(json_object_get(one, "names"), 0))) ||
		    !set_podman_pid(&c, s, id))
			continue;
		err = fn(&c, ctx);
	}
	return err;
}

/* Those that `podman run --rm` made have an index of their own. */
static int podman_store(const struct store *s, container_fn *fn, void *ctx)
{
	static const char *const files[] = { "containers.json", "volatile-containers.json" };
	const char *const dirs[] = { s->graph, s->run };
	char path[PATH_MAX];
	int err = 0;

	for (size_t d = 0; d < ARRAY_SIZE(dirs) && !err; d++)
		for (size_t f = 0; f < ARRAY_SIZE(files) && !err; f++) {
			snprintf(path, sizeof(path), "%s/overlay-containers/%s", dirs[d], files[f]);
			err = podman_index(s, path, fn, ctx);
		}
	return err;
}

static int podman_user(const char *uid, container_fn *fn, void *ctx)
{
	char graph[PATH_MAX], run[PATH_MAX], buf[4096];
	struct passwd pw, *found = NULL;
	struct stat st;
	char *end;
	unsigned long n = strtoul(uid, &end, 10);

	snprintf(run, sizeof(run), "/run/user/%.20s/containers", uid);
	if (*end || stat(run, &st) || getpwuid_r((uid_t)n, &pw, buf, sizeof(buf), &found) || !found)
		return 0;
	snprintf(graph, sizeof(graph), "%s/.local/share/containers/storage", pw.pw_dir);
	return podman_store(&(struct store){ graph, run }, fn, ctx);
}

int containers_each(container_fn *fn, void *ctx)
{
	static const struct store roots = { "/var/lib/containers/storage",
					    "/run/containers/storage" };
	int err = each_entry(DOCKER_DIR, docker_one, fn, ctx);

	if (!err)
		err = podman_store(&roots, fn, ctx);
	return err ? err : each_entry("/run/user", podman_user, fn, ctx);
}
