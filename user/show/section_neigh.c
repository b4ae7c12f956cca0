// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * section_neigh.c - who is known: neighbours, a bridge's FDB, and who lives in the room
 *
 *     neighbours
 *       192.168.15.2  02:00:00:00:00:02  REACHABLE  eth0
 *       192.168.15.9                     FAILED     eth0
 *     bridge FDB
 *       02:00:00:00:00:01  red
 *       02:00:00:00:00:05  red  permanent
 *     processes
 *       2: 4711 sh, 4712 ping
 */
#include "section.h"

#include <linux/neighbour.h>

#include "../trace/frame.h"

#define PROCS_SHOWN 8

static enum ink state_ink(uint16_t state)
{
	if (state & NUD_FAILED)
		return INK_BAD;
	return state & (NUD_INCOMPLETE | NUD_PROBE) ? INK_WARN : INK_PLAIN;
}

static void cell_flags(struct sheet *s, uint8_t flags)
{
	const char *word;
	char buf[80] = "";
	struct text t = TEXT(buf);

	for (size_t at = 0; (word = flag_next(FLAGS_NEIGH, flags, &at));)
		text_add(&t, "%s%s", t.len ? " " : "", word);
	sheet_cell(s, INK_DIM, "%s", buf);
}

void section_neighbours(const struct view *v, struct sheet *s)
{
	const struct room *r = v->room;

	for (size_t i = 0; i < r->n_neighs; i++) {
		const struct neigh_row *n = &r->neighs[i];

		/* As ip neigh: what needs no asking (multicast, lo) is not shown. */
		if (!v->config->verbose && (n->state == NUD_NOARP || n->state == NUD_NONE))
			continue;
		sheet_row(s);
		sheet_cell(s, INK_PLAIN, "%s", ip_word(n->family, n->addr).text);
		sheet_key(s);
		sheet_cell(s, INK_PLAIN, "%s", n->has_lladdr ? mac_word(n->lladdr).text : "");
		sheet_cell(s, state_ink(n->state), "%s", nud_word((uint8_t)n->state));
		sheet_cell(s, INK_PLAIN, "%s", dev_word(r, n->ifindex).text);
		cell_flags(s, n->flags);
	}
}

/* A device's own list of multicast addresses is no bridge's knowledge. */
static bool of_a_bridge(const struct fdb_row *f)
{
	return f->master && !(f->flags & NTF_SELF);
}

void section_fdb(const struct view *v, struct sheet *s)
{
	const struct room *r = v->room;

	for (size_t i = 0; i < r->n_fdb; i++) {
		const struct fdb_row *f = &r->fdb[i];

		if (!v->config->verbose && !of_a_bridge(f))
			continue;
		sheet_row(s);
		sheet_cell(s, INK_PLAIN, "%s", mac_word(f->mac).text);
		sheet_key(s);
		sheet_cell(s, INK_PLAIN, "%s", dev_word(r, f->ifindex).text);
		sheet_cell(s, INK_PLAIN, "%s", bridge_word(r, f->master).text);
		if (f->vlan)
			sheet_cell(s, INK_PLAIN, "vlan %u", f->vlan);
		else
			sheet_cell(s, INK_PLAIN, "%s", "");
		sheet_cell(s, INK_DIM, "%s", fdb_word(f->state));
		cell_flags(s, f->flags);
	}
}

/* "6120", or, where the room counts its own, "6120 (1 inside)" */
static struct word pids_word(const struct proc_row *p)
{
	struct word w;

	if (p->host == p->inner)
		snprintf(w.text, sizeof(w.text), "%d", (int)p->host);
	else
		snprintf(w.text, sizeof(w.text), "%d (%d inside)", (int)p->host, (int)p->inner);
	return w;
}

void section_processes(const struct view *v, struct sheet *s)
{
	const struct room *r = v->room;
	bool whole = v->config->verbose || r->n_procs <= PROCS_SHOWN;
	size_t shown = whole ? r->n_procs : PROCS_SHOWN;

	if (!r->n_procs)
		return;
	sheet_row(s);
	sheet_cell(s, INK_PLAIN, "%zu:", r->n_procs);
	for (size_t i = 0; i < shown; i++) {
		char buf[4 * PROC_COMM_MAX + 1] = "";
		struct text t = TEXT(buf);

		text_escape(&t, r->procs[i].comm, strnlen(r->procs[i].comm, PROC_COMM_MAX));
		sheet_cell(s, INK_PLAIN, "%s %s%s", pids_word(&r->procs[i]).text, buf,
			   i + 1 < r->n_procs ? "," : "");
	}
	if (!whole)
		sheet_cell(s, INK_DIM, "and %zu more", r->n_procs - shown);
}
