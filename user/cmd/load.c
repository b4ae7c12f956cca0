// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load.c - the lab that a verb's argument names
 */
#include "load.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../util/text.h"

struct loaded {
	char *text;
	size_t len;
};

static void cleanup_loaded(struct loaded *l)
{
	free(l->text);
}
#define _cleanup_loaded_ _cleanup_(cleanup_loaded)

/* A path for a message: an argument may hold anything. */
struct shown {
	char text[200];
};

static struct shown show(const char *what)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_escape(&t, what, strlen(what));
	return s;
}

static int too_large(const char *what, struct err *e)
{
	return err_set(e, EFBIG, "%s is larger than 1 MiB: no lab file is", show(what).text);
}

/* One octet more than allowed is asked for, to tell a full file from a cut one. */
static int read_all(int fd, const char *what, struct loaded *ret, struct err *e)
{
	_cleanup_loaded_ struct loaded l = { malloc(TOPO_TEXT_MAX + 1), 0 };
	ssize_t n = 1;

	if (!l.text)
		return err_sys(e, ENOMEM, "cannot read %s", show(what).text);
	while (n && l.len <= TOPO_TEXT_MAX) {
		n = read(fd, l.text + l.len, TOPO_TEXT_MAX + 1 - l.len);
		if (n < 0 && errno != EINTR)
			return err_sys(e, errno, "cannot read %s", show(what).text);
		l.len += n > 0 ? (size_t)n : 0;
	}
	if (l.len > TOPO_TEXT_MAX)
		return too_large(what, e);
	*ret = (struct loaded){ TAKE_PTR(l.text), l.len };
	return 0;
}

/* O_NONBLOCK: a FIFO without a writer must not hold us. */
static int read_file(const char *what, struct loaded *ret, struct err *e)
{
	_cleanup_close_ int fd = open(what, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return err_sys(e, errno, "cannot open %s", show(what).text);
	if (S_ISDIR(st.st_mode))
		return err_sys(e, EISDIR, "cannot read %s", show(what).text);
	if (!S_ISREG(st.st_mode))
		return err_set(e, EINVAL,
			       "%s is no regular file; '-' reads a lab from standard input",
			       show(what).text);
	if (st.st_size > TOPO_TEXT_MAX)
		return too_large(what, e);
	return read_all(fd, what, ret, e);
}

static int copy_builtin(const char *text, size_t len, struct loaded *ret, struct err *e)
{
	/* An octet more, so that an empty one is not taken for a failure. */
	struct loaded l = { malloc(len + 1), len };

	if (!l.text)
		return err_sys(e, ENOMEM, "cannot read a built-in lab");
	memcpy(l.text, text, len);
	*ret = l;
	return 0;
}

static int no_such(const char *what, struct err *e)
{
	char list[100] = "";
	struct text t = TEXT(list);
	const char *name;

	for (size_t i = 0; (name = topo_builtin_name(i)); i++)
		text_add(&t, "%s%s", i ? ", " : "", name);
	return err_set(e, ENOENT, "cannot open %s: %s; built in are %s", show(what).text,
		       strerror(ENOENT), list);
}

/* A directory cannot be a lab, so it does not hide a built-in of its name. */
static bool is_file(const char *what)
{
	struct stat st;

	return !stat(what, &st) && !S_ISDIR(st.st_mode);
}

static int load(const char *what, struct loaded *ret, struct err *e)
{
	size_t len = 0;
	const char *text = topo_builtin(what, &len);

	if (!strcmp(what, "-"))
		return read_all(STDIN_FILENO, "<stdin>", ret, e);
	if (text && !is_file(what))
		return copy_builtin(text, len, ret, e);
	if (access(what, F_OK) && errno == ENOENT)
		return no_such(what, e);
	return read_file(what, ret, e);
}

int load_text(const char *what, char **ret_text, size_t *ret_len, struct err *e)
{
	struct loaded l;
	int err = load(what, &l, e);

	if (err)
		return err;
	*ret_text = l.text;
	*ret_len = l.len;
	return 0;
}

const char *load_name(const char *what)
{
	return strcmp(what, "-") ? what : "<stdin>";
}

char *load_source(const char *what)
{
	char *source = NULL;
	size_t len;

	if (!strcmp(what, "-"))
		return strdup("standard input");
	if (is_file(what))
		return realpath(what, NULL);
	if (!topo_builtin(what, &len) || asprintf(&source, "built-in %s", what) < 0)
		return NULL;
	return source;
}

int load_topo(const char *what, struct topo **ret, char **ret_text, size_t *ret_len, struct err *e)
{
	_cleanup_loaded_ struct loaded l = { 0 };
	int err = load(what, &l, e);

	if (!err)
		err = topo_parse(l.text, l.len, load_name(what), ret, e);
	if (err)
		return err;
#ifdef __GLIBC__
	/* What reading took is more than what it found, and is not needed again. */
	malloc_trim(0);
#endif
	if (ret_len)
		*ret_len = l.len;
	if (ret_text)
		*ret_text = TAKE_PTR(l.text);
	return 0;
}
