// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * say.c - names fit for a terminal, commands fit for a shell
 */
#include "say.h"

#include <stdarg.h>
#include <string.h>

struct shown show(const char *name)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_escape(&t, name, strlen(name));
	return s;
}

struct shown show_ip(uint8_t family, const uint8_t *addr)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	text_ip(&t, addr, addr_octets(family));
	return s;
}

struct shown show_to(const struct question *q)
{
	return q->to_name ? show(q->to_name) : show_ip(q->family, q->to);
}

struct shown show_times(unsigned int n)
{
	struct shown s = { "" };
	struct text t = TEXT(s.text);

	if (n == 1)
		text_add(&t, "once");
	else if (n == 2)
		text_add(&t, "twice");
	else
		text_add(&t, "%u times", n);
	return s;
}

void say(struct verdict *v, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(v->summary, sizeof(v->summary), fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof(v->summary))
		v->summary[sizeof(v->summary) - 2] = '.';
}

void say_where(struct verdict *v, const struct room *room, const struct link_row *link)
{
	snprintf(v->where_netns, sizeof(v->where_netns), "%s", room->name);
	snprintf(v->where_ifname, sizeof(v->where_ifname), "%s", link ? link->name : "");
}

/* What no shell and no option parser reads as anything but a name. */
static bool name_safe(const char *s)
{
	return *s && !strchr("-#", *s) &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@") ==
		       strlen(s);
}

static void add_prefix(struct text *t, const char *room)
{
	if (!strcmp(room, "host"))
		text_add(t, "ip ");
	else if (!strncmp(room, "pid:", 4))
		text_add(t, "nsenter -t %s -n ip ", room + 4);
	else if (strchr(room, '/'))
		text_add(t, "nsenter --net=%s ip ", room);
	else
		text_add(t, "ip -n %s ", room);
}

void say_fix(struct verdict *v, const struct room *room, const struct link_row *link,
	     const char *fmt, ...)
{
	char command[sizeof(v->fix)], arguments[sizeof(v->fix)];
	struct text t = TEXT(command);
	va_list ap;
	int n;

	if (!name_safe(room->name) || !name_safe(link->name))
		return;
	va_start(ap, fmt);
	n = vsnprintf(arguments, sizeof(arguments), fmt, ap);
	va_end(ap);
	add_prefix(&t, room->name);
	text_add(&t, "%s", arguments);
	if (n < (int)sizeof(arguments) && t.len + 1 < sizeof(command))
		memcpy(v->fix, command, t.len + 1);
}
