// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nat_read.c - `nat` and `nft` of a node
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "addr.h"
#include "nat.h"
#include "parse.h"
#include "sysctls.h"

static const char *const kind_words[] = {
#define KIND_WORD(id, word) [NAT_##id] = word,
	NAT_KINDS(KIND_WORD)
#undef KIND_WORD
};

struct nat_list {
	struct nat_row *rows;
	size_t n;
};

static void cleanup_nat_list(struct nat_list *l)
{
	free(l->rows);
}
#define _cleanup_nat_list_ _cleanup_(cleanup_nat_list)

/* A row as it is read: which keys were there? */
struct nat_text {
	struct nat_row row;
	unsigned int kinds; /* how many said what shall be done */
	bool has_to;
	struct mark mark, to_mark;
};

static int begin(struct parse *p, const struct yaml_value *v, struct nat_text *t,
		 enum nat_kind kind)
{
	if (t->kinds++)
		return parse_error(p, v->key_mark, "one thing at a time: `%s` or `%s`",
				   kind_words[t->row.kind], kind_words[kind]);
	t->row.kind = kind;
	return 0;
}

static int read_masquerade(struct parse *p, const struct yaml_value *v, void *to)
{
	struct nat_text *t = to;
	int err = begin(p, v, t, NAT_MASQUERADE);

	return err ? err : parse_network(p, v, &t->row.match);
}

static int read_snat(struct parse *p, const struct yaml_value *v, void *to)
{
	struct nat_text *t = to;
	int err = begin(p, v, t, NAT_SNAT);

	return err ? err : parse_network(p, v, &t->row.match);
}

/* "10.0.0.1", "10.0.0.1:80", "fd00::1", "[fd00::1]:80" */
static const char *port_of(const char *word)
{
	const char *colon = strrchr(word, ':');

	if (*word == '[')
		return colon && colon > word && colon[-1] == ']' ? colon + 1 : NULL;
	return colon && colon == strchr(word, ':') ? colon + 1 : NULL;
}

static int read_end(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret,
		    uint16_t *ret_port)
{
	char address[64] = "";
	struct yaml_value part = *v;
	const char *word, *port;
	uint32_t number = 0;
	size_t len;
	int err = parse_word(p, v, "an address", &word);

	if (err)
		return err;
	port = port_of(word);
	if (port) {
		part.word = (char *)port;
		err = parse_number(p, &part, "a port", 1, UINT16_MAX, &number);
	}
	if (err)
		return err;
	len = port ? (size_t)(port - 1 - word) : strlen(word);
	if (port && *word == '[') {
		word++;
		len -= 2;
	}
	snprintf(address, sizeof(address), "%.*s", (int)len, word);
	part.word = address;
	*ret_port = (uint16_t)number;
	return parse_ip(p, &part, ret);
}

static int read_dnat(struct parse *p, const struct yaml_value *v, void *to)
{
	struct nat_text *t = to;
	int err = begin(p, v, t, NAT_DNAT);

	return err ? err : read_end(p, v, &t->row.match, &t->row.match_port);
}

static int read_to(struct parse *p, const struct yaml_value *v, void *to)
{
	struct nat_text *t = to;

	t->has_to = true;
	t->to_mark = v->mark;
	return read_end(p, v, &t->row.to, &t->row.to_port);
}

/* nft's strings know no quote, and a star at their end is a pattern. */
static int read_ifname(struct parse *p, const struct yaml_value *v, char ret[IFNAMSIZ])
{
	int err = wanted_read(p, v, "an interface", ret);

	if (!err && strpbrk(ret, "\"*\\"))
		return parse_error(p, v->mark, "nft cannot name the interface '%s'",
				   source_quote(ret).text);
	return err;
}

static int read_in(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_ifname(p, v, ((struct nat_text *)to)->row.in);
}

static int read_out(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_ifname(p, v, ((struct nat_text *)to)->row.out);
}

static int read_proto(struct parse *p, const struct yaml_value *v, void *to)
{
	static const char *const words[] = {
#define PROTO_WORD(id, word) [NAT_##id] = word,
		NAT_PROTOS(PROTO_WORD)
#undef PROTO_WORD
	};
	unsigned int proto = 0;
	int err = parse_choice(p, v, "protocol with ports", words + NAT_TCP,
			       NAT_PROTO_MAX - NAT_TCP, &proto);

	((struct nat_text *)to)->row.proto = (enum nat_proto)(proto + NAT_TCP);
	return err;
}

static const struct parse_key keys[] = {
	{ "masquerade", read_masquerade },
	{ "snat", read_snat },
	{ "dnat", read_dnat },
	{ "to", read_to },
	{ "in", read_in },
	{ "out", read_out },
	{ "proto", read_proto },
};
const struct parse_section nat_section = PARSE_SECTION("nat", "an entry of `nat`", keys);

static int check_source(struct parse *p, const struct nat_text *t)
{
	const struct nat_row *r = &t->row;
	const char *kind = kind_words[r->kind];

	if (!*r->out)
		return parse_error(p, t->mark, "`%s` needs `out`: by which interface packets leave",
				   kind);
	if (*r->in || r->proto)
		return parse_error(p, t->mark, "`%s` has no `%s`", kind, *r->in ? "in" : "proto");
	if (t->has_to != (r->kind == NAT_SNAT))
		return parse_error(p, t->mark,
				   t->has_to ? "`masquerade` has no `to`: it takes the address of "
					       "`out`"
					     : "`snat` needs `to`: the address that packets get");
	if (r->to_port)
		return parse_error(p, t->to_mark, "`snat` rewrites addresses: no port");
	return 0;
}

static int check_destination(struct parse *p, const struct nat_text *t)
{
	const struct nat_row *r = &t->row;

	if (!t->has_to)
		return parse_error(p, t->mark, "`dnat` needs `to`: whom packets are for");
	if (*r->out)
		return parse_error(p, t->mark, "`dnat` has no `out`: it is done on the way `in`");
	if ((r->match_port || r->to_port) && !r->proto)
		return parse_error(p, t->mark, "a port needs `proto`: tcp or udp");
	return 0;
}

static int check_row(struct parse *p, const struct nat_text *t)
{
	int err;

	if (!t->kinds)
		return parse_error(p, t->mark,
				   "an entry of `nat` says `masquerade`, `snat` or `dnat`");
	err = t->row.kind == NAT_DNAT ? check_destination(p, t) : check_source(p, t);
	if (!err && t->has_to && t->row.to.family != t->row.match.family)
		return parse_error(p, t->to_mark, "IPv4 is not translated to IPv6, nor back");
	return err;
}

static int read_row(struct parse *p, const struct yaml_value *v, void *to)
{
	struct nat_list *l = to;
	struct nat_text t = { .mark = v->mark };
	int err = parse_map(p, v, &nat_section, &t);

	if (!err)
		err = check_row(p, &t);
	return err ? err
		   : parse_append(p, v->mark, &l->rows, &l->n, &t.row, sizeof(t.row),
				  TOPO_ITEMS_MAX, "entries");
}

/* Who rewrites others' packets passes them on. */
static int check_forwards(struct parse *p, struct mark m, const struct nat_list *l,
			  const struct topo_node *n)
{
	for (size_t i = 0; i < l->n; i++) {
		uint8_t family = l->rows[i].match.family;

		if (sysctls_forwards(n, family))
			continue;
		return parse_error(p, m,
				   "%s does not forward %s, so it has nothing to translate: %s",
				   n->name, family == AF_INET ? "IPv4" : "IPv6",
				   n->kind == NODE_SWITCH ? "give the switch `addresses`"
							  : "say `kind: router`");
	}
	return 0;
}

int nat_ruleset(struct parse *p, const struct yaml_value *nat, const struct yaml_value *nft,
		struct topo_node *n)
{
	_cleanup_nat_list_ struct nat_list l = { 0 };
	const char *text = NULL;
	int err = 0;

	if (nat)
		err = parse_list(p, nat, "`nat`", read_row, &l);
	if (!err && nft && !yaml_is_null(nft))
		err = parse_text(p, nft, "`nft`", true, &text);
	if (!err && l.n)
		err = check_forwards(p, nat->key_mark, &l, n);
	if (err || (!l.n && !text))
		return err;
	n->ruleset_mark = l.n ? nat->key_mark : nft->key_mark;
	return nat_text(l.rows, l.n, text, &n->ruleset) ? parse_no_memory(p) : 0;
}
