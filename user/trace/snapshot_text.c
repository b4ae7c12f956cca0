// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * snapshot_text.c - names and peers as lines, and back
 */
#include "snapshot_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "../../include/knobs.h"

void snapshot_name(const char *name, size_t size, struct text *t)
{
	size_t len = strnlen(name, size);

	for (size_t i = 0; i < len; i++) {
		if (name[i] == ' ')
			text_str(t, "\\x20");
		else
			text_escape(t, name + i, 1);
	}
}

static void put_end(const char *key, const struct room *r, const struct link_row *l, struct text *t)
{
	text_str(t, key);
	snapshot_name(r->name, sizeof(r->name), t);
	text_str(t, ":");
	snapshot_name(l->name, sizeof(l->name), t);
}

void snapshot_room_line(const struct room *r, struct text *t)
{
	text_str(t, "netns ");
	snapshot_name(r->name, sizeof(r->name), t);
	if (r->lab[0]) {
		text_str(t, " lab ");
		snapshot_name(r->lab, sizeof(r->lab), t);
	}
	text_add(t, " cookie %" PRIu64 " inum %" PRIu32 "\n", r->cookie, r->inum);
}

static void put_link(const struct snapshot *s, const struct room *r, const struct link_row *l,
		     struct text *t)
{
	const struct room *other = l->peer_ifindex ? snapshot_room(s, l->peer_cookie) : NULL;
	const struct link_row *peer = other ? room_link(other, l->peer_ifindex) : NULL;

	put_end("link ", r, l, t);
	text_add(t, " id %" PRIu64 ":%" PRIu32, r->cookie, l->ifindex);
	if (l->kind[0]) {
		text_str(t, " kind ");
		snapshot_name(l->kind, sizeof(l->kind), t);
	}
	text_str(t, " mac ");
	text_mac(t, l->mac);
	text_add(t, " mtu %" PRIu32 " flags 0x%" PRIx32 " carrier %d", l->mtu, l->flags,
		 l->carrier);
	if (l->master)
		text_add(t, " master %" PRIu32, l->master);
	if (peer)
		put_end(" peer ", other, peer, t);
	if (l->peer_ifindex)
		text_add(t, " peer-id %" PRIu64 ":%" PRIu32, l->peer_cookie, l->peer_ifindex);
	text_str(t, "\n");
}

static void put_addr(const struct room *r, const struct addr_row *a, struct text *t)
{
	const struct link_row *l = room_link(r, a->ifindex);

	text_str(t, "address ");
	text_ip(t, a->addr, addr_octets(a->family));
	text_add(t, "/%u", a->len);
	if (l)
		put_end(" on ", r, l, t);
	text_add(t, " id %" PRIu64 ":%" PRIu32 "\n", r->cookie, a->ifindex);
}

void snapshot_link_lines(const struct snapshot *s, const struct room *r, const struct link_row *l,
			 struct text *t)
{
	put_link(s, r, l, t);
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].ifindex == l->ifindex)
			put_addr(r, &r->addrs[i], t);
}

bool snapshot_line(const struct snapshot *s, struct snapshot_at *at, struct text *t)
{
	const struct room *r = &s->rooms[at->room];
	size_t row;

	if (at->room >= s->n_rooms)
		return false;
	row = at->row++;
	if (row == 0)
		snapshot_room_line(r, t);
	else if (row <= r->n_links)
		put_link(s, r, &r->links[row - 1], t);
	else
		put_addr(r, &r->addrs[row - 1 - r->n_links], t);
	if (at->row > r->n_links + r->n_addrs)
		*at = (struct snapshot_at){ at->room + 1, 0 };
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void snapshot_unname(const char *word, char *name, size_t size)
{
	size_t n = 0;

	for (const char *p = word; *p && n < size - 1; p++) {
		if (p[0] == '\\' && p[1] == 'x' && hex_digit(p[2]) >= 0 && hex_digit(p[3]) >= 0) {
			name[n++] = (char)(hex_digit(p[2]) << 4 | hex_digit(p[3]));
			p += 3;
		} else {
			name[n++] = *p;
		}
	}
	memset(name + n, 0, size - n);
}

#define PAIRS_MAX 16

/* A line as words: its kind, its subject, then pairs. */
struct words_of_line {
	char text[SNAPSHOT_LINE_MAX];
	const char *kind, *subject;
	struct {
		const char *key, *value;
	} pairs[PAIRS_MAX];
	size_t n_pairs;
};

static void split(struct words_of_line *w, const char *line, size_t len)
{
	char *rest = w->text;

	memcpy(w->text, line, len);
	w->text[len] = '\0';
	w->kind = strsep(&rest, " ");
	w->subject = strsep(&rest, " ");
	for (w->n_pairs = 0; rest && w->n_pairs < PAIRS_MAX; w->n_pairs++) {
		w->pairs[w->n_pairs].key = strsep(&rest, " ");
		w->pairs[w->n_pairs].value = rest ? strsep(&rest, " ") : "";
	}
}

/* The value behind a key; "" where there is none. */
static const char *value_of(const struct words_of_line *w, const char *key)
{
	for (size_t i = 0; i < w->n_pairs; i++)
		if (!strcmp(w->pairs[i].key, key))
			return w->pairs[i].value;
	return "";
}

static uint32_t number_of(const struct words_of_line *w, const char *key)
{
	return (uint32_t)strtoul(value_of(w, key), NULL, 0);
}

/* "4097:2"; false: there is none */
static bool id_of(const struct words_of_line *w, const char *key, uint64_t *cookie,
		  uint32_t *ifindex)
{
	return sscanf(value_of(w, key), "%" SCNu64 ":%" SCNu32, cookie, ifindex) == 2;
}

static struct room *room_of(const struct snapshot *s, uint64_t cookie)
{
	const struct room *r = snapshot_room(s, cookie);

	return r ? &s->rooms[r - s->rooms] : NULL;
}

static int read_room(struct snapshot *s, const struct words_of_line *w)
{
	uint64_t cookie = strtoull(value_of(w, "cookie"), NULL, 10);
	struct room *rooms, *r = room_of(s, cookie);

	if (r)
		return 0;
	if (s->n_rooms >= WATCHED_MAX)
		return -EPROTO;
	/* Whoever made the vector need not have made it by grow(). */
	rooms = reallocarray(s->rooms, s->n_rooms + 1, sizeof(*rooms));
	if (!rooms)
		return -ENOMEM;
	s->rooms = rooms;
	r = &rooms[s->n_rooms];
	*r = (struct room){ .cookie = cookie, .inum = number_of(w, "inum") };
	snapshot_unname(w->subject, r->name, sizeof(r->name));
	snapshot_unname(value_of(w, "lab"), r->lab, sizeof(r->lab));
	s->n_rooms++;
	/* found by walking, until somebody makes the index anew */
	free(TAKE_PTR(s->by_cookie));
	return 0;
}

static int read_mac(const char *word, uint8_t mac[6])
{
	unsigned int b[6];

	if (sscanf(word, "%2x:%2x:%2x:%2x:%2x:%2x", b, b + 1, b + 2, b + 3, b + 4, b + 5) != 6)
		return -EPROTO;
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)b[i];
	return 0;
}

static int read_link(struct snapshot *s, const struct words_of_line *w)
{
	const char *colon = strrchr(w->subject, ':');
	struct link_row l = { 0 }, *links;
	uint64_t cookie;
	struct room *r;

	if (!colon || !id_of(w, "id", &cookie, &l.ifindex) || read_mac(value_of(w, "mac"), l.mac))
		return -EPROTO;
	r = room_of(s, cookie);
	if (!r)
		return -EPROTO;
	if (room_link(r, l.ifindex))
		return 0;
	snapshot_unname(colon + 1, l.name, sizeof(l.name));
	snapshot_unname(value_of(w, "kind"), l.kind, sizeof(l.kind));
	l.mtu = number_of(w, "mtu");
	l.flags = number_of(w, "flags");
	l.carrier = number_of(w, "carrier");
	l.master = number_of(w, "master");
	id_of(w, "peer-id", &l.peer_cookie, &l.peer_ifindex);
	links = grow(r->links, r->n_links, sizeof(*links));
	if (!links)
		return -ENOMEM;
	r->links = links;
	r->sorted = false;
	links[r->n_links++] = l;
	return 0;
}

static int read_addr(struct snapshot *s, const struct words_of_line *w)
{
	char word[INET6_ADDRSTRLEN + sizeof("/128")], *slash;
	struct addr_row a = { 0 }, *addrs;
	uint64_t cookie;
	struct room *r;

	snprintf(word, sizeof(word), "%s", w->subject);
	slash = strchr(word, '/');
	r = id_of(w, "id", &cookie, &a.ifindex) ? room_of(s, cookie) : NULL;
	if (!slash || !r)
		return -EPROTO;
	*slash = '\0';
	a.len = (uint8_t)strtoul(slash + 1, NULL, 10);
	a.family = strchr(word, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(a.family, word, a.addr) != 1)
		return -EPROTO;
	addrs = grow(r->addrs, r->n_addrs, sizeof(*addrs));
	if (!addrs)
		return -ENOMEM;
	r->addrs = addrs;
	addrs[r->n_addrs++] = a;
	return 0;
}

int snapshot_read_line(struct snapshot *s, const char *line, size_t len)
{
	struct words_of_line w;

	if (len >= sizeof(w.text))
		return -EPROTO;
	split(&w, line, len);
	if (!w.subject)
		return 0;
	if (!strcmp(w.kind, "netns"))
		return read_room(s, &w);
	if (!strcmp(w.kind, "link"))
		return read_link(s, &w);
	return strcmp(w.kind, "address") ? 0 : read_addr(s, &w);
}
