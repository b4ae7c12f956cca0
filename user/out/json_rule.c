// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json_rule.c - a firewall's verdict in JSON, under retis' names
 *
 *     "nft":{"family":"inet","table_name":"filter","chain_name":"forward","rule_handle":7,
 *            "verdict":"drop","policy":false,"rule":"icmp type echo-request drop"}
 */
#include "json_rule.h"

#include <linux/netfilter/nf_tables.h>

#include "../trace/rule.h"
#include "json_write.h"

void json_rule(const struct frame *f, struct text *t)
{
	const struct event_rule r = frame_rule(f);

	json_open(t, JSON_KEY("nft"));
	json_word(t, JSON_KEY("family"), rule_family_word(r.family));
	json_name(t, JSON_KEY("table_name"), r.table, sizeof(r.table));
	if (r.kind != NFT_TRACETYPE_UNSPEC) {
		json_name(t, JSON_KEY("chain_name"), r.chain, sizeof(r.chain));
		if (r.handle)
			json_uint(t, JSON_KEY("rule_handle"), r.handle);
		json_word(t, JSON_KEY("verdict"), rule_verdict_word(r.verdict));
		json_bool(t, JSON_KEY("policy"), r.kind == NFT_TRACETYPE_POLICY);
	}
	if (r.text[0])
		json_escaped(t, JSON_KEY("rule"), r.text, sizeof(r.text));
	json_close(t);
}
