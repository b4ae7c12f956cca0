/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proto.h - the numbers of the protocols, which BTF does not carry and whose UAPI headers collide
 * with a generated vmlinux.h.
 */
#ifndef NSCOPE_PROTO_H
#define NSCOPE_PROTO_H

#define ETHERTYPE_IPV4 0x0800 /* RFC 894 */
#define ETHERTYPE_ARP  0x0806 /* RFC 826 */
#define ETHERTYPE_VLAN 0x8100 /* IEEE 802.1Q */
#define ETHERTYPE_QINQ 0x88a8 /* IEEE 802.1ad */
#define ETHERTYPE_IPV6 0x86dd /* RFC 2464 */

#define ETHERNET_HEADER 14
#define MAC_ADDRESSES	12 /* of it */
#define VLAN_TAG	4
#define IPV4_HEADER	20 /* without options */
#define IPV6_HEADER	40

/* Extension headers looked behind, at most: hop-by-hop, destination, fragment (RFC 8200, 4.1). */
#define IPV6_EXTENSIONS_MAX 4

#define IPPROTO_NR_HOPOPT   0 /* IANA protocol numbers */
#define IPPROTO_NR_ICMP	    1
#define IPPROTO_NR_ROUTING  43
#define IPPROTO_NR_FRAGMENT 44
#define IPPROTO_NR_ICMP6    58
#define IPPROTO_NR_DSTOPTS  60

#define ICMP_NR_ECHO_REPLY 0 /* RFC 792 */
#define ICMP_NR_ECHO	   8

/* Up to here ICMPv6 is errors and echoes (RFC 4443), what follows is multicast and neighbours. */
#define ICMP6_NR_ECHO	    128
#define ICMP6_NR_ECHO_REPLY 129
#define ICMP6_NR_SOLICIT    135 /* RFC 4861 */
#define ICMP6_NR_ADVERT	    136

#endif
