/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unit.h - what every unit test includes: cmocka, and asserts that read like our returns.
 */
#ifndef NSCOPE_UNIT_H
#define NSCOPE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define assert_ok(call)	       assert_int_equal((call), 0)
#define assert_err(call, code) assert_int_equal((call), -(code))

/* The words of a whole X-macro enum: none missing, none twice, nothing beyond the last. */
#define assert_words(fn, max)                                                                      \
	do {                                                                                       \
		for (int i_ = 0; i_ < (int)(max); i_++) {                                          \
			assert_non_null(fn(i_));                                                   \
			for (int j_ = 0; j_ < i_; j_++)                                            \
				assert_string_not_equal(fn(i_), fn(j_));                           \
		}                                                                                  \
	} while (0)

#endif
