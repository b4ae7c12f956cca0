/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng_numbers.h - the numbers of draft-ietf-opsawg-pcapng that we write and read.
 */
#ifndef NSCOPE_PCAPNG_NUMBERS_H
#define NSCOPE_PCAPNG_NUMBERS_H

enum block_type {
	BLOCK_IFACE = 1,
	BLOCK_NAMES = 4,
	BLOCK_STATS = 5,
	BLOCK_PACKET = 6,
	BLOCK_SECTION = 0x0a0d0d0a,
};

#define BLOCK_MAGIC 0x1a2b3c4d

/* Which way a packet went: the lowest bits of PACKET_FLAGS. */
#define PACKET_IN  1
#define PACKET_OUT 2

/* An option's code means what it does in its kind of block only. */
enum block_option {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	SECTION_USERAPPL = 4,
	IFACE_NAME = 2,
	IFACE_DESCRIPTION = 3,
	IFACE_IPV4 = 4,
	IFACE_IPV6 = 5,
	IFACE_MAC = 6,
	IFACE_TSRESOL = 9,
	IFACE_FILTER = 11,
	PACKET_FLAGS = 2,
	PACKET_DROPCOUNT = 4,
	PACKET_ID = 5,
	STATS_START = 2,
	STATS_END = 3,
	STATS_RECEIVED = 4,
	STATS_DROPPED = 5,
	STATS_DELIVERED = 8,
};

#endif
