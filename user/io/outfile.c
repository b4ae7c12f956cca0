// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * outfile.c - where output goes
 *
 * Theory of operation
 *
 * stdio writes by a function of ours (fopencookie). What may make us wait - a pipe, a terminal, a
 * socket - is written in pieces that a pipe takes without waiting once poll() calls it writable,
 * and poll() also looks at the signals: Ctrl-C ends a trace whose reader has stopped. It loses
 * what that reader never took, and says so.
 *
 * A capture comes in whole blocks. Where the disk fills in the middle of one the file is cut back
 * to the border before it, so that whoever reads it finds a sound file.
 */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "asuser.h"

#define TEXT_BUFFER (64 * 1024)

struct outfile {
	FILE *file;
	const char *name;
	int fd, signals;
	bool owned;	   /* fd is ours to close */
	bool blocks;	   /* a capture: cut at a border */
	bool stream;	   /* may make us wait */
	uint64_t deadline; /* CLOCK_MONOTONIC ms, once a signal came; 0: none yet */
	int error;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Milliseconds for poll(): -1 for ever, 0 when patience is over. */
static int patience(const struct outfile *o)
{
	uint64_t now = now_ms();

	if (!o->deadline)
		return -1;
	return now < o->deadline ? (int)(o->deadline - now) : 0;
}

/* Returns 0 when it can be written to, else -1 with errno. */
static int wait_writable(struct outfile *o)
{
	struct pollfd fds[2] = { { o->fd, POLLOUT, 0 }, { o->signals, POLLIN, 0 } };

	for (;;) {
		/* A signal that came is not read here, so it would be seen again and again. */
		nfds_t count = o->signals >= 0 && !o->deadline ? 2 : 1;
		int n = poll(fds, count, patience(o));

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0 && fds[0].revents)
			return 0;
		if (n > 0 && count == 2 && fds[1].revents)
			o->deadline = now_ms() + OUTFILE_PATIENCE_MS;
		if (n == 0) {
			errno = ETIMEDOUT;
			return -1;
		}
	}
}

/* As much as goes without an error; the rest is lost and errno says why. */
static size_t write_all(struct outfile *o, const char *buf, size_t size)
{
	size_t done = 0;

	while (done < size) {
		size_t piece = size - done;
		ssize_t n;

		if (o->stream && wait_writable(o))
			break;
		if (o->stream && piece > PIPE_BUF)
			piece = PIPE_BUF;
		n = write(o->fd, buf + done, piece);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			break;
		if (n > 0)
			done += (size_t)n;
	}
	return done;
}

/* How much of @done octets is whole blocks: type, total length, ... */
static size_t whole_blocks(const char *buf, size_t done)
{
	size_t at = 0;
	uint32_t len;

	while (done - at >= 8) {
		memcpy(&len, buf + at + 4, sizeof(len));
		if (len < 8 || len > done - at)
			break;
		at += len;
	}
	return at;
}

static void cut_back(const struct outfile *o, const char *buf, size_t done)
{
	off_t end = lseek(o->fd, 0, SEEK_CUR);

	/* It fails on what is no regular file, and then there is nothing to cut. */
	if (end >= 0 && ftruncate(o->fd, end - (off_t)(done - whole_blocks(buf, done))))
		return;
}

static ssize_t on_write(void *cookie, const char *buf, size_t size)
{
	struct outfile *o = cookie;
	size_t done;

	if (o->error) {
		errno = o->error;
		return 0;
	}
	done = write_all(o, buf, size);
	if (done == size)
		return (ssize_t)size;
	o->error = errno ? errno : EIO;
	if (o->blocks)
		cut_back(o, buf, done);
	return 0;
}

static int outfile_new(const char *name, int fd, struct outfile **ret, struct err *e)
{
	_cleanup_outfile_ struct outfile *o = calloc(1, sizeof(*o));
	struct stat st;

	if (!o)
		return err_sys(e, ENOMEM, "%s", name);
	*o = (struct outfile){ .name = name, .fd = fd, .signals = -1 };
	if (fstat(fd, &st))
		return err_sys(e, errno, "%s", name);
	o->stream = !S_ISREG(st.st_mode);
	o->file = fopencookie(o, "w", (cookie_io_functions_t){ .write = on_write });
	if (!o->file)
		return err_sys(e, ENOMEM, "%s", name);
	*ret = TAKE_PTR(o);
	return 0;
}

int outfile_stdout(struct outfile **ret, struct err *e)
{
	int err = outfile_new("standard output", STDOUT_FILENO, ret, e);

	if (!err)
		setvbuf((*ret)->file, NULL, _IOFBF, TEXT_BUFFER);
	return err;
}

/* Is what was opened a thing to be written to? */
static int check_kind(const char *path, int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st))
		return err_sys(e, errno, "%s", path);
	if (S_ISBLK(st.st_mode))
		return err_set(e, EINVAL, "%s: a disk is not written to; name a file", path);
	if (!S_ISREG(st.st_mode))
		return 0;
	if (st.st_nlink > 1)
		return err_set(e, EMLINK,
			       "%s: has a second name (hard link), which would be overwritten, "
			       "too; remove it first",
			       path);
	if (ftruncate(fd, 0))
		return err_sys(e, errno, "%s", path);
	return 0;
}

/* Not truncated yet: that has to wait until we know what it is. */
static int open_capture(const char *path)
{
	struct asuser user;
	int fd, error;

	if (asuser_begin(&user))
		return -1;
	fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
	error = errno;
	asuser_end(&user);
	errno = error;
	return fd;
}

int outfile_create(const char *path, struct outfile **ret, struct err *e)
{
	bool is_stdout = !strcmp(path, "-");
	_cleanup_close_ int fd = -1;
	int err;

	if (!is_stdout)
		fd = open_capture(path);
	if (!is_stdout && fd < 0 && errno == ELOOP)
		return err_set(e, ELOOP, "%s: a symbolic link is not followed; name its target",
			       path);
	if (!is_stdout && fd < 0)
		return err_sys(e, errno, "%s", path);
	err = is_stdout ? 0 : check_kind(path, fd, e);
	if (!err)
		err = outfile_new(is_stdout ? "standard output" : path,
				  is_stdout ? STDOUT_FILENO : fd, ret, e);
	if (err)
		return err;
	(*ret)->owned = !is_stdout;
	(*ret)->blocks = true;
	setvbuf((*ret)->file, NULL, _IONBF, 0);
	fd = -1;
	return 0;
}

FILE *outfile_file(struct outfile *o)
{
	return o->file;
}

int outfile_fd(const struct outfile *o)
{
	return o->fd;
}

bool outfile_is_stream(const struct outfile *o)
{
	return o->stream;
}

void outfile_signals(struct outfile *o, int fd)
{
	o->signals = fd;
}

int outfile_error(const struct outfile *o)
{
	return o->error;
}

int outfile_finish(struct outfile *o, struct err *e)
{
	fflush(o->file);
	/* Some file systems (NFS, quotas) tell only here. */
	if (!o->error && o->owned && close(TAKE_FD(o->fd)))
		o->error = errno;
	switch (o->error) {
	case 0:
	case EPIPE: return 0;
	case ETIMEDOUT:
		return err_set(e, ETIMEDOUT,
			       "cannot write to %s: its reader does not read; the end is missing",
			       o->name);
	}
	return err_sys(e, o->error, "cannot write to %s", o->name);
}

void outfile_free(struct outfile *o)
{
	if (!o)
		return;
	if (o->file)
		fclose(o->file);
	if (o->owned)
		cleanup_close(&o->fd);
	free(o);
}
