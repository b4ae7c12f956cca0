/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * look.h - what `show` showed last, kept from one call to the next: /run/nscope/.look/.
 *
 * One file for each namespace, COOKIE-LAB, with its tables as lines (trace/record.h). It serves to
 * mark what changed and nothing else: who cannot read, write or believe it goes on without. Its
 * directory is root's alone; a file that is not, that is too long or says anything strange is no
 * look. With a lab its looks go; with the last lab all of them.
 */
#ifndef NSCOPE_LOOK_H
#define NSCOPE_LOOK_H

#include "../trace/snapshot.h"

#define LOOK_DIR   ".look"    /* in LAB_DIR */
#define LOOK_BYTES (4u << 20) /* of one namespace; a longer table is not kept */
#define LOOKS_MAX  2048	      /* namespaces; with one more all are forgotten first */

/**
 * look_read() - how namespaces looked last time
 * @now: which ones
 * Return: those of them that are known, with the tables that all of them have; NULL: none
 */
struct snapshot *look_read(const struct snapshot *now);

/** look_write() - keep how they look now */
void look_write(const struct snapshot *now);

/**
 * look_forget() - no longer keep those of a lab
 * @root: LAB_DIR, open
 * @lab:  NULL: of all
 */
void look_forget(int root, const char *lab);

#endif
