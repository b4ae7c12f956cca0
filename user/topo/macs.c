// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * macs.c - MACs that the file does not give: fixed, and short enough to be read aloud
 *
 *     02:00:00:00:00:03   the third interface of the file that is no port
 *     02:01:00:02:00:00   the second switch's bridge
 *     02:01:00:02:00:05   ... and its fifth port
 *
 * Locally administered all of them. A switch counts for itself, so that a host more in the file
 * changes no MAC of a switch, and a port more none of another switch.
 */
#include <string.h>

#include "parse.h"

#define HOSTS	 0x020000000000u
#define SWITCHES 0x020100000000u

struct macs {
	uint64_t *given; /* sorted */
	size_t n_given;
	uint64_t last; /* given to an interface that is no port */
};

static uint64_t mac_number(const uint8_t mac[6])
{
	uint64_t n = 0;

	for (int i = 0; i < 6; i++)
		n = n << 8 | mac[i];
	return n;
}

static void mac_octets(uint64_t n, uint8_t ret[6])
{
	for (int i = 5; i >= 0; i--, n >>= 8)
		ret[i] = (uint8_t)n;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int gather(struct parse *p, struct macs *m)
{
	const struct topo *t = p->topo;
	size_t n = 0;

	for (size_t i = 0; i < t->n_nodes; i++)
		n += t->nodes[i].n_ifaces;
	m->given = calloc(n + 1, sizeof(*m->given));
	if (!m->given)
		return parse_no_memory(p);
	for (size_t i = 0; i < t->n_nodes; i++)
		for (size_t k = 0; k < t->nodes[i].n_ifaces; k++)
			if (t->nodes[i].ifaces[k].has_mac)
				m->given[m->n_given++] = mac_number(t->nodes[i].ifaces[k].mac);
	qsort(m->given, m->n_given, sizeof(*m->given), compare);
	return 0;
}

static bool is_given(const struct macs *m, uint64_t mac)
{
	return bsearch(&mac, m->given, m->n_given, sizeof(*m->given), compare);
}

static void next_host(struct macs *m, uint8_t ret[6])
{
	do
		m->last++;
	while (is_given(m, m->last));
	mac_octets(m->last, ret);
}

static void of_switch(struct macs *m, uint64_t number, uint64_t port, uint8_t ret[6])
{
	uint64_t mac = SWITCHES | number << 16 | port;

	if (is_given(m, mac))
		next_host(m, ret);
	else
		mac_octets(mac, ret);
}

static void derive_hosts(struct topo *t, struct macs *m)
{
	for (size_t i = 0; i < t->n_nodes; i++)
		for (size_t k = 0; k < t->nodes[i].n_ifaces; k++) {
			struct topo_iface *f = &t->nodes[i].ifaces[k];

			if (!f->port && !f->has_mac)
				next_host(m, f->mac);
		}
}

static void derive_switches(struct topo *t, struct macs *m)
{
	uint64_t number = 0;

	for (size_t i = 0; i < t->n_nodes; i++) {
		struct topo_node *n = &t->nodes[i];
		uint64_t port = 0;

		if (n->kind != NODE_SWITCH)
			continue;
		of_switch(m, ++number, 0, n->mac);
		for (size_t k = 0; k < n->n_ifaces; k++) {
			struct topo_iface *f = &n->ifaces[k];

			port += f->port;
			if (f->port && !f->has_mac)
				of_switch(m, number, port, f->mac);
		}
	}
}

int macs_derive(struct parse *p)
{
	struct macs m = { .last = HOSTS };
	int err = gather(p, &m);

	if (!err) {
		derive_hosts(p->topo, &m);
		derive_switches(p->topo, &m);
	}
	free(m.given);
	return err;
}
