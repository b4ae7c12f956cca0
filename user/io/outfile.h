/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outfile.h - where output goes: a file, a pipe, a terminal. Opened with the rights of whoever
 * asked, written whole or cut at a block's border, and never waited for longer than a signal.
 */
#ifndef NSCOPE_OUTFILE_H
#define NSCOPE_OUTFILE_H

#include <stdbool.h>

#include "../util/err.h"

/* A reader that does not read is waited for; after a signal not longer than this. */
#define OUTFILE_PATIENCE_MS 1000

struct outfile;

/**
 * outfile_create() - a capture to write
 * @path: "-" is standard output
 *
 * Under sudo it is opened as the user who called sudo, and becomes theirs. A regular file that is
 * there is overwritten, as tcpdump does; a symbolic link, a file with a second name, a directory
 * or a disk is refused. A FIFO or a character device is written to.
 * Return: 0; -ELOOP, -EISDIR, -EACCES, ...
 */
int outfile_create(const char *path, struct outfile **ret, struct err *e);

/** outfile_stdout() - standard output, for text; lines are held back until fflush() */
int outfile_stdout(struct outfile **ret, struct err *e);

/**
 * outfile_file() - what to print to
 *
 * A capture's is not buffered: each fwrite() has to be whole pcapng blocks, and where the disk is
 * full the file ends behind the last one that fitted.
 */
FILE *outfile_file(struct outfile *o);

/** outfile_fd() - its descriptor */
int outfile_fd(const struct outfile *o);

/** outfile_is_stream() - somebody reads while it is written: a pipe, a socket, a terminal */
bool outfile_is_stream(const struct outfile *o);

/** outfile_signals() - a descriptor that becomes readable when waiting has to end; -1: none */
void outfile_signals(struct outfile *o, int fd);

/** outfile_error() - what went wrong, errno; EPIPE: nobody reads any more; 0: nothing */
int outfile_error(const struct outfile *o);

/**
 * outfile_finish() - write what is held back
 * Return: 0, also where nobody reads any more; -errno with the file's name
 */
int outfile_finish(struct outfile *o, struct err *e);

void outfile_free(struct outfile *o);

static inline void cleanup_outfile(struct outfile **o)
{
	outfile_free(*o);
}
#define _cleanup_outfile_ _cleanup_(cleanup_outfile)

#endif
