// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * keys.c - what the parser knows, for tests/check/schema.sh to hold the schema against
 *
 *	section interface addresses mtu mac up
 *	words kind host router switch
 */
#include "../../user/topo/nat.h"
#include "../../user/topo/parse.h"

#define WORD(id, word) " " word

int main(void)
{
	const struct parse_section *s;

	for (size_t i = 0; (s = parse_section_at(i)); i++) {
		printf("section %s", s->name);
		for (size_t k = 0; k < s->n_keys; k++)
			printf(" %s", s->keys[k].key);
		printf("\n");
	}
	printf("words kind" NODE_KINDS(WORD) "\n");
	printf("words route.type" ROUTE_TYPES(WORD) "\n");
	printf("words rule.type" RULE_ACTIONS(WORD) "\n");
	printf("words isolate" ISOLATES(WORD) "\n");
	printf("words nat.proto" NAT_PROTOS(WORD) "\n");
	printf("words node.count.maximum %d\n", TOPO_NODES_MAX);
	return 0;
}
