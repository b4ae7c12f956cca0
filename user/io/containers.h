/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * containers.h - which process is a container's, as the engines' own files say.
 *
 *     docker   /var/lib/docker/containers/ID/config.v2.json: name, pid, whether it runs
 *     podman   containers.json below its storage has names; ID/userdata/pidfile below /run the pid.
 *              root's, and each user's below /run/user/UID and their home. CRI-O keeps the same.
 *
 * Nothing is asked of an engine, nothing is written. The files are others', so they are bounded.
 * A pid may have been given to another process since: who began after the file was written is not
 * the one it means.
 */
#ifndef NSCOPE_CONTAINERS_H
#define NSCOPE_CONTAINERS_H

#include <sys/types.h>

#include "../util/util.h"

#define CONTAINER_NAME_MAX 128 /* octets, with the NUL; a longer one is none of ours */

struct container {
	const char *engine; /* "docker", "podman" */
	char name[CONTAINER_NAME_MAX];
	pid_t pid; /* its first process, as this host sees it */
};

/**
 * containers_each() - call @fn for each container that runs
 *
 * Docker's first, then root's of Podman, then users'. What cannot be read is passed over.
 * Return: what @fn returned, if that was not 0; 0
 */
int containers_each(int (*fn)(const struct container *c, void *ctx), void *ctx);

#endif
