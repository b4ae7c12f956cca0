// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netfile.c - files below /proc/net
 */
#include "netfile.h"

#include <fcntl.h>

#include "../util/util.h"

void netfile_read(const char *name, char *buf, size_t size)
{
	_cleanup_close_ int fd = -1;
	char path[64];
	size_t len = 0;
	ssize_t n = 0;

	/* /proc/net is our main thread's: who enters a namespace does so in any. */
	snprintf(path, sizeof(path), "/proc/thread-self/net/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && len + 1 < size && (n = read(fd, buf + len, size - len - 1)) > 0)
		len += (size_t)n;
	buf[len] = '\0';
}
