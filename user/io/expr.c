// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expr.c - a filter in tcpdump's language
 */
#include "expr.h"

#include <errno.h>
#include <string.h>

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <pcap/pcap.h>

#include "../trace/capture_record.h"
#include "../util/cursor.h"
#include "../util/text.h"

struct expr {
	struct bpf_program program;
	bool compiled;
	bool takes_arp, takes_icmp; /* all of it, whatever else it holds */
};

#define AT_TYPE	  12 /* in an Ethernet frame */
#define AT_PROTO  23 /* in one of IPv4 */
#define PLAIN_MIN 24 /* octets up to there */

/* libpcap's words may repeat the user's, who may have pasted anything. */
static int refuse(const char *text, const char *words, struct err *e)
{
	char buf[512];
	struct text t = TEXT(buf);

	text_str(&t, "filter '");
	text_escape(&t, text, strnlen(text, 200));
	text_str(&t, "': ");
	text_escape(&t, words, strnlen(words, 200));
	return err_set(e, EINVAL, "%s; man pcap-filter has the language", buf);
}

/* Is a jump taken? Return: 1, 0; -1: that is none of these jumps */
static int jumps(const struct bpf_insn *i, uint32_t a)
{
	switch (i->code) {
	case BPF_JMP | BPF_JEQ | BPF_K: return a == i->k;
	case BPF_JMP | BPF_JGT | BPF_K: return a > i->k;
	case BPF_JMP | BPF_JGE | BPF_K: return a >= i->k;
	case BPF_JMP | BPF_JSET | BPF_K: return (a & i->k) != 0;
	}
	return -1;
}

/* Is every frame of this type, and of this protocol behind it, wanted? It is run on a frame of
 * which no more is known, and as soon as it asks for more the answer is no. */
static bool takes_all(const struct bpf_program *p, uint16_t type, uint8_t proto)
{
	uint32_t a = 0;
	int jump;

	for (u_int at = 0; at < p->bf_len; at++) {
		const struct bpf_insn *i = &p->bf_insns[at];

		if (i->code == (BPF_RET | BPF_K))
			return i->k;
		if (i->code == (BPF_LD | BPF_H | BPF_ABS) && i->k == AT_TYPE) {
			a = type;
		} else if (i->code == (BPF_LD | BPF_B | BPF_ABS) && i->k == AT_PROTO &&
			   type == ETH_P_IP) {
			a = proto;
		} else if ((jump = jumps(i, a)) >= 0) {
			at += jump ? i->jt : i->jf;
		} else {
			return false;
		}
	}
	return false;
}

int expr_new(const char *text, struct expr **ret, struct err *e)
{
	_cleanup_expr_ struct expr *x = calloc(1, sizeof(*x));
	pcap_t *p = pcap_open_dead(DLT_EN10MB, CAPTURE_SNAPLEN);
	int err = 0;

	if (!x || !p) {
		if (p)
			pcap_close(p);
		return err_sys(e, ENOMEM, "filter");
	}
	if (pcap_compile(p, &x->program, text, 1, PCAP_NETMASK_UNKNOWN))
		err = refuse(text, pcap_geterr(p), e);
	else
		x->compiled = true;
	pcap_close(p);
	if (err)
		return err;
	x->takes_arp = takes_all(&x->program, ETH_P_ARP, 0);
	x->takes_icmp = takes_all(&x->program, ETH_P_IP, IPPROTO_ICMP);
	*ret = TAKE_PTR(x);
	return 0;
}

bool expr_takes_plain(const struct expr *x)
{
	return x->takes_arp && x->takes_icmp;
}

void expr_free(struct expr *x)
{
	if (!x)
		return;
	if (x->compiled)
		pcap_freecode(&x->program);
	free(x);
}

bool expr_matches(const struct expr *x, const uint8_t *frame, uint32_t caplen, uint32_t len)
{
	const struct pcap_pkthdr head = { .caplen = caplen, .len = len };

	if (caplen >= PLAIN_MIN) {
		uint16_t type = be16(frame + AT_TYPE);

		if (type == ETH_P_ARP && x->takes_arp)
			return true;
		if (type == ETH_P_IP && x->takes_icmp && frame[AT_PROTO] == IPPROTO_ICMP)
			return true;
	}
	return pcap_offline_filter(&x->program, &head, frame);
}

/* libpcap's struct is the kernel's: it hands it to SO_ATTACH_FILTER as it is. */
const struct sock_filter *expr_code(const struct expr *x, size_t *ret_n)
{
	*ret_n = x->program.bf_len;
	return (const struct sock_filter *)x->program.bf_insns;
}

bool expr_begins_with(const char *word)
{
	/* pcap-filter(7): qualifiers, protocols, and what stands alone */
	static const char *const words[] = {
		"host",	     "net",	   "port",	"portrange", "src",	"dst",	  "proto",
		"ether",     "ip",	   "ip6",	"arp",	     "rarp",	"tcp",	  "udp",
		"sctp",	     "icmp",	   "icmp6",	"igmp",	     "igrp",	"pim",	  "ah",
		"esp",	     "vrrp",	   "carp",	"vlan",	     "mpls",	"pppoed", "pppoes",
		"geneve",    "broadcast",  "multicast", "less",	     "greater", "len",	  "gateway",
		"ethertype", "protochain", "llc",	"link",	     "stp",	"not",	  "fddi",
	};

	if (strchr("!(", *word) || strpbrk(word, " \t[=<>&|"))
		return *word;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}
