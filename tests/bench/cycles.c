// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cycles.c - a lab up and down again and again in one process: what is left of it there
 *
 *     cycles LAB N    prints microseconds per cycle, descriptors and octets of heap left
 */
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <time.h>

#include "../../user/lab/lab.h"

static long descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	long n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static long long microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

static int cycle(const char *name)
{
	_cleanup_topo_ struct topo *t = NULL;
	struct lab_wish wish = { .how.file = name, .source = name };
	enum lab_up done;
	struct err e = { 0 };
	size_t len;
	const char *text = topo_builtin(name, &len);
	int err = text ? topo_parse(text, len, name, &t, &e) : -EINVAL;

	wish.topo = t;
	wish.text = text;
	wish.text_len = len;
	if (!err)
		err = lab_up(&wish, &done, &e);
	if (!err)
		err = lab_down(name, &e);
	if (err)
		fprintf(stderr, "cycles: %s\n", e.text);
	return err;
}

int main(int argc, char **argv)
{
	int n = argc == 3 ? atoi(argv[2]) : 0;
	long long begin;
	size_t heap;
	long fds;

	if (n < 1)
		return 2;
	/* What the first cycles open and keep, as malloc() does of what was freed, is no leak. */
	for (int i = 0; i < n / 10 + 1; i++)
		if (cycle(argv[1]))
			return 2;
	fds = descriptors();
	heap = mallinfo2().uordblks;
	begin = microseconds();
	for (int i = 0; i < n; i++)
		if (cycle(argv[1]))
			return 2;
	printf("%lld %ld %zd\n", (microseconds() - begin) / n, descriptors() - fds,
	       (ssize_t)(mallinfo2().uordblks - heap));
	return 0;
}
