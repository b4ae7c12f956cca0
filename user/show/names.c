// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * names.c - names and addresses as they are printed: escaped, and found in the snapshot
 */
#include "section.h"

#include <linux/if.h>

struct dev_word name_word(const char name[IFNAMSIZ])
{
	struct dev_word w = { "" };
	struct text t = TEXT(w.text);

	text_escape(&t, name, strnlen(name, IFNAMSIZ));
	return w;
}

struct dev_word dev_word(const struct room *r, uint32_t ifindex)
{
	const struct link_row *l = room_link(r, ifindex);
	struct dev_word w;

	if (l)
		return name_word(l->name);
	snprintf(w.text, sizeof(w.text), "if%u", ifindex);
	return w;
}

struct dev_word bridge_word(const struct room *r, uint32_t ifindex)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_links && n < 2; i++)
		n += r->links[i].bridge.valid;
	return ifindex && n > 1 ? dev_word(r, ifindex) : (struct dev_word){ "" };
}

/*
 * ip says UNKNOWN of what has no carrier to speak of (lo, dummy), and for a moment DOWN of what
 * just came up: both work.
 */
struct word link_state(const struct link_row *l)
{
	uint8_t state = l->operstate;
	bool held = state == IF_OPER_NOTPRESENT || state == IF_OPER_LOWERLAYERDOWN ||
		    state == IF_OPER_TESTING || state == IF_OPER_DORMANT;

	if (!(l->flags & IFF_UP))
		return (struct word){ "DOWN" };
	if (!l->carrier)
		return (struct word){ "NO-CARRIER" };
	return held ? word_of(WORDS_OPERSTATE, state) : (struct word){ "UP" };
}

struct ip_word ip_word(uint8_t family, const uint8_t *addr)
{
	struct ip_word w = { "" };
	struct text t = TEXT(w.text);

	text_ip(&t, addr, addr_octets(family));
	return w;
}

struct ip_word net_word(uint8_t family, const uint8_t *addr, uint8_t len)
{
	struct ip_word w = ip_word(family, addr);
	struct text t = { w.text, sizeof(w.text), strlen(w.text) };

	text_add(&t, "/%u", len);
	return w;
}

struct ip_word dst_word(uint8_t family, const uint8_t *addr, uint8_t len)
{
	if (!len)
		return (struct ip_word){ "default" };
	return len == addr_octets(family) * 8 ? ip_word(family, addr) : net_word(family, addr, len);
}

struct mac_word mac_word(const uint8_t mac[6])
{
	struct mac_word w = { "" };
	struct text t = TEXT(w.text);

	text_mac(&t, mac);
	return w;
}

const struct link_row *show_end(const struct show_config *c, const struct room *r,
				const struct link_row *l, const struct room **ret_room)
{
	const struct room *same = snapshot_room(c->names, r->cookie), *other;
	const struct link_row *named = same ? room_link(same, l->ifindex) : NULL, *end;

	/* What the rooms shown do not know, a wider look may. */
	if (!l->peer_cookie && named && named->peer_ifindex == l->peer_ifindex)
		l = named;
	other = l->peer_cookie ? snapshot_room(c->names, l->peer_cookie) : NULL;
	end = other ? room_link(other, l->peer_ifindex) : NULL;
	if (end)
		*ret_room = other;
	return end;
}

bool show_peer(const struct show_config *c, const struct room *r, const struct link_row *l,
	       struct text *t)
{
	const struct link_row *end;
	const struct room *other;

	if (!l->peer_ifindex || strcmp(l->kind, "veth") != 0)
		return false;
	end = show_end(c, r, l, &other);
	if (end) {
		text_escape(t, other->name, strnlen(other->name, sizeof(other->name)));
		text_add(t, ":%s", name_word(end->name).text);
	} else {
		text_add(t, "if%u", l->peer_ifindex);
	}
	return true;
}
