// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * words.c - iproute2's words: rt_protos, rt_scopes, rt_tables as it ships them, and its own
 */
#include "words.h"

#include <net/if.h>

#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

struct number_word {
	uint32_t n;
	const char *word;
};

static const struct number_word route_types[] = {
	{ RTN_UNSPEC, "none" },
	{ RTN_UNICAST, "unicast" },
	{ RTN_LOCAL, "local" },
	{ RTN_BROADCAST, "broadcast" },
	{ RTN_ANYCAST, "anycast" },
	{ RTN_MULTICAST, "multicast" },
	{ RTN_BLACKHOLE, "blackhole" },
	{ RTN_UNREACHABLE, "unreachable" },
	{ RTN_PROHIBIT, "prohibit" },
	{ RTN_THROW, "throw" },
	{ RTN_NAT, "nat" },
	{ RTN_XRESOLVE, "xresolve" },
};

static const struct number_word route_protocols[] = {
	{ RTPROT_UNSPEC, "unspec" },
	{ RTPROT_REDIRECT, "redirect" },
	{ RTPROT_KERNEL, "kernel" },
	{ RTPROT_BOOT, "boot" },
	{ RTPROT_STATIC, "static" },
	{ RTPROT_GATED, "gated" },
	{ RTPROT_RA, "ra" },
	{ RTPROT_MRT, "mrt" },
	{ RTPROT_ZEBRA, "zebra" },
	{ RTPROT_BIRD, "bird" },
	{ RTPROT_DNROUTED, "dnrouted" },
	{ RTPROT_XORP, "xorp" },
	{ RTPROT_NTK, "ntk" },
	{ RTPROT_DHCP, "dhcp" },
	{ RTPROT_KEEPALIVED, "keepalived" },
	{ RTPROT_BABEL, "babel" },
	{ RTPROT_BGP, "bgp" },
	{ RTPROT_ISIS, "isis" },
	{ RTPROT_OSPF, "ospf" },
	{ RTPROT_RIP, "rip" },
	{ RTPROT_EIGRP, "eigrp" },
};

static const struct number_word route_tables[] = {
	{ RT_TABLE_UNSPEC, "unspec" },
	{ RT_TABLE_DEFAULT, "default" },
	{ RT_TABLE_MAIN, "main" },
	{ RT_TABLE_LOCAL, "local" },
};

static const struct number_word scopes[] = {
	{ RT_SCOPE_UNIVERSE, "global" }, { RT_SCOPE_SITE, "site" },	  { RT_SCOPE_LINK, "link" },
	{ RT_SCOPE_HOST, "host" },	 { RT_SCOPE_NOWHERE, "nowhere" },
};

static const struct number_word operstates[] = {
	{ IF_OPER_UNKNOWN, "UNKNOWN" }, { IF_OPER_NOTPRESENT, "NOTPRESENT" },
	{ IF_OPER_DOWN, "DOWN" },	{ IF_OPER_LOWERLAYERDOWN, "LOWERLAYERDOWN" },
	{ IF_OPER_TESTING, "TESTING" }, { IF_OPER_DORMANT, "DORMANT" },
	{ IF_OPER_UP, "UP" },
};

static const struct number_word link_types[] = {
	{ ARPHRD_ETHER, "ether" },
	{ ARPHRD_LOOPBACK, "loopback" },
	{ ARPHRD_NONE, "none" },
	{ ARPHRD_PPP, "ppp" },
	{ ARPHRD_TUNNEL, "ipip" },
	{ ARPHRD_TUNNEL6, "tunnel6" },
	{ ARPHRD_SIT, "sit" },
	{ ARPHRD_IPGRE, "gre" },
	{ ARPHRD_IP6GRE, "gre6" },
	{ ARPHRD_VOID, "void" },
	{ ARPHRD_INFINIBAND, "infiniband" },
	{ ARPHRD_NETLINK, "netlink" },
};

static const struct number_word port_states[] = {
	{ BR_STATE_DISABLED, "disabled" }, { BR_STATE_LISTENING, "listening" },
	{ BR_STATE_LEARNING, "learning" }, { BR_STATE_FORWARDING, "forwarding" },
	{ BR_STATE_BLOCKING, "blocking" },
};

static const struct number_word rule_actions[] = {
	{ FR_ACT_UNSPEC, "none" },	   { FR_ACT_TO_TBL, "lookup" },
	{ FR_ACT_GOTO, "goto" },	   { FR_ACT_NOP, "nop" },
	{ FR_ACT_BLACKHOLE, "blackhole" }, { FR_ACT_UNREACHABLE, "unreachable" },
	{ FR_ACT_PROHIBIT, "prohibit" },
};

static const struct number_word ip_protocols[] = {
	{ IPPROTO_ICMP, "icmp" },	 { IPPROTO_TCP, "tcp" }, { IPPROTO_UDP, "udp" },
	{ IPPROTO_ICMPV6, "ipv6-icmp" }, { IPPROTO_GRE, "gre" }, { IPPROTO_SCTP, "sctp" },
};

#define TABLE(words)                                                                               \
	{                                                                                          \
		words, ARRAY_SIZE(words)                                                           \
	}

struct word word_of(enum word_set set, uint32_t n)
{
	static const struct {
		const struct number_word *words;
		size_t n;
	} sets[] = {
		[WORDS_ROUTE_TYPE] = TABLE(route_types),
		[WORDS_ROUTE_PROTOCOL] = TABLE(route_protocols),
		[WORDS_ROUTE_TABLE] = TABLE(route_tables),
		[WORDS_SCOPE] = TABLE(scopes),
		[WORDS_OPERSTATE] = TABLE(operstates),
		[WORDS_LINK_TYPE] = TABLE(link_types),
		[WORDS_PORT_STATE] = TABLE(port_states),
		[WORDS_RULE_ACTION] = TABLE(rule_actions),
		[WORDS_IP_PROTOCOL] = TABLE(ip_protocols),
	};
	struct word w = { "" };

	for (size_t i = 0; i < sets[set].n; i++)
		if (sets[set].words[i].n == n) {
			snprintf(w.text, sizeof(w.text), "%s", sets[set].words[i].word);
			return w;
		}
	snprintf(w.text, sizeof(w.text), "%u", n);
	return w;
}

static const struct number_word link_flags[] = {
	{ IFF_LOOPBACK, "LOOPBACK" },
	{ IFF_BROADCAST, "BROADCAST" },
	{ IFF_POINTOPOINT, "POINTOPOINT" },
	{ IFF_MULTICAST, "MULTICAST" },
	{ IFF_NOARP, "NOARP" },
	{ IFF_ALLMULTI, "ALLMULTI" },
	{ IFF_PROMISC, "PROMISC" },
	{ IFF_MASTER, "MASTER" },
	{ IFF_SLAVE, "SLAVE" },
	{ IFF_DEBUG, "DEBUG" },
	{ IFF_DYNAMIC, "DYNAMIC" },
	{ IFF_AUTOMEDIA, "AUTOMEDIA" },
	{ IFF_PORTSEL, "PORTSEL" },
	{ IFF_NOTRAILERS, "NOTRAILERS" },
	{ IFF_UP, "UP" },
	{ IFF_LOWER_UP, "LOWER_UP" },
	{ IFF_DORMANT, "DORMANT" },
	{ IFF_ECHO, "ECHO" },
};

static const struct number_word addr_flags[] = {
	{ IFA_F_SECONDARY, "secondary" },
	{ IFA_F_NODAD, "nodad" },
	{ IFA_F_OPTIMISTIC, "optimistic" },
	{ IFA_F_DADFAILED, "dadfailed" },
	{ IFA_F_HOMEADDRESS, "home" },
	{ IFA_F_DEPRECATED, "deprecated" },
	{ IFA_F_TENTATIVE, "tentative" },
	{ IFA_F_MANAGETEMPADDR, "mngtmpaddr" },
	{ IFA_F_NOPREFIXROUTE, "noprefixroute" },
	{ IFA_F_MCAUTOJOIN, "autojoin" },
	{ IFA_F_STABLE_PRIVACY, "stable-privacy" },
};

static const struct number_word neigh_flags[] = {
	{ NTF_SELF, "self" },	      { NTF_MASTER, "master" },
	{ NTF_ROUTER, "router" },     { NTF_EXT_LEARNED, "extern_learn" },
	{ NTF_OFFLOADED, "offload" }, { NTF_STICKY, "sticky" },
	{ NTF_PROXY, "proxy" },	      { NTF_USE, "use" },
};

static const struct number_word hop_flags[] = {
	{ RTNH_F_DEAD, "dead" },
	{ RTNH_F_ONLINK, "onlink" },
	{ RTNH_F_PERVASIVE, "pervasive" },
	{ RTNH_F_OFFLOAD, "offload" },
	{ RTNH_F_TRAP, "trap" },
	{ RTNH_F_LINKDOWN, "linkdown" },
	{ RTNH_F_UNRESOLVED, "unresolved" },
};

const char *flag_next(enum flag_set set, uint32_t flags, size_t *at)
{
	static const struct {
		const struct number_word *words;
		size_t n;
	} sets[] = {
		[FLAGS_LINK] = TABLE(link_flags),
		[FLAGS_ADDR] = TABLE(addr_flags),
		[FLAGS_NEIGH] = TABLE(neigh_flags),
		[FLAGS_HOP] = TABLE(hop_flags),
	};

	while (*at < sets[set].n) {
		const struct number_word *w = &sets[set].words[(*at)++];

		if (flags & w->n)
			return w->word;
	}
	return NULL;
}

const char *fdb_word(uint16_t state)
{
	if (state & NUD_PERMANENT)
		return "permanent";
	if (state & NUD_NOARP)
		return "static";
	return state & NUD_STALE ? "stale" : "";
}
