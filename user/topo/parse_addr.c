// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_addr.c - values that are an address, a network, a MAC
 */
#include <string.h>
#include <sys/socket.h>

#include "addr.h"
#include "parse.h"

/* @behind: what the word says after the prefix, or "" */
static int bad_prefix(struct parse *p, struct mark m, const char *word, enum addr_fault fault,
		      const struct ip_prefix *meant, const char *behind)
{
	switch (fault) {
	case ADDR_NOT_ONE:
		return parse_error(p, m, "'%s' is no address like 192.168.15.1/24",
				   source_quote(word).text);
	case ADDR_NO_LEN:
		return parse_error(p, m, "address without a prefix length: did you mean %s%s?",
				   addr_string(meant, false).text, source_quote(behind).text);
	case ADDR_BAD_LEN:
		return parse_error(p, m, "the prefix length of '%s' is no number from 0 to %u",
				   source_quote(word).text, addr_bits(meant->family));
	case ADDR_OK: break;
	}
	return 0;
}

static int check_network(struct parse *p, const struct ip_prefix *a, const char *behind)
{
	struct ip_prefix net = addr_network(a);

	if (addr_same(&net, a))
		return 0;
	return parse_error(p, a->mark, "%s has bits behind its mask: did you mean %s%s?",
			   addr_string(a, false).text, addr_string(&net, false).text, behind);
}

/* Behind the plus sign of "10.0.0.0/16+7". */
static bool read_count(const char *text, uint32_t *ret)
{
	uint64_t n = 0;

	if (!*text || text[strspn(text, "0123456789")] || strlen(text) > 10)
		return false;
	while (*text)
		n = n * 10 + (uint64_t)(*text++ - '0');
	if (n > UINT32_MAX)
		return false;
	*ret = (uint32_t)n;
	return true;
}

/* "10.0.0.0/16+7" */
static int read_nth(struct parse *p, const struct yaml_value *v, const char *plus,
		    struct ip_prefix *ret)
{
	char text[64] = "";
	struct ip_prefix net = { 0 };
	enum addr_fault fault = ADDR_NOT_ONE;
	uint32_t n = 0;
	int err;

	if (plus - v->word < (ptrdiff_t)sizeof(text)) {
		memcpy(text, v->word, (size_t)(plus - v->word));
		fault = addr_prefix(text, &net);
	}
	net.mark = v->mark;
	err = bad_prefix(p, v->mark, v->word, fault, &net, plus);
	if (!err && !read_count(plus + 1, &n))
		err = parse_error(p, v->mark, "'%s': behind NETWORK+ stands a number",
				  source_quote(v->word).text);
	if (!err)
		err = check_network(p, &net, plus);
	if (!err && addr_nth(&net, n, ret))
		err = parse_error(p, v->mark, "%s has no address %u for a host: they are 1 to %u",
				  addr_string(&net, false).text, n, addr_hosts(&net));
	return err;
}

int parse_prefix(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret)
{
	struct ip_prefix a = { 0 };
	const char *word, *plus;
	int err = parse_word(p, v, "an address", &word);

	if (err)
		return err;
	plus = strchr(word, '+');
	if (plus)
		err = read_nth(p, v, plus, &a);
	else
		err = bad_prefix(p, v->mark, word, addr_prefix(word, &a), &a, "");
	if (err)
		return err;
	a.mark = v->mark;
	*ret = a;
	return 0;
}

int parse_network(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret)
{
	struct ip_prefix a;
	const char *word;
	int err = parse_word(p, v, "a network", &word);

	if (err)
		return err;
	/* Where a length may be left out, as with `ip route`, here it means a typing error. */
	if (addr_ip(word, &a) == ADDR_OK)
		return parse_error(p, v->mark, "a network needs its length: did you mean %s?",
				   addr_string(&a, false).text);
	err = parse_prefix(p, v, &a);
	if (!err)
		err = check_network(p, &a, "");
	if (!err)
		*ret = a;
	return err;
}

int parse_ip(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret)
{
	struct ip_prefix a = { 0 };
	const char *word, *plus;
	int err = parse_word(p, v, "an address", &word);

	if (err)
		return err;
	plus = strchr(word, '+');
	if (plus) {
		err = read_nth(p, v, plus, &a);
		a.len = (uint8_t)addr_bits(a.family);
	} else if (addr_prefix(word, &a) == ADDR_OK) {
		a.len = (uint8_t)addr_bits(a.family);
		err = parse_error(p, v->mark,
				  "the address of one host has no length: did you mean %s?",
				  addr_string(&a, true).text);
	} else if (addr_ip(word, &a) != ADDR_OK) {
		err = parse_error(p, v->mark, "'%s' is no address like 192.168.15.5",
				  source_quote(word).text);
	}
	if (err)
		return err;
	if (addr_is_any(&a) || addr_is_multicast(&a))
		return parse_error(p, v->mark, "%s is %s address, no host owns it",
				   addr_string(&a, true).text,
				   addr_is_any(&a) ? "the unspecified" : "a multicast");
	a.mark = v->mark;
	*ret = a;
	return 0;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool mac_from(const char *text, uint8_t mac[6])
{
	if (strlen(text) != 17)
		return false;
	for (int i = 0; i < 6; i++, text += 3) {
		if (hex(text[0]) < 0 || hex(text[1]) < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return false;
		mac[i] = (uint8_t)(hex(text[0]) << 4 | hex(text[1]));
	}
	return true;
}

int parse_mac(struct parse *p, const struct yaml_value *v, uint8_t ret[6])
{
	static const uint8_t zero[6];
	uint8_t mac[6];
	const char *word;
	int err = parse_word(p, v, "a MAC", &word);

	if (err)
		return err;
	if (!mac_from(word, mac))
		return parse_error(p, v->mark, "'%s' is no MAC like 02:00:00:00:00:01",
				   source_quote(word).text);
	if (mac[0] & 1 || !memcmp(mac, zero, 6))
		return parse_error(p, v->mark, "%s is %s MAC, no interface can own it", word,
				   mac[0] & 1 ? "a multicast" : "the zero");
	memcpy(ret, mac, 6);
	return 0;
}
