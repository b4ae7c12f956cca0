/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chatter.h - what a network says by itself, and no ping causes: nothing to learn from it.
 */
#ifndef NSCOPE_CHATTER_H
#define NSCOPE_CHATTER_H

#include "frame.h"
#include "snapshot.h"

/** neigh_is_chatter() - an entry that stays what it is, of loopback, or of a group (RFC 1112, 4291)
 * @names: who has which interfaces */
bool neigh_is_chatter(const struct snapshot *names, const struct frame *f);

/** packet_is_chatter() - not ARP nor ICMP; or IPv6's own: routers sought, groups joined, addresses
 * tried (RFC 4861, 4862, 3810) */
bool packet_is_chatter(const struct frame *f);

#endif
