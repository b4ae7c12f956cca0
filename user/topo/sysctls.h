/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysctls.h - what every namespace of a lab is told, so that a lab is the same on every machine.
 */
#ifndef NSCOPE_SYSCTLS_H
#define NSCOPE_SYSCTLS_H

#include "topo.h"

struct sysctl_row {
	const char *key;     /* below /proc/sys */
	const char *host;    /* for a node that does not forward; NULL: not written */
	const char *forward; /* for a node that does */
	bool optional;	     /* a kernel without this file (no IPv6) needs no such write */
	bool quiet_only;     /* only for switches, and for nodes without an IPv6 address */
};

/** sysctls_row() - the i-th row, NULL past the last; the order is that of writing */
const struct sysctl_row *sysctls_row(size_t i);

/** sysctls_value() - what a row says to a node, NULL: nothing */
const char *sysctls_value(const struct sysctl_row *r, const struct topo_node *n);

/** sysctls_speaks_ipv6() - do a node's interfaces get link-local addresses? */
bool sysctls_speaks_ipv6(const struct topo_node *n);

/** sysctls_given() - what the file itself says about a key, NULL: nothing */
const char *sysctls_given(const struct topo_node *n, const char *key);

/** sysctls_of_iface() - the interface of the node that a key belongs to, and must wait for; or NULL
 */
const char *sysctls_of_iface(const struct topo_node *n, const char *key);

/**
 * sysctls_default() - where an interface's sysctl has its value from when the interface is new
 * @key: "net/ipv4/conf/eth0/rp_filter"
 * @ret: "net/ipv4/conf/default/rp_filter"
 * Return: false for a key that is no interface's
 */
bool sysctls_default(const char *key, char *ret, size_t size);

/** sysctls_forwards() - does a node pass on what is not for it, AF_INET or AF_INET6? */
bool sysctls_forwards(const struct topo_node *n, uint8_t family);

/**
 * sysctls_iface() - the interface that a key speaks of
 * @ret_len: octets of its name
 * Return: where in the key its name begins ("all" and "default" are such names), or NULL: none
 */
const char *sysctls_iface(const char *key, size_t *ret_len);

#endif
