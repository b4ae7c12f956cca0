/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * holders.h - who keeps a namespace alive that has lost its name.
 */
#ifndef NSCOPE_HOLDERS_H
#define NSCOPE_HOLDERS_H

#include "journal.h"

/**
 * holders_wait() - wait until no process is in these namespaces or holds a descriptor of one
 * @gone: namespaces whose names were taken away, @n of them
 * @left: receives a sentence for each that is still held after HOLDERS_PATIENCE_MS
 *
 * What nobody holds the kernel takes apart by itself, its interfaces first.
 */
#define HOLDERS_PATIENCE_MS 2000
int holders_wait(const struct journal_netns *gone, size_t n, struct text *left, struct err *e);

#endif
