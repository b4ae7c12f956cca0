// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * err.c - an error that remembers
 */
#include "err.h"

#include <stdarg.h>
#include <string.h>

static void _printf_(3, 0) set_text(struct err *e, int code, const char *fmt, va_list ap)
{
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	e->code = code;
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return -code;
	va_start(ap, fmt);
	set_text(e, code, fmt, ap);
	va_end(ap);
	return -code;
}

int err_sys(struct err *e, int code, const char *fmt, ...)
{
	size_t len;
	va_list ap;

	if (!e)
		return -code;
	va_start(ap, fmt);
	set_text(e, code, fmt, ap);
	va_end(ap);
	len = strlen(e->text);
	snprintf(e->text + len, sizeof(e->text) - len, ": %s", strerror(code));
	return -code;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char inner[sizeof(e->text)];
	va_list ap;
	int len;

	if (!e)
		return 0;
	memcpy(inner, e->text, sizeof(inner));
	va_start(ap, fmt);
	len = vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	if (len >= 0 && (size_t)len < sizeof(e->text))
		snprintf(e->text + len, sizeof(e->text) - (size_t)len, ": %s", inner);
	return -e->code;
}
