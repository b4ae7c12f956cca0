// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * snapshot_text.c - names and peers as lines, and back
 */
#include "snapshot_line.h"

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

/* A key and "red:eth0". */
static void put_end(const char *key, const struct room *r, const struct link_row *l, struct text *t)
{
	text_str(t, key);
	snapshot_name(r->name, sizeof(r->name), t);
	text_str(t, ":");
	snapshot_name(l->name, sizeof(l->name), t);
}

void line_put_on(const struct room *r, uint32_t ifindex, struct text *t)
{
	const struct link_row *l = room_link(r, ifindex);

	if (l)
		put_end(" on ", r, l, t);
	text_add(t, " id %" PRIu64 ":%" PRIu32, r->cookie, ifindex);
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
	text_str(t, "address ");
	text_ip(t, a->addr, addr_octets(a->family));
	text_add(t, "/%u", a->len);
	line_put_on(r, a->ifindex, t);
	text_str(t, "\n");
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
	const struct room *r;
	size_t row, told;

	if (at->room >= s->n_rooms)
		return false;
	r = &s->rooms[at->room];
	told = 1 + r->n_links + r->n_addrs;
	row = at->row++;
	if (row == 0)
		snapshot_room_line(r, t);
	else if (row <= r->n_links)
		put_link(s, r, &r->links[row - 1], t);
	else if (row < told)
		put_addr(r, &r->addrs[row - 1 - r->n_links], t);
	else
		line_put_row(r, row - told, t);
	if (at->row >= told + line_rows(r))
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

const char *line_value(const struct words_of_line *w, const char *key)
{
	for (size_t i = 0; i < w->n_pairs; i++)
		if (!strcmp(w->pairs[i].key, key))
			return w->pairs[i].value;
	return "";
}

uint32_t line_number(const struct words_of_line *w, const char *key)
{
	return (uint32_t)strtoul(line_value(w, key), NULL, 0);
}

/* "4097:2"; false: there is none */
static bool read_id(const struct words_of_line *w, const char *key, uint64_t *cookie,
		    uint32_t *ifindex)
{
	return sscanf(line_value(w, key), "%" SCNu64 ":%" SCNu32, cookie, ifindex) == 2;
}

struct room *line_room(const struct snapshot *s, uint64_t cookie)
{
	const struct room *r = snapshot_room(s, cookie);

	return r ? &s->rooms[r - s->rooms] : NULL;
}

struct room *line_room_on(const struct snapshot *s, const struct words_of_line *w,
			  uint32_t *ret_ifindex)
{
	uint64_t cookie;

	return read_id(w, "id", &cookie, ret_ifindex) ? line_room(s, cookie) : NULL;
}

static int read_room(struct snapshot *s, const struct words_of_line *w)
{
	uint64_t cookie = strtoull(line_value(w, "cookie"), NULL, 10);
	struct room *rooms, *r = line_room(s, cookie);

	if (r)
		return 0;
	if (s->n_rooms >= WATCHED_MAX)
		return -EPROTO;
	rooms = grow(s->rooms, s->n_rooms, sizeof(*rooms));
	if (!rooms)
		return -ENOMEM;
	s->rooms = rooms;
	r = &rooms[s->n_rooms];
	*r = (struct room){ .cookie = cookie, .inum = line_number(w, "inum") };
	snapshot_unname(w->subject, r->name, sizeof(r->name));
	snapshot_unname(line_value(w, "lab"), r->lab, sizeof(r->lab));
	s->n_rooms++;
	/* found by walking, until somebody makes the index anew */
	free(TAKE_PTR(s->by_cookie));
	return 0;
}

int line_mac(const char *word, uint8_t mac[6])
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
	struct room *r = line_room_on(s, w, &l.ifindex);

	if (!colon || !r || line_mac(line_value(w, "mac"), l.mac))
		return -EPROTO;
	if (room_link(r, l.ifindex))
		return 0;
	snapshot_unname(colon + 1, l.name, sizeof(l.name));
	snapshot_unname(line_value(w, "kind"), l.kind, sizeof(l.kind));
	l.mtu = line_number(w, "mtu");
	l.flags = line_number(w, "flags");
	l.carrier = line_number(w, "carrier");
	l.master = line_number(w, "master");
	read_id(w, "peer-id", &l.peer_cookie, &l.peer_ifindex);
	links = grow(r->links, r->n_links, sizeof(*links));
	if (!links)
		return -ENOMEM;
	r->links = links;
	r->sorted = false;
	links[r->n_links++] = l;
	return 0;
}

int line_net(const char *words, uint8_t *family, uint8_t addr[16], uint8_t *len)
{
	char word[INET6_ADDRSTRLEN + sizeof("/128")], *slash;

	snprintf(word, sizeof(word), "%s", words);
	slash = strchr(word, '/');
	if (slash)
		*slash = '\0';
	*family = strchr(word, ':') ? AF_INET6 : AF_INET;
	*len = slash ? (uint8_t)strtoul(slash + 1, NULL, 10) : 0;
	return inet_pton(*family, word, addr) == 1 ? 0 : -EPROTO;
}

static int read_addr(struct snapshot *s, const struct words_of_line *w)
{
	struct addr_row a = { 0 }, *addrs;
	struct room *r = line_room_on(s, w, &a.ifindex);

	if (!r || !strchr(w->subject, '/') || line_net(w->subject, &a.family, a.addr, &a.len))
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
	return strcmp(w.kind, "address") ? line_read_row(s, &w) : read_addr(s, &w);
}
