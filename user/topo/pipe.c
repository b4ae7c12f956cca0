// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pipe.c - what a link does with frames: `loss`, `duplicate`, `corrupt`, `block`, `seed`
 */
#include <string.h>

#include "parse.h"

static struct impairment *impairment(void *to)
{
	return &((struct pipe *)to)->impairment;
}

static int read_share(struct parse *p, const struct yaml_value *v, const char *what, uint32_t *ret)
{
	char percent[16] = "";
	uint32_t ignored;
	const char *word;
	int err = parse_word(p, v, what, &word);

	if (err || !impair_percent(word, ret))
		return err;
	snprintf(percent, sizeof(percent), "%.14s%%", word);
	if (!impair_percent(percent, &ignored))
		return parse_error(p, v->mark, "a share of frames ends in %%: did you mean %s?",
				   percent);
	return parse_error(p, v->mark,
			   "'%s' is no share of frames: from 0%% to 100%%, at most four decimals",
			   source_quote(word).text);
}

int pipe_read_loss(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_share(p, v, "`loss`", &impairment(to)->loss);
}

int pipe_read_duplicate(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_share(p, v, "`duplicate`", &impairment(to)->duplicate);
}

int pipe_read_corrupt(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_share(p, v, "`corrupt`", &impairment(to)->corrupt);
}

static int read_block(struct parse *p, const struct yaml_value *v, void *to)
{
	const char *word;
	int err = parse_word(p, v, "`block`", &word);

	if (!err && impair_block(word, impairment(to)))
		return parse_error(p, v->mark, "'%s' cannot be blocked: arp and icmp can",
				   source_quote(word).text);
	return err;
}

/* A link's own list takes the place of the defaults'. */
int pipe_read_block(struct parse *p, const struct yaml_value *v, void *to)
{
	impairment(to)->block_arp = impairment(to)->block_icmp = false;
	return parse_list_or_one(p, v, "`block`", read_block, to);
}

int pipe_read_seed(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_number(p, v, "a seed", 0, UINT32_MAX, &impairment(to)->seed);
}
