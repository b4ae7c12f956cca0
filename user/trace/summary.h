/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary.h - what summary.c, summary_arp.c and summary6.c share; everybody else calls
 * frame_summary()
 */
#ifndef NSCOPE_SUMMARY_H
#define NSCOPE_SUMMARY_H

#include "frame.h"

/** summary_arp() - append an ARP packet */
void summary_arp(const struct frame *f, struct text *t);

/** summary_arp_kinds() - append "Ethernet (len 6), IPv4 (len 4)", from its first 8 octets */
void summary_arp_kinds(const uint8_t *head, struct text *t);

/** summary_length() - append ", length LEN" */
void summary_length(uint32_t len, struct text *t);

/** summary_ip6() - append what stands behind "SRC > DST:" of an IPv6 packet */
void summary_ip6(const struct frame *f, struct text *t);

#endif
