// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysctls.c - the table of what every namespace is told
 *
 * A new namespace copies net.ipv4.conf.{all,default} from the initial one (devinet_init_net(),
 * net/ipv4/devinet.c), so a machine hardened or tuned for Kubernetes would change what a ping in
 * a lab does. What a new namespace gets fresh (icmp_*, neigh/default) is not written.
 *
 * conf/all and conf/default are both needed where the kernel takes the larger, or either, of all
 * and the interface's own: interfaces made later copy default. Values are the kernel's own
 * defaults.
 */
#include "sysctls.h"

#include "plan.h"

#include <string.h>
#include <sys/socket.h>

#define BOTH(key, value)                                                                           \
	{ "net/ipv4/conf/all/" key, value, value, false, false },                                  \
	{                                                                                          \
		"net/ipv4/conf/default/" key, value, value, false, false                           \
	}

static const struct sysctl_row rows[] = {
	/* First: a change of it resets accept_redirects and sets conf/{all,default}/forwarding. */
	{ "net/ipv4/ip_forward", "0", "1", false, false },
	BOTH("rp_filter", "0"),	   /* distributions ship 1 or 2: loses asymmetric replies */
	BOTH("arp_ignore", "0"),   /* 1 on load balancers: ARP heard and not answered */
	BOTH("arp_announce", "0"), /* 2 on load balancers: another sender address in ARP */
	BOTH("arp_filter", "0"),   /* answers depend on the route back */
	BOTH("accept_local", "0"), /* else a packet from an own address is let in */
	BOTH("proxy_arp", "0"),	   /* else a router answers for everybody */
	/* For these conf/all alone decides: it is or-ed (send), or-ed for a host and and-ed
	 * for a router (accept). Hardened machines have 0. */
	{ "net/ipv4/conf/all/send_redirects", "1", "1", false, false },
	{ "net/ipv4/conf/all/accept_redirects", "1", "0", false, false },
	/* Booted with ipv6.disable_ipv6=1, or devconf_inherit_init_net set. */
	{ "net/ipv6/conf/all/disable_ipv6", "0", "0", true, false },
	{ "net/ipv6/conf/default/disable_ipv6", "0", "0", true, false },
	{ "net/ipv6/conf/all/forwarding", NULL, "1", true, false },
	/* No link-local addresses: who was given no IPv6 address does not speak it. Its chatter
	 * (DAD, MLD, RS) would be half of what a newcomer's first trace shows. */
	{ "net/ipv6/conf/default/addr_gen_mode", "1", "1", true, true },
};

_Static_assert(ARRAY_SIZE(rows) <= PLAN_USUAL_MAX, "plan.h has room for all");

const struct sysctl_row *sysctls_row(size_t i)
{
	return i < ARRAY_SIZE(rows) ? &rows[i] : NULL;
}

/* A switch with addresses is its lab's gateway. */
static bool forwards(const struct topo_node *n)
{
	return n->kind == NODE_ROUTER || (n->kind == NODE_SWITCH && n->n_addresses);
}

static bool has_ipv6(const struct ip_prefix *addresses, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (addresses[i].family == AF_INET6)
			return true;
	return false;
}

/* A switch always is: its ports are wires, not hosts. */
static bool is_quiet(const struct topo_node *n)
{
	for (size_t i = 0; i < n->n_ifaces && n->kind != NODE_SWITCH; i++)
		if (has_ipv6(n->ifaces[i].addresses, n->ifaces[i].n_addresses))
			return false;
	return true;
}

bool sysctls_speaks_ipv6(const struct topo_node *n)
{
	const char *mode = sysctls_given(n, "net/ipv6/conf/default/addr_gen_mode");

	return mode ? strcmp(mode, "1") != 0 : !is_quiet(n);
}

bool sysctls_forwards(const struct topo_node *n, uint8_t family)
{
	const char *given = sysctls_given(n, family == AF_INET ? "net/ipv4/ip_forward"
							       : "net/ipv6/conf/all/forwarding");

	return given ? strcmp(given, "0") != 0 : forwards(n);
}

const char *sysctls_value(const struct sysctl_row *r, const struct topo_node *n)
{
	if (r->quiet_only && !is_quiet(n))
		return NULL;
	return forwards(n) ? r->forward : r->host;
}

const char *sysctls_given(const struct topo_node *n, const char *key)
{
	for (size_t i = 0; i < n->n_sysctls; i++)
		if (!strcmp(n->sysctls[i].key, key))
			return n->sysctls[i].value;
	return NULL;
}

static const char *iface_called(const struct topo_node *n, const char *name, size_t len)
{
	for (size_t i = 0; i < n->n_ifaces; i++)
		if (!strncmp(n->ifaces[i].name, name, len) && !n->ifaces[i].name[len])
			return n->ifaces[i].name;
	if (n->kind == NODE_SWITCH && len == strlen(TOPO_BRIDGE_NAME) &&
	    !memcmp(name, TOPO_BRIDGE_NAME, len))
		return TOPO_BRIDGE_NAME;
	return NULL;
}

const char *sysctls_iface(const char *key, size_t *ret_len)
{
	static const char *const trees[] = { "net/ipv4/conf/", "net/ipv4/neigh/", "net/ipv6/conf/",
					     "net/ipv6/neigh/" };

	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		const char *name = key + strlen(trees[i]);

		if (strncmp(key, trees[i], strlen(trees[i])) || !strchr(name, '/'))
			continue;
		*ret_len = (size_t)(strrchr(name, '/') - name);
		return name;
	}
	return NULL;
}

const char *sysctls_of_iface(const struct topo_node *n, const char *key)
{
	size_t len = 0;
	const char *name = sysctls_iface(key, &len);

	return name ? iface_called(n, name, len) : NULL;
}

bool sysctls_default(const char *key, char *ret, size_t size)
{
	size_t len = 0;
	const char *name = sysctls_iface(key, &len);

	if (!name || (len == 3 && !memcmp(name, "all", 3)) ||
	    (len == 7 && !memcmp(name, "default", 7)))
		return false;
	snprintf(ret, size, "%.*sdefault%s", (int)(name - key), key, name + len);
	return true;
}
