/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture.h - a capture that nscope wrote, read back block by block: the same frames, in the same
 * order, with the same names and words as when they were live.
 *
 *     block ──▶ names, interfaces ──▶ frame, transaction, lost ──▶ sink
 *
 * Pure: the blocks are handed in. They are hostile.
 */
#ifndef NSCOPE_CAPTURE_H
#define NSCOPE_CAPTURE_H

#include "../util/err.h"
#include "snapshot.h"
#include "stream.h"

#define CAPTURE_SNIFF	  36		     /* octets that tell whether a file is ours */
#define CAPTURE_BLOCK_MIN 12		     /* octets: type, length, length */
#define CAPTURE_BLOCK_MAX (16 * 1024 * 1024) /* as Wireshark has it */

struct capture;

/** capture_is_ours() - do a file's first CAPTURE_SNIFF octets say that we can read it? */
bool capture_is_ours(const uint8_t *bytes, size_t len);

/**
 * capture_new() - nothing read yet
 * @sink: copied; frames have their packet_id and transaction
 * Return: NULL when memory is out
 */
struct capture *capture_new(const struct sink *sink);
void capture_free(struct capture *c);

/** capture_block_len() - how long a block is, by its first 8 octets; 0: it is none */
size_t capture_block_len(const uint8_t head[8]);

/**
 * capture_block() - read one block
 * @len: octets of it, capture_block_len()
 * Return: 0; -EPROTO: it contradicts itself; -EPROTONOSUPPORT: a newer nscope's; -ENOMEM
 */
int capture_block(struct capture *c, const uint8_t *block, size_t len, struct err *e);

/** capture_names() - who is who; grows while blocks are read, stays where it is */
const struct snapshot *capture_names(const struct capture *c);

/** capture_host() - where it was taken, "": unknown */
const char *capture_host(const struct capture *c);

/** capture_words() - names of reasons and symbols as they were when it was taken */
const struct words *capture_words(const struct capture *c);

/** capture_wall_offset() - ns from CLOCK_BOOTTIME to the epoch where it was taken, 0: unknown */
int64_t capture_wall_offset(const struct capture *c);

/** capture_finish() - nothing more comes: what has no answer is told */
void capture_finish(struct capture *c);

/** capture_totals() - the sum at its end; false: its writer was killed before */
bool capture_totals(const struct capture *c, struct totals *ret);

static inline void cleanup_capture(struct capture **c)
{
	capture_free(*c);
}
#define _cleanup_capture_ _cleanup_(cleanup_capture)

#endif
