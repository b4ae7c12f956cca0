// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why_case.c - a verdict's case in a file: why -w, why -r
 */
#include "why_case.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../io/asuser.h"
#include "../io/outfile.h"

static inline void cleanup_json(json_t **j)
{
	json_decref(*j);
}
#define _cleanup_json_ _cleanup_(cleanup_json)

int case_save(const struct question *q, const char *path, struct err *e)
{
	_cleanup_json_ json_t *file = case_write(q);
	_cleanup_free_ char *text = file ? json_dumps(file, JSON_COMPACT) : NULL;
	_cleanup_(cleanup_outfile) struct outfile *o = NULL;
	int err;

	if (!text)
		return err_set(e, ENOMEM, "%s: out of memory", path);
	err = outfile_create(path, &o, e);
	if (err)
		return err;
	fprintf(outfile_file(o), "%s\n", text);
	return outfile_finish(o, e);
}

static FILE *open_as_user(const char *path)
{
	struct asuser u = { 0 };
	int fd;

	if (!strcmp(path, "-"))
		return fdopen(dup(STDIN_FILENO), "re");
	if (asuser_begin(&u))
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	asuser_end(&u);
	return fd < 0 ? NULL : fdopen(fd, "re");
}

int case_load(const char *path, struct why_case *ret, struct err *e)
{
	_cleanup_fclose_ FILE *f = open_as_user(path);
	_cleanup_json_ json_t *file = NULL;
	json_error_t wrong;
	int err;

	*ret = (struct why_case){ 0 };
	if (!f)
		return err_sys(e, errno, "cannot open %s", path);
	file = json_loadf(f, 0, &wrong);
	if (!file)
		return err_set(e, EPROTO, "%s:%d: %s", path, wrong.line, wrong.text);
	err = case_read(file, ret);
	if (err == -EPROTONOSUPPORT)
		return err_set(e, EPROTONOSUPPORT, "%s was written by a newer nscope", path);
	if (err == -EPROTO)
		return err_set(e, EPROTO, "%s is nothing that nscope why -w wrote", path);
	return err ? err_sys(e, -err, "cannot read %s", path) : 0;
}
