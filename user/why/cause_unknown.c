// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_unknown.c - no single cause: what was seen, and where it was seen last
 */
#include "causes.h"

#include <string.h>

static const char *leg_noun(const struct scene *s)
{
	return s->gap.leg == LEG_REQUEST ? "echo request" : "echo reply";
}

static void say_in_room(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	struct shown room = show(h->room->name);

	if (s->gap.stage == STAGE_SEND && s->gap.leg == LEG_REQUEST && h->route && h->route->error)
		say(v, "%s's kernel refuses the way to %s: %s.", room.text, SHOW_GOAL(s),
		    h->route->words);
	else if (s->gap.stage == STAGE_SEND && s->gap.leg == LEG_REQUEST)
		say(v, "no packet to %s was seen leaving %s, and its tables do not say why.",
		    SHOW_GOAL(s), room.text);
	else if (s->gap.stage == STAGE_SEND)
		say(v, "the echo request came in at %s, which sent no reply.", room.text);
	else if (s->gap.stage == STAGE_FORWARD)
		say(v, "the %s came in at %s and did not leave it again.", leg_noun(s),
		    SHOW_AT(h->room, h->in));
	else if (s->gap.leg == LEG_REPLY)
		say(v, "the reply came back in at %s, but ping did not count it.", room.text);
	else
		say(v, "the echo request came in at %s, and nothing came of it.", room.text);
}

static void say_unlearned(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	if (s->gap.stage == STAGE_HEARD)
		say(v,
		    "%s asked who has %s; %s, which has it, heard the question and did not answer.",
		    SHOW_AT(h->room, h->out), SHOW_IP(h->next_family, h->next),
		    SHOW(s->gap.room->name));
	else
		say(v, "%s asked who has %s and nobody answered.", SHOW_AT(h->room, h->out),
		    SHOW_IP(h->next_family, h->next));
}

static void say_on_wire(const struct scene *s, struct verdict *v)
{
	static const char *const what[] = {
		[WHAT_QUESTION] = "question for a MAC",
		[WHAT_ANSWER] = "answer to the question for a MAC",
	};
	const struct gap *g = &s->gap;

	say(v, "the %s was last seen at %s%s%s.",
	    g->what == WHAT_ECHO ? leg_noun(s) : what[g->what], SHOW_AT(g->room, g->link),
	    g->next_room ? " and never came to " : "",
	    g->next_room ? SHOW_AT(g->next_room, g->next_link) : "");
}

bool cause_unknown(const struct scene *s, struct verdict *v)
{
	v->confidence = CONFIDENCE_INCONCLUSIVE;
	say_where(v, s->gap.room, s->gap.link);
	if (AT_ROOM & 1u << s->gap.stage)
		say_in_room(s, v);
	else if (AT_UNLEARNED & 1u << s->gap.stage)
		say_unlearned(s, v);
	else
		say_on_wire(s, v);
	return true;
}
