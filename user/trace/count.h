/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * count.h - what the kernel counted in a namespace, and what that grew by between two looks.
 *
 * For what leaves no event: an echo that was heard and not answered, an error that the rate limit
 * kept back. Filled by tables/tables.h (TABLES_COUNTS). Pure.
 */
#ifndef NSCOPE_COUNT_H
#define NSCOPE_COUNT_H

#include <stddef.h>
#include <stdint.h>

#define COUNT_UNKNOWN UINT64_MAX

/* X(name, file below /proc/net, section there ("": one a line), name there) */
#define COUNTS(X)                                                                                  \
	X(IP_IN_RECEIVES, "snmp", "Ip", "InReceives")                                              \
	X(IP_IN_HDR_ERRORS, "snmp", "Ip", "InHdrErrors")                                           \
	X(IP_IN_ADDR_ERRORS, "snmp", "Ip", "InAddrErrors")                                         \
	X(IP_FORW_DATAGRAMS, "snmp", "Ip", "ForwDatagrams")                                        \
	X(IP_IN_DISCARDS, "snmp", "Ip", "InDiscards")                                              \
	X(IP_IN_DELIVERS, "snmp", "Ip", "InDelivers")                                              \
	X(IP_OUT_REQUESTS, "snmp", "Ip", "OutRequests")                                            \
	X(IP_OUT_DISCARDS, "snmp", "Ip", "OutDiscards")                                            \
	X(IP_OUT_NO_ROUTES, "snmp", "Ip", "OutNoRoutes")                                           \
	X(IP_REASM_TIMEOUT, "snmp", "Ip", "ReasmTimeout")                                          \
	X(IP_REASM_REQDS, "snmp", "Ip", "ReasmReqds")                                              \
	X(IP_REASM_OKS, "snmp", "Ip", "ReasmOKs")                                                  \
	X(IP_REASM_FAILS, "snmp", "Ip", "ReasmFails")                                              \
	X(IP_FRAG_FAILS, "snmp", "Ip", "FragFails")                                                \
	X(ICMP_IN_ERRORS, "snmp", "Icmp", "InErrors")                                              \
	X(ICMP_IN_CSUM_ERRORS, "snmp", "Icmp", "InCsumErrors")                                     \
	X(ICMP_IN_ECHOS, "snmp", "Icmp", "InEchos")                                                \
	X(ICMP_IN_ECHO_REPS, "snmp", "Icmp", "InEchoReps")                                         \
	X(ICMP_OUT_ECHO_REPS, "snmp", "Icmp", "OutEchoReps")                                       \
	X(ICMP_OUT_ERRORS, "snmp", "Icmp", "OutErrors")                                            \
	X(ICMP_OUT_DEST_UNREACHS, "snmp", "Icmp", "OutDestUnreachs")                               \
	X(ICMP_OUT_TIME_EXCDS, "snmp", "Icmp", "OutTimeExcds")                                     \
	X(ICMP_OUT_REDIRECTS, "snmp", "Icmp", "OutRedirects")                                      \
	X(ICMP_OUT_RATE_LIMIT_GLOBAL, "snmp", "Icmp", "OutRateLimitGlobal")                        \
	X(ICMP_OUT_RATE_LIMIT_HOST, "snmp", "Icmp", "OutRateLimitHost")                            \
	X(IP_IN_NO_ROUTES, "netstat", "IpExt", "InNoRoutes")                                       \
	X(IP_IN_TRUNCATED, "netstat", "IpExt", "InTruncatedPkts")                                  \
	X(RP_FILTER, "netstat", "TcpExt", "IPReversePathFilter")                                   \
	X(ARP_FILTER, "netstat", "TcpExt", "ArpFilter")                                            \
	X(IP6_IN_HDR_ERRORS, "snmp6", "", "Ip6InHdrErrors")                                        \
	X(IP6_IN_TOO_BIG_ERRORS, "snmp6", "", "Ip6InTooBigErrors")                                 \
	X(IP6_IN_NO_ROUTES, "snmp6", "", "Ip6InNoRoutes")                                          \
	X(IP6_IN_ADDR_ERRORS, "snmp6", "", "Ip6InAddrErrors")                                      \
	X(IP6_IN_DISCARDS, "snmp6", "", "Ip6InDiscards")                                           \
	X(IP6_IN_DELIVERS, "snmp6", "", "Ip6InDelivers")                                           \
	X(IP6_OUT_FORW_DATAGRAMS, "snmp6", "", "Ip6OutForwDatagrams")                              \
	X(IP6_OUT_DISCARDS, "snmp6", "", "Ip6OutDiscards")                                         \
	X(IP6_OUT_NO_ROUTES, "snmp6", "", "Ip6OutNoRoutes")                                        \
	X(IP6_REASM_TIMEOUT, "snmp6", "", "Ip6ReasmTimeout")                                       \
	X(IP6_REASM_FAILS, "snmp6", "", "Ip6ReasmFails")                                           \
	X(ICMP6_IN_ERRORS, "snmp6", "", "Icmp6InErrors")                                           \
	X(ICMP6_IN_ECHOS, "snmp6", "", "Icmp6InEchos")                                             \
	X(ICMP6_OUT_ECHO_REPLIES, "snmp6", "", "Icmp6OutEchoReplies")                              \
	X(ICMP6_OUT_RATE_LIMIT_HOST, "snmp6", "", "Icmp6OutRateLimitHost")

#define COUNT_ENUM(name, ...) COUNT_##name,
enum count { COUNTS(COUNT_ENUM) COUNTS_N };
#undef COUNT_ENUM

struct counts {
	uint64_t n[COUNTS_N];
};

/** counts_init() - all unknown */
void counts_init(struct counts *c);

/**
 * counts_read() - take one file apart
 * @file: "snmp", "netstat" or "snmp6"
 * @text: hostile, terminated; its end may be cut
 */
void counts_read(struct counts *c, const char *file, const char *text);

/**
 * counts_grew() - by how much since an earlier look; COUNT_UNKNOWN: one of the two does not know
 * @before, @after: NULL: not read
 */
uint64_t counts_grew(const struct counts *before, const struct counts *after, enum count what);

/** count_name() - as nstat(8) calls it: "IcmpInEchos" */
const char *count_name(enum count what);

#endif
