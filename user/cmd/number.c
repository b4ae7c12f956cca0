// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * number.c - numbers as somebody types them
 */
#include "number.h"

#include <errno.h>
#include <stdlib.h>

int number_parse(const char *arg, uint64_t least, uint64_t most, uint64_t *ret)
{
	unsigned long long n;
	char *end;

	/* strtoull() skips blanks, and takes -1 for the largest number there is. */
	if (*arg < '0' || *arg > '9')
		return -EINVAL;
	errno = 0;
	n = strtoull(arg, &end, 10);
	if (errno || *end || n < least || n > most)
		return -EINVAL;
	*ret = n;
	return 0;
}
