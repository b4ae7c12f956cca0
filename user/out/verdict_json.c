// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verdict_json.c - a verdict as one JSON object
 */
#include "verdict.h"

#include "json_write.h"

/* More than all strings of a verdict: each octet six wide, and two more in _hex; and the keys. */
#define VERDICT_JSON_MAX (10 * sizeof(struct verdict) + 4096)

static void put_from(struct text *t, const struct question *q, const struct verdict *v)
{
	const struct room *r = q->from;

	json_open(t, JSON_KEY("from"));
	json_name(t, JSON_KEY("netns"), r->name, sizeof(r->name));
	if (v->has_source)
		json_ip(t, JSON_KEY("address"), v->source, addr_octets(q->family));
	else
		json_none(t, JSON_KEY("address"));
	json_close(t);
}

static void put_to(struct text *t, const struct question *q)
{
	const struct room *owner = q->owner;

	json_open(t, JSON_KEY("to"));
	if (owner)
		json_name(t, JSON_KEY("netns"), owner->name, sizeof(owner->name));
	else
		json_none(t, JSON_KEY("netns"));
	json_ip(t, JSON_KEY("address"), q->to, addr_octets(q->family));
	json_close(t);
}

static void put_names(struct text *t, const struct place *p)
{
	if (*p->netns)
		json_name(t, JSON_KEY("netns"), p->netns, sizeof(p->netns));
	else
		json_none(t, JSON_KEY("netns"));
	if (*p->ifname)
		json_name(t, JSON_KEY("ifname"), p->ifname, sizeof(p->ifname));
	else
		json_none(t, JSON_KEY("ifname"));
}

static void put_place(struct text *t, const struct place *p)
{
	json_open(t, JSON_KEY("where"));
	put_names(t, p);
	json_close(t);
}

static void put_stop(struct text *t, const struct stop *s)
{
	json_open_item(t);
	put_names(t, &s->at);
	if (s->has_addr)
		json_ip(t, JSON_KEY("address"), s->addr, addr_octets(s->family));
	else
		json_none(t, JSON_KEY("address"));
	json_bool(t, JSON_KEY("seen"), s->seen);
	json_bool(t, JSON_KEY("cut"), s->cut);
	json_close(t);
}

static void put_leg(struct text *t, enum leg leg, const struct path *p)
{
	json_open_item(t);
	json_word(t, JSON_KEY("direction"), leg_word(leg));
	if (p->arrived)
		json_uint(t, JSON_KEY("ns"), p->ns);
	else
		json_none(t, JSON_KEY("ns"));
	json_open_list(t, JSON_KEY("stops"));
	for (size_t i = 0; i < p->n; i++)
		put_stop(t, &p->stops[i]);
	json_close_list(t);
	if (p->broken) {
		json_open(t, JSON_KEY("gap"));
		json_uint(t, JSON_KEY("behind"), p->gap);
		json_bool(t, JSON_KEY("inside"), p->inside);
		json_escaped(t, JSON_KEY("text"), p->says, sizeof(p->says));
		json_close(t);
	} else {
		json_none(t, JSON_KEY("gap"));
	}
	json_close(t);
}

static void put_path(struct text *t, const struct verdict *v)
{
	json_open_list(t, JSON_KEY("path"));
	for (int l = 0; l < LEG_MAX; l++)
		if (v->path[l].n)
			put_leg(t, (enum leg)l, &v->path[l]);
	json_close_list(t);
}

static void put_cause(struct text *t, const struct verdict *v)
{
	if (v->reachable) {
		json_none(t, JSON_KEY("cause"));
		json_none(t, JSON_KEY("where"));
		json_none(t, JSON_KEY("direction"));
		return;
	}
	json_word(t, JSON_KEY("cause"), cause_code(v->cause));
	put_place(t, &v->where);
	json_word(t, JSON_KEY("direction"), leg_word(v->direction));
}

static void put_evidence(struct text *t, const struct verdict *v)
{
	json_open_list(t, JSON_KEY("evidence"));
	for (size_t i = 0; i < v->n_evidence; i++) {
		json_open_item(t);
		json_word(t, JSON_KEY("kind"), evidence_word(v->evidence[i].kind));
		json_escaped(t, JSON_KEY("text"), v->evidence[i].text, EVIDENCE_TEXT);
		json_close(t);
	}
	json_close_list(t);
}

static void put_warnings(struct text *t, const struct verdict *v)
{
	json_open_list(t, JSON_KEY("warnings"));
	for (size_t i = 0; i < v->n_warnings; i++) {
		json_open_item(t);
		json_word(t, JSON_KEY("cause"), cause_code(v->warnings[i].cause));
		put_place(t, &v->warnings[i].where);
		json_escaped(t, JSON_KEY("text"), v->warnings[i].text, VERDICT_TEXT);
		json_close(t);
	}
	json_close_list(t);
}

static void put_lists(struct text *t, const struct verdict *v)
{
	json_open_list(t, JSON_KEY("fix"));
	for (size_t i = 0; i < v->n_fix; i++)
		json_item(t, v->fix[i]);
	json_close_list(t);
	json_open_list(t, JSON_KEY("ruled_out"));
	for (int c = 0; c < CAUSE_MAX; c++)
		if (v->ruled_out[c])
			json_item(t, cause_code((enum cause)c));
	json_close_list(t);
}

void verdict_json(const struct question *q, const struct verdict *v, FILE *file)
{
	static char buf[VERDICT_JSON_MAX];
	struct text t = TEXT(buf);

	json_begin(&t);
	put_from(&t, q, v);
	put_to(&t, q);
	json_bool(&t, JSON_KEY("reachable"), v->reachable);
	put_cause(&t, v);
	json_word(&t, JSON_KEY("confidence"), confidence_word(v->confidence));
	json_escaped(&t, JSON_KEY("summary"), v->summary, VERDICT_TEXT);
	put_path(&t, v);
	put_evidence(&t, v);
	put_lists(&t, v);
	put_warnings(&t, v);
	json_close(&t);
	fprintf(file, "%s\n", buf);
}
