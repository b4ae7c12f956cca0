/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * infile.h - a capture to read: one of ours block by block, anybody's through libpcap.
 */
#ifndef NSCOPE_INFILE_H
#define NSCOPE_INFILE_H

#include <stdbool.h>

#include "../util/err.h"

struct infile;

/* A packet of anybody's capture; its bytes live until the next one is read. */
struct infile_packet {
	uint64_t time_ns; /* since the epoch */
	uint32_t caplen, len;
	const uint8_t *bytes; /* from the Ethernet header on */
};

/**
 * infile_open() - look what a file is
 * @path: "-" is standard input
 *
 * Under sudo it is opened as the user who called sudo. A file that is not ours is handed to
 * libpcap, which says what is wrong with it; its link type has to be Ethernet.
 * Return: 0; -ENOENT, -EACCES, -EPROTO, -EPROTONOSUPPORT (the link type, by name)
 */
int infile_open(const char *path, struct infile **ret, struct err *e);
void infile_close(struct infile *f);

/** infile_is_ours() - read it by infile_block(); else by infile_packet() */
bool infile_is_ours(const struct infile *f);

/** infile_is_stream() - it comes as it is written: a pipe */
bool infile_is_stream(const struct infile *f);

/**
 * infile_block() - the next block of a capture of ours
 * @ret: its octets; they live until the next one is read
 * @len: how many; 0: that was all
 * Return: 0; -EPROTO: the file ends within a block, or what comes is none
 */
int infile_block(struct infile *f, const uint8_t **ret, size_t *len, struct err *e);

/** infile_block_at() - where in the file the block that was read last begins, octets */
uint64_t infile_block_at(const struct infile *f);

/**
 * infile_packet() - the next packet of anybody's capture
 * Return: 1; 0: that was all; -EPROTO with libpcap's words
 */
int infile_packet(struct infile *f, struct infile_packet *ret, struct err *e);

static inline void cleanup_infile(struct infile **f)
{
	infile_close(*f);
}
#define _cleanup_infile_ _cleanup_(cleanup_infile)

#endif
