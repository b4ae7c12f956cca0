// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_say.c - which step it was, in words
 */
#include "build_inner.h"

#include <inttypes.h>

#include "../topo/addr.h"

/* A command's first words: it may be a page. */
#define COMMAND_SHOWN 60

static const char *does(const struct step *s, const char *make, const char *undo)
{
	return s->undo ? undo : make;
}

static void say_route(const struct topo_route *r, struct text *t)
{
	if (r->is_default)
		text_add(t, "default");
	else
		addr_text(t, &r->to, false);
}

static void say_command(const char *command, struct text *t)
{
	size_t len = strcspn(command, "\n");
	bool all = !command[len] && len <= COMMAND_SHOWN;

	text_escape(t, command, len < COMMAND_SHOWN ? len : COMMAND_SHOWN);
	text_add(t, "%s", all ? "" : " ...");
}

/* "create red:eth0 -- blue:eth0" */
static void subject(const struct build *b, const struct step *s, struct text *t)
{
	const struct step_end *ends = s->link.ends;
	const char *node = room_name(b, s->room);

	switch (s->kind) {
	case STEP_NETNS: text_add(t, "%s namespace %s", does(s, "create", "remove"), node); break;
	case STEP_USUAL:
	case STEP_SYSCTL: text_add(t, "prepare namespace %s", node); break;
	case STEP_BRIDGE:
		text_add(t, "%s the bridge of %s", does(s, "create", "remove"), node);
		break;
	case STEP_LINK:
		text_add(t, "%s %s:%s -- %s:%s", does(s, "create", "remove"), node, ends[0].ifname,
			 room_name(b, ends[1].room), ends[1].ifname);
		break;
	case STEP_SET: text_add(t, "change %s:%s", node, s->set.ifname); break;
	case STEP_MASTER:
		text_add(t, "make %s:%s %s", node, s->iface.ifname,
			 does(s, "a port", "no port any more"));
		break;
	case STEP_ADDRESS:
		text_add(t, "%s ", does(s, "put", "take"));
		addr_text(t, s->address.prefix, false);
		text_add(t, " %s %s:%s", does(s, "on", "from"), node, s->address.ifname);
		break;
	case STEP_UP:
		text_add(t, "set %s:%s %s", node, s->iface.ifname, does(s, "up", "down"));
		break;
	case STEP_SNOOP:
		text_add(t, "%s %s:" TOPO_BRIDGE_NAME " snoop multicast",
			 does(s, "let", "no more let"), node);
		break;
	case STEP_NEIGH:
		text_add(t, "%s %s the neighbour ", does(s, "add to", "remove from"), node);
		addr_text(t, &s->neigh.neigh->to, true);
		break;
	case STEP_RULE:
		text_add(t, "%s %s the rule of priority %" PRIu32, does(s, "add to", "remove from"),
			 node, s->rule.priority);
		break;
	case STEP_ROUTE:
		text_add(t, "%s %s the route ", does(s, "add to", "remove from"), node);
		say_route(s->route.route, t);
		break;
	case STEP_NFT: text_add(t, "%s the ruleset of %s", does(s, "load", "remove"), node); break;
	case STEP_FAULT:
		text_add(t, "%s %s:%s", does(s, "impair", "mend"), node, s->fault.ifname);
		break;
	case STEP_KEEPER:
		text_add(t, "%s what keeps %s apart", does(s, "start", "stop"), node);
		break;
	case STEP_FORGET: text_add(t, "let %s forget its neighbours", node); break;
	case STEP_RUN:
		text_add(t, "run in %s '", node);
		say_command(s->run.command, t);
		text_add(t, "'");
		break;
	case STEP_KIND_MAX: break;
	}
}

/* "lab.yaml:7:12: cannot create ...: why" */
int build_complain(const struct build *b, const struct step *s, int code, const char *why,
		   struct err *e)
{
	char buf[300] = "";
	struct text t = TEXT(buf);

	subject(b, s, &t);
	if (s->mark.line)
		return err_set(e, code, "%s:%u:%u: cannot %s: %s", b->how->file, s->mark.line,
			       s->mark.col, buf, why);
	return err_set(e, code, "%s: cannot %s: %s", b->how->file, buf, why);
}
