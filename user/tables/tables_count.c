// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_count.c - what was counted: at interfaces by netlink, in a namespace by its files
 */
#include "tables_row.h"

#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

#include "../kernel/attr.h"
#include "netfile.h"

/* Each file has up to 8 KiB: two lines of 180 names and numbers, or 140 lines. */
#define FILE_BYTES (32 << 10)

void read_link_counts(const struct nlattr *a, struct link_counts *c)
{
	struct rtnl_link_stats64 s = { 0 };
	size_t len = mnl_attr_get_payload_len(a);

	/* It grows at its end. */
	memcpy(&s, mnl_attr_get_payload(a), len < sizeof(s) ? len : sizeof(s));
	*c = (struct link_counts){
		.valid = true,
		.rx_packets = s.rx_packets,
		.tx_packets = s.tx_packets,
		.rx_errors = s.rx_errors,
		.tx_errors = s.tx_errors,
		.rx_dropped = s.rx_dropped,
		.tx_dropped = s.tx_dropped,
		.rx_nohandler = s.rx_nohandler,
		.rx_otherhost_dropped = s.rx_otherhost_dropped,
	};
}

int tables_counts(struct room *r, const struct netns *n, struct err *e)
{
	static const char *const files[] = { "snmp", "netstat", "snmp6" };
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_free_ char *buf = malloc(FILE_BYTES);
	int err;

	r->counts = malloc(sizeof(*r->counts));
	if (!buf || !r->counts)
		return err_sys(e, ENOMEM, "cannot read the counters");
	counts_init(r->counts);
	err = netns_enter(n, &token, e);
	for (size_t i = 0; i < ARRAY_SIZE(files) && !err; i++) {
		netfile_read(files[i], buf, FILE_BYTES);
		counts_read(r->counts, files[i], buf);
	}
	return err;
}
