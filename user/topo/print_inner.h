/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print_inner.h - inside print*.c: words of commands, and the steps that are many lines of code.
 */
#ifndef NSCOPE_PRINT_INNER_H
#define NSCOPE_PRINT_INNER_H

#include "../util/text.h"
#include "plan.h"

/** print_quoted() - a word as it stands, or in quotes where sh would read something into it */
void print_quoted(struct text *t, const char *word);

/** print_named() - " WORD NAME", quoted */
void print_named(struct text *t, const char *word, const char *name);

/** print_ip() - "ip" where nscope was started, "ip -n red" anywhere else; AF_INET6: with -6 */
void print_ip(const struct plan *p, size_t room, uint8_t family, struct text *t);

/** print_exec() - "ip netns exec red " */
void print_exec(const struct plan *p, size_t room, struct text *t);

/* print_link.c */
void print_bridge(const struct plan *p, const struct step *s, struct text *t);
void print_snoop(const struct plan *p, const struct step *s, struct text *t);
void print_link(const struct plan *p, const struct step *s, struct text *t);
void print_set(const struct plan *p, const struct step *s, struct text *t);

/** print_iface() - "ip link set dev NAME DOES" */
void print_iface(const struct plan *p, const struct step *s, const char *does, struct text *t);

#endif
