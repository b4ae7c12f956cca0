// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * keep.c - keep LAB NODE pid,mount,...: gives a node of a lab that is up a keeper
 */
#include <string.h>

#include "../../user/kernel/keeper.h"
#include "../../user/kernel/state.h"

static const char *const words[] = {
#define ISOLATE_WORD(id, word) [ISOLATE_##id] = word,
	ISOLATES(ISOLATE_WORD)
#undef ISOLATE_WORD
};

static int note(void *ctx, const struct journal_keeper *k, struct err *e)
{
	char line[JOURNAL_LINE_MAX];
	struct text t = TEXT(line);

	journal_put_keeper(&t, k);
	return state_note(ctx, &t, e);
}

static int keep(const char *lab, const char *node, unsigned int isolate, struct err *e)
{
	_cleanup_state_ struct state s = STATE_INIT;
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	int err = state_open(lab, false, &s, e);

	if (!err)
		err = netns_open(node, &n, e);
	return err ? err : keeper_start(&n, node, isolate, note, &s, e);
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	unsigned int isolate = 0;

	if (argc != 4)
		return 2;
	for (char *word, *rest = argv[3]; (word = strsep(&rest, ","));)
		for (unsigned int i = 0; i < ISOLATE_MAX; i++)
			if (!strcmp(word, words[i]))
				isolate |= 1U << i;
	if (keep(argv[1], argv[2], isolate, &e))
		fprintf(stderr, "keep: %s\n", e.text);
	return e.code ? 1 : 0;
}
