/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * number.h - numbers as somebody types them.
 */
#ifndef NSCOPE_CMD_NUMBER_H
#define NSCOPE_CMD_NUMBER_H

#include <stdint.h>

/**
 * number_parse() - decimal digits and nothing else: no sign, no blank, no unit
 * @least, @most: what may be, both included
 * @ret:          untouched on failure
 * Return: 0 or -EINVAL
 */
int number_parse(const char *arg, uint64_t least, uint64_t most, uint64_t *ret);

#endif
