// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule.c - `rules` of a node: which table of routes a packet is looked up in, ip-rule(8)
 */
#include <string.h>
#include <sys/socket.h>

#include "addr.h"
#include "parse.h"

static const char *const action_words[] = {
#define ACTION_WORD(id, word) [RULE_##id] = word,
	RULE_ACTIONS(ACTION_WORD)
#undef ACTION_WORD
};

/* A host may stand without its length, as for `ip rule`. */
static int read_selector(struct parse *p, const struct yaml_value *v, struct topo_rule *r,
			 struct ip_prefix *ret)
{
	struct ip_prefix a = { 0 };
	const char *word;
	int err = parse_word(p, v, "an address or network", &word);

	if (err || !strcmp(word, "all"))
		return err;
	err = addr_ip(word, &a) == ADDR_OK ? parse_ip(p, v, &a) : parse_network(p, v, &a);
	if (err)
		return err;
	if (r->family && r->family != a.family)
		return parse_error(p, v->mark, "a rule is for IPv4 or for IPv6, not for both");
	r->family = a.family;
	if (a.len)
		*ret = a;
	return 0;
}

static int read_from(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_selector(p, v, to, &((struct topo_rule *)to)->from);
}

static int read_to(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_selector(p, v, to, &((struct topo_rule *)to)->to);
}

static int read_iif(struct parse *p, const struct yaml_value *v, void *to)
{
	return wanted_read(p, v, "`iif`", ((struct topo_rule *)to)->iif);
}

static int read_oif(struct parse *p, const struct yaml_value *v, void *to)
{
	return wanted_read(p, v, "`oif`", ((struct topo_rule *)to)->oif);
}

/* Decimal or 0x, the whole of a word or up to its slash. */
static bool read_mark_number(const char **text, uint32_t *ret)
{
	bool hex = !strncmp(*text, "0x", 2);
	const char *digits = *text + (hex ? 2 : 0);
	size_t n = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");
	unsigned long value;

	if (!n || n > 10)
		return false;
	value = strtoul(digits, NULL, hex ? 16 : 10);
	*text = digits + n;
	*ret = (uint32_t)value;
	return value <= UINT32_MAX;
}

static int read_fwmark(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_rule *r = to;
	const char *word, *c;
	int err = parse_word(p, v, "a mark", &word);
	bool ok;

	if (err)
		return err;
	c = word;
	r->has_fwmark = true;
	r->fwmask = UINT32_MAX;
	ok = read_mark_number(&c, &r->fwmark);
	if (ok && *c == '/') {
		c++;
		ok = read_mark_number(&c, &r->fwmask);
	}
	if (!ok || *c)
		return parse_error(p, v->mark, "'%s' is no mark like 1, 0x1 or 0x1/0xff",
				   source_quote(word).text);
	if (r->fwmark & ~r->fwmask)
		return parse_error(p, v->mark,
				   "%s never matches: the mark has bits that its mask has not",
				   word);
	return 0;
}

static int read_priority(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_rule *r = to;

	r->has_priority = true;
	return parse_number(p, v, "a priority", 0, UINT32_MAX, &r->priority);
}

static int read_table(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_table(p, v, &((struct topo_rule *)to)->table);
}

static int read_type(struct parse *p, const struct yaml_value *v, void *to)
{
	unsigned int action = 0;
	int err = parse_choice(p, v, "type of rule", action_words, RULE_ACTION_MAX, &action);

	((struct topo_rule *)to)->action = (enum rule_action)action;
	return err;
}

static const struct parse_key keys[] = {
	{ "from", read_from },	 { "to", read_to },	    { "iif", read_iif },
	{ "oif", read_oif },	 { "fwmark", read_fwmark }, { "priority", read_priority },
	{ "table", read_table }, { "type", read_type },
};
const struct parse_section rule_section = PARSE_SECTION("rule", "a rule", keys);

static int check_rule(struct parse *p, const struct topo_rule *r)
{
	bool lookup = r->action == RULE_LOOKUP;

	if (lookup && !r->table)
		return parse_error(p, r->mark,
				   "a rule needs `table`: where to look, or a `type` like "
				   "unreachable");
	if (!lookup && r->table)
		return parse_error(p, r->mark, "a rule of type %s looks into no `table`",
				   action_words[r->action]);
	return 0;
}

static int read_rule(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	struct topo_rule r = { .mark = v->mark };
	int err = parse_map(p, v, &rule_section, &r);

	if (!err)
		err = check_rule(p, &r);
	if (err)
		return err;
	if (!r.family)
		r.family = AF_INET;
	return parse_append(p, v->mark, &n->rules, &n->n_rules, &r, sizeof(r), TOPO_ITEMS_MAX,
			    "rules");
}

int rule_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`rules`", read_rule, to);
}
