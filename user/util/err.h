/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * err.h - an error that remembers: its number and one sentence, made where it happened.
 *
 * A function that can fail takes a struct err last, returns 0 or -errno, and on failure leaves
 * one line in it: the subject, what was tried, the kernel's own words. Callers may put more
 * context in front. Only a verb prints it, once.
 */
#ifndef NSCOPE_ERR_H
#define NSCOPE_ERR_H

#include "util.h"

struct err {
	int code;	/* positive errno, 0: none */
	char text[640]; /* one line, or several when a source line is quoted below it */
};

/**
 * err_set() - record an error
 * @e:    where; NULL is allowed and only returns
 * @code: positive errno
 * @fmt:  the sentence, without newline; strerror is not appended
 *
 * Return: -code, so that `return err_set(...)` reads well.
 */
int err_set(struct err *e, int code, const char *fmt, ...) _printf_(3, 4);

/**
 * err_sys() - like err_set(), with ": " and strerror(code) behind it
 */
int err_sys(struct err *e, int code, const char *fmt, ...) _printf_(3, 4);

/**
 * err_wrap() - put context in front of an error that is already recorded: "context: text"
 *
 * Return: -e->code
 */
int err_wrap(struct err *e, const char *fmt, ...) _printf_(2, 3);

#endif
