// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * frame.c - words for a frame's enums, and questions it can answer about itself
 */
#include "frame.h"

#include <linux/if_ether.h>
#include <linux/neighbour.h>

#define WORD_ROW(id, word) word,

const char *frame_type_word(enum frame_type t)
{
	static const char *const words[] = { FRAME_TYPES(WORD_ROW) };

	return words[t];
}

const char *frame_dir_word(enum frame_dir d)
{
	static const char *const words[] = { FRAME_DIRS(WORD_ROW) };

	return words[d];
}

const char *frame_proto_word(enum frame_proto p)
{
	static const char *const words[] = { FRAME_PROTOS(WORD_ROW) };

	return words[p];
}

const char *nud_word(uint8_t state)
{
	switch (state) {
	case NUD_NONE: return "NONE";
	case NUD_INCOMPLETE: return "INCOMPLETE";
	case NUD_REACHABLE: return "REACHABLE";
	case NUD_STALE: return "STALE";
	case NUD_DELAY: return "DELAY";
	case NUD_PROBE: return "PROBE";
	case NUD_FAILED: return "FAILED";
	case NUD_NOARP: return "NOARP";
	case NUD_PERMANENT: return "PERMANENT";
	}
	return "?";
}

const char *frame_proto_name(const struct frame *f)
{
	switch (f->proto) {
	case PROTO_ARP: return "ARP";
	case PROTO_ICMP: return "ICMP";
	case PROTO_ICMP6: return "ICMP6";
	case PROTO_OTHER:
	case PROTO_MAX: break;
	}
	if (f->eth_type == ETH_P_IP)
		return "IP";
	return f->eth_type == ETH_P_IPV6 ? "IP6" : "Ethernet";
}

bool frame_is_echo(const struct frame *f, bool *ret_reply)
{
	uint8_t request = f->ip.version == 4 ? 8 : 128, reply = f->ip.version == 4 ? 0 : 129;

	if (!f->icmp.valid || (f->icmp.type != request && f->icmp.type != reply))
		return false;
	*ret_reply = f->icmp.type == reply;
	return true;
}
