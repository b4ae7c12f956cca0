/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysctl.h - values below /proc/sys/net, of the namespace the caller has entered.
 */
#ifndef NSCOPE_SYSCTL_H
#define NSCOPE_SYSCTL_H

#include <stdbool.h>

#include "../util/err.h"

/* The longest value anybody writes there: a list of numbers. */
#define SYSCTL_VALUE_MAX 256

/**
 * sysctl_open() - /proc/sys, one of our own where that is allowed
 * Return: a descriptor that serves for every namespace, or -errno
 *
 * In one procfs the kernel keeps all namespaces' entries of a name in one chain, and walks it at
 * each look-up (proc_sys_compare(), fs/proc/proc_sysctl.c). So after SYSCTL_ROOMS_MAX of them take
 * a new one.
 */
#define SYSCTL_ROOMS_MAX 64
int sysctl_open(struct err *e);

/**
 * sysctl_read() - what a sysctl says
 * @dir:   of sysctl_open()
 * @key:   "net/ipv4/ip_forward"; one that leads elsewhere is refused
 * @value: its first line
 */
int sysctl_read(int dir, const char *key, char value[SYSCTL_VALUE_MAX], struct err *e);

/** sysctl_write() - write one, and read it back */
int sysctl_write(int dir, const char *key, const char *value, struct err *e);

/** sysctl_same() - are two values one? The kernel puts tabs between numbers, people blanks */
bool sysctl_same(const char *a, const char *b);

/*
 * What a new namespace is born with. All that are born of one machine are born alike, so what is
 * right in the first needs no writing in the others.
 */
struct sysctl_births {
	struct sysctl_birth *values;
	size_t n;
};

/**
 * sysctl_birth_look() - look at a sysctl where nobody has written yet
 * Return: 0; -EAGAIN it is not what it was at the first look: somebody changed what namespaces
 * are born with; -ENOENT; -errno
 */
int sysctl_birth_look(struct sysctl_births *b, int dir, const char *key, struct err *e);

/** sysctl_birth() - what it was; NULL: not looked at. @key: the very pointer */
const char *sysctl_birth(const struct sysctl_births *b, const char *key);

void sysctl_births_done(struct sysctl_births *b);

#endif
