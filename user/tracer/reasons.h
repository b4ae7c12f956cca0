/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reasons.h - numbers of the running kernel into words: drop reasons from its BTF, code locations
 * from its symbol table.
 */
#ifndef NSCOPE_REASONS_H
#define NSCOPE_REASONS_H

#include <stdbool.h>

#include "../util/util.h"

struct btf;
struct reasons;

/** reasons_new() - NULL when memory is out; what cannot be read has no names, no failure */
struct reasons *reasons_new(void);
void reasons_free(struct reasons *r);

/** reasons_btf() - the running kernel's types, as they were read; NULL: it has none */
const struct btf *reasons_btf(const struct reasons *r);

/** reasons_number() - the number behind a name, UINT32_MAX: this kernel has no such reason */
uint32_t reasons_number(const struct reasons *r, const char *name);

/** reasons_name() - "NEIGH_FAILED" for its number, NULL: unknown */
const char *reasons_name(const struct reasons *r, uint32_t reason);

/**
 * reasons_symbol() - the function an address lies in, without what the compiler put behind a dot
 * ("ip_rcv_finish_core.isra.0"); NULL: unknown, or hidden from us
 *
 * The first call reads all of /proc/kallsyms.
 */
const char *reasons_symbol(struct reasons *r, uint64_t address);

#endif
