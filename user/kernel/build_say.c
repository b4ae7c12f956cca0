// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_say.c - which step it was, in words
 */
#include "build_inner.h"

#include "../topo/addr.h"

/* "cannot create red:eth0 -- blue:eth0" */
static void subject(const struct build *b, const struct step *s, struct text *t)
{
	const struct step_end *ends = s->link.ends;
	const char *node = room_name(b, s->room);

	switch (s->kind) {
	case STEP_NETNS: text_add(t, "cannot create namespace %s", node); break;
	case STEP_SYSCTL: text_add(t, "cannot prepare namespace %s", node); break;
	case STEP_BRIDGE: text_add(t, "cannot create the bridge of %s", node); break;
	case STEP_LINK:
		text_add(t, "cannot create %s:%s -- %s:%s", node, ends[0].ifname,
			 room_name(b, ends[1].room), ends[1].ifname);
		break;
	case STEP_MASTER: text_add(t, "cannot make %s:%s a port", node, s->iface.ifname); break;
	case STEP_ADDRESS:
		text_add(t, "cannot put ");
		addr_text(t, s->address.prefix, false);
		text_add(t, " on %s:%s", node, s->address.ifname);
		break;
	case STEP_UP: text_add(t, "cannot set %s:%s up", node, s->iface.ifname); break;
	case STEP_ROUTE:
		text_add(t, "cannot add to %s the route ", node);
		if (s->route.route->is_default)
			text_add(t, "default");
		else
			addr_text(t, &s->route.route->to, false);
		break;
	case STEP_SET:
	case STEP_FORGET:
	case STEP_NEIGH:
	case STEP_RULE:
	case STEP_NFT:
	case STEP_FAULT:
	case STEP_KEEPER:
	case STEP_RUN:
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
		return err_set(e, code, "%s:%u:%u: %s: %s", b->file, s->mark.line, s->mark.col, buf,
			       why);
	return err_set(e, code, "%s: %s: %s", b->file, buf, why);
}
