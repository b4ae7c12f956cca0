// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * section_link.c - interfaces, their addresses, and what a bridge does at its ports
 *
 *     links
 *       lo    UP          mtu 65536
 *       eth0  NO-CARRIER  mtu 1500   02:00:00:00:00:01  peer blue:eth0
 *     addresses
 *       lo    127.0.0.1/8
 *       eth0  192.168.15.1/24
 *     bridge ports
 *       red   forwarding
 *       blue  disabled    learning off  isolated on
 */
#include "section.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>

static const uint8_t no_mac[6];

static void cell_state(struct sheet *s, const struct link_row *l)
{
	struct word state = link_state(l);

	sheet_cell(s, strcmp(state.text, "UP") ? INK_BAD : INK_PLAIN, "%s", state.text);
}

/* "peer blue:eth0" of a pipe, "bridge", "macvlan on eth0"; nothing of what is only there. */
static void cell_kind(const struct view *v, struct sheet *s, const struct link_row *l)
{
	char buf[END_TEXT] = "", kind[4 * sizeof(l->kind) + 1] = "";
	struct text t = TEXT(buf), k = TEXT(kind);

	if (show_peer(v->config, v->room, l, &t)) {
		sheet_cell(s, INK_PLAIN, "peer %s", buf);
		return;
	}
	text_escape(&k, l->kind, strnlen(l->kind, sizeof(l->kind)));
	if (l->lower)
		sheet_cell(s, INK_PLAIN, "%s on %s", kind, dev_word(v->room, l->lower).text);
	else
		sheet_cell(s, INK_PLAIN, "%s", kind);
}

static void cell_link_notes(const struct view *v, struct sheet *s, const struct link_row *l)
{
	char buf[4 * (LINK_ALIAS_MAX + LINK_FAULT_MAX) + 80] = "";
	struct text t = TEXT(buf);

	if (l->flags & IFF_NOARP && !(l->flags & IFF_LOOPBACK))
		text_str(&t, "NOARP ");
	/* A bridge makes its ports promiscuous; more than that is somebody's wish. */
	if (l->promiscuity > l->port.valid)
		text_str(&t, "PROMISC ");
	if (*l->fault) {
		text_str(&t, "fault ");
		text_escape(&t, l->fault, strnlen(l->fault, sizeof(l->fault)));
		text_str(&t, " ");
	}
	if (v->config->verbose && *l->alias) {
		text_str(&t, "alias ");
		text_escape(&t, l->alias, strnlen(l->alias, sizeof(l->alias)));
	}
	if (t.len && buf[t.len - 1] == ' ')
		buf[--t.len] = '\0';
	sheet_cell(s, INK_WARN, "%s", buf);
}

void section_links(const struct view *v, struct sheet *s)
{
	const struct room *r = v->room;

	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];
		bool has_mac = memcmp(l->mac, no_mac, sizeof(no_mac)) != 0;

		sheet_row(s);
		sheet_cell(s, INK_PLAIN, "%s", dev_word(r, l->ifindex).text);
		sheet_key(s);
		cell_state(s, l);
		sheet_cell(s, INK_PLAIN, "mtu %u", l->mtu);
		sheet_cell(s, INK_PLAIN, "%s", has_mac ? mac_word(l->mac).text : "");
		cell_kind(v, s, l);
		if (l->master)
			sheet_cell(s, INK_PLAIN, "master %s", dev_word(r, l->master).text);
		else
			sheet_cell(s, INK_PLAIN, "%s", "");
		cell_link_notes(v, s, l);
	}
}

static bool on_loopback(const struct room *r, const struct addr_row *a)
{
	const struct link_row *l = room_link(r, a->ifindex);

	return l && l->flags & IFF_LOOPBACK;
}

static void cell_addr_flags(struct sheet *s, const struct addr_row *a, bool verbose)
{
	/* nodad and the like say how it came to be, not what it does. */
	uint32_t shown = verbose ? ~0u
				 : IFA_F_SECONDARY | IFA_F_TENTATIVE | IFA_F_DADFAILED |
					   IFA_F_DEPRECATED | IFA_F_OPTIMISTIC;
	bool bad = a->flags & IFA_F_DADFAILED, warn = a->flags & IFA_F_TENTATIVE;
	const char *word;
	char buf[160] = "";
	struct text t = TEXT(buf);

	for (size_t at = 0; (word = flag_next(FLAGS_ADDR, a->flags & shown, &at));)
		text_add(&t, "%s%s", t.len ? " " : "", word);
	if (!(a->flags & IFA_F_PERMANENT))
		text_add(&t, "%sdynamic", t.len ? " " : "");
	sheet_cell(s, bad ? INK_BAD : warn ? INK_WARN : INK_DIM, "%s", buf);
}

static void row_addr(const struct view *v, struct sheet *s, const struct addr_row *a)
{
	bool plain = a->scope == RT_SCOPE_UNIVERSE ||
		     (a->scope == RT_SCOPE_HOST && on_loopback(v->room, a));

	sheet_row(s);
	sheet_cell(s, INK_PLAIN, "%s", dev_word(v->room, a->ifindex).text);
	sheet_cell(s, INK_PLAIN, "%s", net_word(a->family, a->addr, a->len).text);
	sheet_key(s);
	if (a->has_peer)
		sheet_cell(s, INK_PLAIN, "peer %s", ip_word(a->family, a->peer).text);
	else
		sheet_cell(s, INK_PLAIN, "%s", "");
	if (v->config->verbose || !plain)
		sheet_cell(s, INK_DIM, "scope %s", word_of(WORDS_SCOPE, a->scope).text);
	else
		sheet_cell(s, INK_PLAIN, "%s", "");
	cell_addr_flags(s, a, v->config->verbose);
}

/* By interface; last those whose interface is gone. */
void section_addresses(const struct view *v, struct sheet *s)
{
	const struct room *r = v->room;

	for (size_t l = 0; l < r->n_links; l++)
		for (size_t i = 0; i < r->n_addrs; i++)
			if (r->addrs[i].ifindex == r->links[l].ifindex)
				row_addr(v, s, &r->addrs[i]);
	for (size_t i = 0; i < r->n_addrs; i++)
		if (!room_link(r, r->addrs[i].ifindex))
			row_addr(v, s, &r->addrs[i]);
}

/* Only what is not as a new port has it. */
static void cells_port_flags(struct sheet *s, const struct port_part *p)
{
#define PORT_CELL(name, attribute, normal)                                                         \
	if (p->name != (normal))                                                                   \
		sheet_cell(s, INK_WARN, #name " %s", p->name ? "on" : "off");
	PORT_FLAGS(PORT_CELL)
#undef PORT_CELL
}

void section_ports(const struct view *v, struct sheet *s)
{
	const struct room *r = v->room;

	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (!l->port.valid)
			continue;
		sheet_row(s);
		sheet_cell(s, INK_PLAIN, "%s", dev_word(r, l->ifindex).text);
		sheet_key(s);
		sheet_cell(s, l->port.state == BR_STATE_FORWARDING ? INK_PLAIN : INK_BAD, "%s",
			   word_of(WORDS_PORT_STATE, l->port.state).text);
		sheet_cell(s, INK_PLAIN, "%s", bridge_word(r, l->master).text);
		cells_port_flags(s, &l->port);
	}
}
