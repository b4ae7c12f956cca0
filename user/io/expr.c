// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expr.c - a filter in tcpdump's language
 */
#include "expr.h"

#include <errno.h>
#include <string.h>

#include <pcap/pcap.h>

#include "../trace/capture_record.h"
#include "../util/text.h"

struct expr {
	struct bpf_program program;
	bool compiled;
};

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
	if (!err)
		*ret = TAKE_PTR(x);
	return err;
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
