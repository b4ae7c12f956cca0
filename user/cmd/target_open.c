// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_open.c - one namespace, as a user names it
 */
#include "target.h"

#include <errno.h>
#include <string.h>

#include "../io/containers.h"
#include "../util/text.h"

static const char *const engines[] = { "docker", "podman" };

/* The engine before the colon, NULL: it is none; @ret_name: what stands behind it */
static const char *engine_of(const char *what, const char **ret_name)
{
	for (size_t i = 0; i < ARRAY_SIZE(engines); i++) {
		size_t len = strlen(engines[i]);

		if (strncmp(what, engines[i], len) || what[len] != ':')
			continue;
		*ret_name = what + len + 1;
		return engines[i];
	}
	return NULL;
}

bool target_is_container(const char *what)
{
	const char *name;

	return engine_of(what, &name);
}

struct search {
	const char *engine; /* NULL: any */
	const char *name;
	pid_t pid; /* of the first found */
	char found[80];
	size_t n;
};

static int match(const struct container *c, void *ctx)
{
	struct search *s = ctx;
	struct text t = { s->found, sizeof(s->found), strlen(s->found) };

	if (strcmp(c->name, s->name) || (s->engine && strcmp(c->engine, s->engine)))
		return 0;
	/* An index may hold the same one twice. */
	if (s->n && s->pid == c->pid)
		return 0;
	s->pid = s->n++ ? s->pid : c->pid;
	text_add(&t, "%s%s:", t.len ? ", " : "", c->engine);
	text_escape(&t, c->name, strlen(c->name));
	return 0;
}

static int open_container(struct search *s, const char *what, struct netns *ret, char **ret_what,
			  struct err *e)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	_cleanup_free_ char *again = NULL;
	struct text t = TEXT(n.name);
	int err;

	if (asprintf(&again, "pid:%d", s->pid) < 0) {
		again = NULL;
		return err_sys(e, ENOMEM, "%s", what);
	}
	err = netns_open(again, &n, e);
	if (err)
		return err;
	n.name[0] = '\0';
	text_escape(&t, what, strlen(what));
	if (ret_what)
		*ret_what = TAKE_PTR(again);
	*ret = n;
	n.fd = -1;
	return 0;
}

static int no_container(const struct search *s, struct err *e)
{
	char shown[200] = "";
	struct text t = TEXT(shown);

	text_escape(&t, s->name, strlen(s->name));
	return err_set(e, ENOENT, "no container '%s' of %s runs here", shown, s->engine);
}

/* Nothing else is called so: is a container? */
static bool try_container(struct search *s)
{
	if (strchr(s->name, '/') || !strncmp(s->name, "pid:", 4))
		return false;
	containers_each(match, s);
	return s->n;
}

int target_open(const char *what, struct netns *ret, char **ret_what, struct err *e)
{
	struct search s = { .name = what };
	int err;

	s.engine = engine_of(what, &s.name);
	if (s.engine) {
		containers_each(match, &s);
		return s.n ? open_container(&s, what, ret, ret_what, e) : no_container(&s, e);
	}
	err = netns_open(what, ret, e);
	if (err == -ENOENT && try_container(&s))
		return s.n > 1 ? err_set(e, ENOTUNIQ, "which one? there are %s", s.found)
			       : open_container(&s, what, ret, ret_what, e);
	if (err || !ret_what)
		return err;
	*ret_what = strdup(what);
	if (*ret_what)
		return 0;
	netns_close(ret);
	return err_sys(e, ENOMEM, "%s", what);
}

void target_name(struct netns *n, const struct container *c)
{
	struct text t = TEXT(n->name);

	n->name[0] = '\0';
	text_add(&t, "%s:", c->engine);
	text_escape(&t, c->name, strlen(c->name));
}

static int name_by_pid(const struct container *c, void *ctx)
{
	_cleanup_netns_close_ struct netns room = NETNS_INIT;
	struct netns *n = ctx;
	char pid[24];

	snprintf(pid, sizeof(pid), "pid:%d", c->pid);
	if (netns_open(pid, &room, NULL) || room.cookie != n->cookie)
		return 0;
	target_name(n, c);
	return 1;
}

void target_name_container(struct netns *n)
{
	containers_each(name_by_pid, n);
}
