// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asuser.c - for a moment the user who called sudo
 */
#include "asuser.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>

static bool number_of(const char *name, unsigned int *ret)
{
	const char *s = getenv(name);
	unsigned long n;
	char *end;

	if (!s || *s < '0' || *s > '9')
		return false;
	errno = 0;
	n = strtoul(s, &end, 10);
	if (errno || *end || n >= UINT32_MAX)
		return false;
	*ret = (unsigned int)n;
	return true;
}

static int keep_groups(struct asuser *u)
{
	u->n_groups = getgroups(0, NULL);
	u->groups = u->n_groups < 0 ? NULL : calloc((size_t)u->n_groups + 1, sizeof(*u->groups));
	if (!u->groups)
		return -1;
	u->n_groups = getgroups(u->n_groups, u->groups);
	return u->n_groups < 0 ? -1 : 0;
}

static int become(uid_t uid, gid_t gid)
{
	const struct passwd *pw = getpwuid(uid);

	if (pw ? initgroups(pw->pw_name, gid) : setgroups(1, &gid))
		return -1;
	if (setegid(gid))
		return -1;
	return seteuid(uid);
}

int asuser_begin(struct asuser *u)
{
	struct asuser now = { .changed = true };
	unsigned int uid, gid;
	int error;

	if (geteuid() != 0 || !number_of("SUDO_UID", &uid) || !number_of("SUDO_GID", &gid) ||
	    uid == 0) {
		*u = (struct asuser){ 0 };
		return 0;
	}
	if (keep_groups(&now)) {
		free(now.groups);
		return -1;
	}
	if (become(uid, gid)) {
		error = errno;
		asuser_end(&now);
		errno = error;
		return -1;
	}
	*u = now;
	return 0;
}

void asuser_end(struct asuser *u)
{
	if (u->changed &&
	    (seteuid(0) || setegid(getgid()) || setgroups((size_t)u->n_groups, u->groups)))
		abort();
	free(u->groups);
	*u = (struct asuser){ 0 };
}
