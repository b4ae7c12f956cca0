// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nat.c - address translation as nft reads it
 */
#include "nat.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "../util/text.h"
#include "addr.h"

#define ROW_MAX	 512  /* octets of a rule and its comment: four addresses of 49 at most */
#define HEAD_MAX 1024 /* of two tables with two chains each */

static const char *const proto_words[] = {
#define PROTO_WORD(id, word) [NAT_##id] = word,
	NAT_PROTOS(PROTO_WORD)
#undef PROTO_WORD
};

static const char *family_word(uint8_t family)
{
	return family == AF_INET6 ? "ip6" : "ip";
}

/* "10.0.0.1:80", "[fd00::1]:80", or the address alone */
static void add_end(struct text *t, const struct ip_prefix *a, uint16_t port)
{
	bool brackets = port && a->family == AF_INET6;

	text_add(t, "%s%s%s", brackets ? "[" : "", addr_string(a, true).text, brackets ? "]" : "");
	if (port)
		text_add(t, ":%u", port);
}

static void add_comment(struct text *t, const struct nat_row *r)
{
	text_add(t, "\t\t# ");
	switch (r->kind) {
	case NAT_MASQUERADE:
		text_add(t, "from %s out of %s: as %s's own address",
			 addr_string(&r->match, true).text, r->out, r->out);
		break;
	case NAT_SNAT:
		text_add(t, "from %s out of %s: as %s", addr_string(&r->match, true).text, r->out,
			 addr_string(&r->to, true).text);
		break;
	case NAT_DNAT:
		text_add(t, "to ");
		add_end(t, &r->match, r->match_port);
		text_add(t, "%s%s: for ", *r->in ? " in by " : "", r->in);
		add_end(t, &r->to, r->to_port);
		break;
	case NAT_KIND_MAX: break;
	}
	text_add(t, "\n");
}

static void add_source(struct text *t, const struct nat_row *r)
{
	text_add(t, "oifname \"%s\"", r->out);
	if (r->match.len)
		text_add(t, " %s saddr %s", family_word(r->match.family),
			 addr_string(&r->match, true).text);
	if (r->kind == NAT_MASQUERADE)
		text_add(t, " masquerade\n");
	else
		text_add(t, " snat to %s\n", addr_string(&r->to, true).text);
}

static void add_destination(struct text *t, const struct nat_row *r)
{
	if (*r->in)
		text_add(t, "iifname \"%s\" ", r->in);
	text_add(t, "%s daddr %s", family_word(r->match.family), addr_string(&r->match, true).text);
	if (r->match_port)
		text_add(t, " %s dport %u", proto_words[r->proto], r->match_port);
	else if (r->proto != NAT_ANY)
		text_add(t, " meta l4proto %s", proto_words[r->proto]);
	text_add(t, " dnat to ");
	add_end(t, &r->to, r->to_port);
	text_add(t, "\n");
}

/* A chain where it has a rule at all. */
static void add_chain(struct text *t, const struct nat_row *rows, size_t n, uint8_t family,
		      bool destination)
{
	bool open = false;

	for (size_t i = 0; i < n; i++) {
		const struct nat_row *r = &rows[i];

		if (r->match.family != family || (r->kind == NAT_DNAT) != destination)
			continue;
		if (!open)
			text_add(t,
				 "\tchain %s {\n"
				 "\t\ttype nat hook %s priority %s; policy accept;\n",
				 destination ? "prerouting" : "postrouting",
				 destination ? "prerouting" : "postrouting",
				 destination ? "dstnat" : "srcnat");
		open = true;
		add_comment(t, r);
		text_add(t, "\t\t");
		if (destination)
			add_destination(t, r);
		else
			add_source(t, r);
	}
	if (open)
		text_add(t, "\t}\n");
}

static void add_table(struct text *t, const struct nat_row *rows, size_t n, uint8_t family)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= rows[i].match.family == family;
	if (!any)
		return;
	text_add(t, "table %s nscope {\n", family_word(family));
	add_chain(t, rows, n, family, true);
	add_chain(t, rows, n, family, false);
	text_add(t, "}\n");
}

int nat_text(const struct nat_row *rows, size_t n, const char *after, char **ret)
{
	size_t size = HEAD_MAX + n * ROW_MAX + (after ? strlen(after) + 2 : 0);
	struct text t = { .buf = calloc(1, size), .size = size };

	if (!t.buf)
		return -ENOMEM;
	add_table(&t, rows, n, AF_INET);
	add_table(&t, rows, n, AF_INET6);
	if (after) {
		text_str(&t, after);
		if (*after && after[strlen(after) - 1] != '\n')
			text_str(&t, "\n");
	}
	*ret = t.buf;
	return 0;
}
