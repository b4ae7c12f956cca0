/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ready.h - when a namespace just built can carry packets.
 */
#ifndef NSCOPE_READY_H
#define NSCOPE_READY_H

#include "../kernel/nl.h"

/**
 * ready_wait() - wait until links with carrier are operational, bridge ports forward, and no
 * address but link-local ones is tentative
 * @name:      of the namespace, for the error
 * @addresses: look at them, too: it was given IPv6 addresses
 * Return: 0; -ETIMEDOUT after READY_PATIENCE_MS, naming what is not ready
 */
#define READY_PATIENCE_MS 5000
int ready_wait(struct nl *nl, const char *name, bool addresses, struct err *e);

#endif
