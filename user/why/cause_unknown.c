// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_unknown.c - no single cause: what was seen, and where it was seen last
 */
#include "causes.h"

#include <string.h>

#include "say.h"

/* Nothing could leave: the kernel refused, or TO is FROM's own. */
static bool stayed(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;

	if (q->route.local) {
		say(v, "%s is an address of %s itself, and it did not answer itself.",
		    SHOW_IP(q->family, q->to), SHOW(q->from->name));
		return true;
	}
	if (q->route.error && s->owner) {
		say(v, "%s's kernel refuses the way to %s (%s), although %s has it.",
		    SHOW(q->from->name), SHOW_IP(q->family, q->to), strerror(q->route.error),
		    SHOW(s->owner->name));
		return true;
	}
	if (q->route.error) {
		say(v, "%s's kernel refuses the way to %s: %s.", SHOW(q->from->name), SHOW_TO(q),
		    strerror(q->route.error));
		return true;
	}
	return false;
}

/* Questions left and no answer came. */
static bool unheard(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const char *hop = q->route.has_gateway ? ", its gateway," : "";

	if (!s->egress || !s->seen.asked || s->seen.answered || s->seen.echoes)
		return false;
	if (s->hop_room && s->seen.heard)
		say(v,
		    "%s asked %s who has %s%s on %s; %s, which has it, heard the question and did "
		    "not answer.",
		    SHOW(q->from->name), SHOW_TIMES(s->seen.asked), SHOW_IP(q->family, s->hop), hop,
		    SHOW(s->egress->name), SHOW(s->hop_room->name));
	else if (s->hop_room)
		say(v,
		    "%s asked %s who has %s%s on %s; the question never came in at %s, which has "
		    "it.",
		    SHOW(q->from->name), SHOW_TIMES(s->seen.asked), SHOW_IP(q->family, s->hop), hop,
		    SHOW(s->egress->name), SHOW(s->hop_room->name));
	else if (s->owner && !q->route.has_gateway)
		say(v,
		    "%s asked %s who has %s on %s and nobody answered: %s has it, but not on that "
		    "wire.",
		    SHOW(q->from->name), SHOW_TIMES(s->seen.asked), SHOW_IP(q->family, s->hop),
		    SHOW(s->egress->name), SHOW(s->owner->name));
	else
		say(v, "%s asked %s who has %s%s on %s and nobody answered%s.", SHOW(q->from->name),
		    SHOW_TIMES(s->seen.asked), SHOW_IP(q->family, s->hop), hop,
		    SHOW(s->egress->name),
		    s->wire.blind ? "; that wire goes on where nscope cannot see" : "");
	return true;
}

/* The echo request left, and its target is in sight. */
static bool astray(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	struct shown from = show(q->from->name), to;

	if (!s->egress || !s->seen.echoes || !s->to_room)
		return false;
	to = show(s->to_room->name);
	if (s->seen.back)
		say(v, "%s's reply came back in at %s, but ping did not count it.", to.text,
		    from.text);
	else if (s->seen.replies)
		say(v, "%s answered, but its reply never came in at %s.", to.text, from.text);
	else if (s->seen.arrived)
		say(v, "%s's echo request came in at %s, which sent no reply.", from.text, to.text);
	else if (s->seen.drop)
		say(v,
		    "%s's echo request left by %s, the kernel threw it away in %s, and %s never "
		    "saw it.",
		    from.text, SHOW(s->egress->name), SHOW(s->seen.drop->name), to.text);
	else
		say(v, "%s's echo request left by %s and nothing came back; %s never saw it.",
		    from.text, SHOW(s->egress->name), to.text);
	if (s->seen.arrived || s->seen.replies)
		say_where(v, s->to_room, NULL);
	return true;
}

bool cause_unknown(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;

	v->confidence = CONFIDENCE_INCONCLUSIVE;
	say_where(v, q->from, s->egress);
	if (stayed(s, v) || unheard(s, v) || astray(s, v))
		return true;
	if (s->egress && s->seen.echoes)
		say(v,
		    "%s's echo request left by %s for where nscope cannot follow, and nothing came "
		    "back.",
		    SHOW(q->from->name), SHOW(s->egress->name));
	else
		say(v, "no packet to %s was seen leaving %s, and its tables do not say why.",
		    SHOW_TO(q), SHOW(q->from->name));
	return true;
}
