// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * twins.c - steps of two plans that say the same of the same room
 */
#include "twins.h"

#include <errno.h>
#include <string.h>

#include "../util/text.h"
#include "addr.h"

static void add_link_key(const struct side *s, const struct step *step, struct text *t)
{
	const struct step_end *ends = step->link.ends;

	text_add(t, "%s %zu %s %d %d", ends[0].ifname, s->rooms[ends[1].room], ends[1].ifname,
		 ends[0].port, ends[1].port);
}

static void add_key(const struct side *s, const struct step *step, struct text *t)
{
	switch (step->kind) {
	case STEP_NETNS:
	case STEP_BRIDGE:
	case STEP_USUAL:
	case STEP_SNOOP:
	case STEP_SET:
	case STEP_FORGET: break;
	case STEP_SYSCTL: text_add(t, "%s=%s", step->sysctl.key, step->sysctl.value); break;
	case STEP_LINK: add_link_key(s, step, t); break;
	case STEP_MASTER:
	case STEP_UP: text_add(t, "%s", step->iface.ifname); break;
	case STEP_ADDRESS:
		text_add(t, "%s ", step->address.ifname);
		addr_text(t, step->address.prefix, false);
		break;
	case STEP_NEIGH:
	case STEP_RULE:
	case STEP_ROUTE:
	case STEP_FAULT:
	case STEP_KEEPER: plan_print_step(s->plan, step, t); break;
	case STEP_NFT:
	case STEP_RUN:
	case STEP_KIND_MAX: break;
	}
}

static int make_item(struct side *s, const struct step *step, struct item *ret)
{
	char buf[PLAN_STEP_TEXT] = "";
	struct text t = TEXT(buf);

	*ret = (struct item){ .step = step, .room = s->rooms[step->room] };
	if (step->kind == STEP_NFT)
		ret->key = step->nft.ruleset;
	else if (step->kind == STEP_RUN)
		ret->key = step->run.command;
	if (ret->key)
		return 0;
	add_key(s, step, &t);
	ret->key = ret->owned = strdup(buf);
	return ret->key ? 0 : -ENOMEM;
}

static int compare(const struct item *a, const struct item *b)
{
	if (a->step->kind != b->step->kind)
		return a->step->kind < b->step->kind ? -1 : 1;
	if (a->room != b->room)
		return a->room < b->room ? -1 : 1;
	return strcmp(a->key, b->key);
}

/* Of several alike the first is the first. */
static int compare_items(const void *x, const void *y)
{
	const struct item *a = *(struct item *const *)x, *b = *(struct item *const *)y;
	int d = compare(a, b);

	return d ? d : a < b ? -1 : a > b;
}

static int make_items(struct side *s)
{
	size_t n = s->plan->n_steps;

	s->items = calloc(n + 1, sizeof(*s->items));
	s->sorted = calloc(n + 1, sizeof(*s->sorted));
	if (!s->items || !s->sorted)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (make_item(s, &s->plan->steps[i], &s->items[i]))
			return -ENOMEM;
		s->sorted[i] = &s->items[i];
	}
	qsort(s->sorted, n, sizeof(struct item *), compare_items);
	return 0;
}

static void pair(struct side *was, struct side *now)
{
	size_t i = 0, k = 0;

	while (i < was->plan->n_steps && k < now->plan->n_steps) {
		int d = compare(was->sorted[i], now->sorted[k]);

		if (!d) {
			was->sorted[i]->twin = now->sorted[k];
			now->sorted[k]->twin = was->sorted[i];
		}
		i += d <= 0;
		k += d >= 0;
	}
}

void twins_part(struct item *i)
{
	if (i->twin)
		i->twin->twin = NULL;
	i->twin = NULL;
}

int twins_make(struct side *was, struct side *now)
{
	int err = make_items(was);

	if (!err)
		err = make_items(now);
	if (!err)
		pair(was, now);
	return err;
}

void twins_done(struct side *s)
{
	for (size_t i = 0; s->items && i < s->plan->n_steps; i++)
		free(s->items[i].owned);
	free(s->items);
	free(s->sorted);
	free(s->rooms);
	plan_free(s->plan);
}
