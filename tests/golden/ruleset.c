// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ruleset.c - what a lab file gives nft to read: each node's, one after the other
 *
 *   ruleset FILE
 */
#include "../../user/topo/topo.h"

int main(int argc, char **argv)
{
	_cleanup_fclose_ FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
	_cleanup_free_ char *buf = malloc(TOPO_TEXT_MAX + 1);
	_cleanup_topo_ struct topo *topo = NULL;
	struct err e = { 0 };

	if (!f || !buf)
		return 1;
	if (topo_parse(buf, fread(buf, 1, TOPO_TEXT_MAX + 1, f), argv[1], &topo, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 2;
	}
	for (size_t i = 0; i < topo->n_nodes; i++)
		if (topo->nodes[i].ruleset)
			printf("# %s\n%s", topo->nodes[i].name, topo->nodes[i].ruleset);
	return 0;
}
