// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list.c - nscope list: labs and namespaces on this machine, built by nscope or not
 */
#include <errno.h>
#include <string.h>

#include "../lab/lab.h"
#include "../tables/tables.h"
#include "../util/text.h"
#include "cmd.h"

/* Octets of a row's addresses as shown; a node with more gets them cut. */
#define ADDRESSES_TEXT 400

enum row_state { ROW_THERE, ROW_GONE, ROW_NO_NAMESPACE };

struct row {
	char name[256]; /* a file's name below /run/netns: escaped, so up to four times as long */
	char lab[TOPO_NAME_MAX];
	enum row_state state;
	uint64_t cookie; /* of the lab's namespace, or the one there is */
	uint32_t inum;
	size_t interfaces;
	char addresses[ADDRESSES_TEXT]; /* "192.168.15.1/24 fd00::1/64" */
};

struct rows {
	struct row *rows;
	size_t n;
	const char *lab;
};

static const char *state_word(enum row_state s)
{
	switch (s) {
	case ROW_THERE: return "";
	case ROW_GONE: return "gone";
	case ROW_NO_NAMESPACE: return "not a namespace";
	}
	return "";
}

static struct row *add_row(struct rows *r, const char *name)
{
	struct row *more = grow(r->rows, r->n, sizeof(*more));
	struct text t;

	if (!more)
		return NULL;
	r->rows = more;
	more += r->n++;
	memset(more, 0, sizeof(*more));
	t = TEXT(more->name);
	text_escape(&t, name, strlen(name));
	return more;
}

static int add_node(const char *node, uint64_t cookie, void *ctx)
{
	struct rows *r = ctx;
	struct row *row = add_row(r, node);

	if (!row)
		return -ENOMEM;
	snprintf(row->lab, sizeof(row->lab), "%s", r->lab);
	row->state = ROW_GONE;
	row->cookie = cookie;
	return 0;
}

/* A lab whose builder was killed early has no namespace, but is there to be taken down. */
static int add_lab(const char *lab, void *ctx)
{
	struct rows *r = ctx;
	size_t before = r->n;
	int err;

	r->lab = lab;
	err = lab_nodes(lab, add_node, r, NULL);
	if (err == -ENOMEM || r->n > before)
		return err == -ENOMEM ? err : 0;
	return add_node("-", 0, r);
}

static void read_tables(struct row *row, const struct room *room)
{
	struct text t = TEXT(row->addresses);

	row->inum = room->inum;
	row->interfaces = room->n_links;
	for (size_t i = 0; i < room->n_addrs; i++) {
		const struct addr_row *a = &room->addrs[i];
		const struct link_row *l = room_link(room, a->ifindex);

		if (l && (l->flags & IFF_LOOPBACK))
			continue;
		text_add(&t, "%s", t.len ? " " : "");
		text_ip(&t, a->addr, addr_octets(a->family));
		text_add(&t, "/%u", a->len);
	}
}

static struct row *row_of(struct rows *r, const char *name, uint64_t cookie)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->rows[i].name, name) && r->rows[i].cookie == cookie)
			return &r->rows[i];
	return add_row(r, name);
}

struct listing {
	struct rows rows;
	struct err *e;
};

static int add_named(const char *name, void *ctx)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	_cleanup_snapshot_ struct snapshot *s = NULL;
	char path[sizeof(NETNS_DIR) + 256];
	struct listing *l = ctx;
	struct row *row;
	int err;

	snprintf(path, sizeof(path), NETNS_DIR "/%s", name);
	err = netns_open(path, &n, l->e);
	if (err == -EINVAL || err == -ENOENT || err == -ELOOP || err == -ENXIO || err == -EACCES) {
		row = add_row(&l->rows, name);
		if (row)
			row->state = ROW_NO_NAMESPACE;
		return row ? 0 : err_sys(l->e, ENOMEM, "cannot list");
	}
	if (!err)
		err = tables_read(&n, NULL, 1, TABLES_LINKS | TABLES_ADDRS, &s, l->e);
	if (err)
		return err;
	row = row_of(&l->rows, name, n.cookie);
	if (!row)
		return err_sys(l->e, ENOMEM, "cannot list");
	row->state = ROW_THERE;
	read_tables(row, &s->rooms[0]);
	return 0;
}

static int collect(struct listing *l)
{
	int err = lab_each(add_lab, &l->rows, l->e);

	if (err)
		return l->e->code ? err : err_sys(l->e, -err, "cannot list the labs");
	return netns_each(add_named, l, l->e);
}

static int width(const struct rows *r, size_t offset, const char *title)
{
	size_t most = strlen(title);

	for (size_t i = 0; i < r->n; i++) {
		size_t len = strlen((const char *)&r->rows[i] + offset);

		most = len > most ? len : most;
	}
	return (int)most;
}

static void print_table(const struct rows *r)
{
	int name = width(r, offsetof(struct row, name), "NODE");
	int lab = width(r, offsetof(struct row, lab), "LAB");

	if (!r->n) {
		puts("there is no lab and no named namespace; try: nscope up pair");
		return;
	}
	printf("%-*s  %-*s  %10s  %s\n", name, "NODE", lab, "LAB", "INTERFACES", "ADDRESSES");
	for (size_t i = 0; i < r->n; i++) {
		const struct row *row = &r->rows[i];
		char count[24] = "-";

		if (row->state == ROW_THERE)
			snprintf(count, sizeof(count), "%zu", row->interfaces);
		printf("%-*s  %-*s  %10s  %s\n", name, row->name, lab, *row->lab ? row->lab : "-",
		       count, row->state == ROW_THERE ? row->addresses : state_word(row->state));
	}
}

/* Escaped text is ASCII without controls: only these two mean something to JSON. */
static void print_string(const char *s)
{
	putchar('"');
	for (; *s; s++)
		printf("%s%c", *s == '"' || *s == '\\' ? "\\" : "", *s);
	putchar('"');
}

static void print_addresses(const char *addresses)
{
	printf("[");
	for (size_t len; *addresses; addresses += len + (addresses[len] == ' ')) {
		len = strcspn(addresses, " ");
		printf("\"%.*s\"%s", (int)len, addresses, addresses[len] ? "," : "");
	}
	printf("]");
}

static void print_json(const struct rows *r)
{
	printf("[");
	for (size_t i = 0; i < r->n; i++) {
		const struct row *row = &r->rows[i];

		printf("%s{\"netns\":", i ? "," : "");
		print_string(row->name);
		printf(",\"lab\":");
		if (*row->lab)
			print_string(row->lab);
		else
			printf("null");
		if (row->state == ROW_THERE) {
			printf(",\"netns_inum\":%u,\"interfaces\":%zu,\"addresses\":", row->inum,
			       row->interfaces);
			print_addresses(row->addresses);
		} else {
			printf(",\"state\":\"%s\"", state_word(row->state));
		}
		printf("}");
	}
	puts("]");
}

static const char help[] =
	"Every lab's namespaces, and those under /run/netns that nscope did not build.\n"
	"A node that is 'gone' was in a lab and is not there any more; nscope down LAB\n"
	"clears the rest.\n"
	"\n"
	"  -j    as a JSON array\n"
	"\n"
	"  sudo nscope list\n"
	"  sudo nscope list -j | jq -r '.[].netns'\n";

int cmd_list(int argc, char **argv)
{
	bool json = argc == 2 && (!strcmp(argv[1], "-j") || !strcmp(argv[1], "--json"));
	struct err e = { 0 };
	struct listing l = { .e = &e };
	int err;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("list", help);
	if (argc > 2 || (argc == 2 && !json))
		return cmd_usage("list", "its only option is -j");
	err = collect(&l);
	if (!err && json)
		print_json(&l.rows);
	else if (!err)
		print_table(&l.rows);
	free(l.rows.rows);
	return err ? cmd_fail(&e) : EXIT_YES;
}
