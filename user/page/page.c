// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page.c - a capture as a page of its own: an output format that holds all back until the end
 *
 * The data that page.js reads:
 *
 *     {"title":"switch","rooms":[{"name":"red","lab":"switch","kind":"host"}, …],
 *      "drawings":[{"size":[w,h],"boxes":[…],"wires":[…]}, a slim one],
 *      "packets":[{"len":42,"hex":"ffff…","layers":[…]}, …], "first":[rows], "steps":[
 *        {"kind":"hop","us":14.081,"packet":0,"at":[room,ifindex],"summary":"…","explain":["…"],
 *         "hops":[{"end":"in","from":[0,2],"to":[2,3]}],"ops":[rows],"question":{…}}, …]}
 */
#include "page.h"

#include <inttypes.h>
#include <string.h>

static const char *step_word(enum step_kind k)
{
	static const char *const words[] = {
#define STEP_WORD(id, word) [STEP_##id] = (word),
		STEP_KINDS(STEP_WORD)
#undef STEP_WORD
	};

	return words[k];
}

static const char *room_kind(const struct room *r)
{
	size_t pipes = 0;

	for (size_t i = 0; i < r->n_links; i++)
		pipes += r->links[i].peer_ifindex && !r->links[i].port.valid;
	return page_is_switch(r) ? "switch" : pipes > 1 ? "router" : "host";
}

static void page_begin(struct out *out)
{
	struct page *p = (struct page *)out;

	p->strangers = !out->config.names->n_rooms;
	world_open(p);
	p->first = tables_first(p);
}

static void page_frame(struct out *out, const struct frame *f)
{
	struct page *p = (struct page *)out;

	world_learn(p, f);
	story_frame(p, f);
}

static void page_transaction(struct out *out, const struct transaction *t)
{
	story_transaction((struct page *)out, t);
}

static void page_lost(struct out *out, uint64_t count, uint64_t time_ns)
{
	story_lost((struct page *)out, count, time_ns);
}

static void put_rooms(const struct page *p, FILE *to)
{
	char buf[JSON_LINE_MAX], name[4 * ROOM_NAME_MAX + 1];
	struct text t = TEXT(buf);

	fputs(",\"rooms\":[", to);
	for (size_t i = 0; p->world && i < p->world->n_rooms; i++) {
		const struct room *r = &p->world->rooms[i];
		struct text n = TEXT(name), lab = TEXT(name);

		t.len = 0;
		text_str(&t, "{");
		page_room_name(p, r->cookie, &n);
		json_escaped(&t, JSON_KEY("name"), name, n.len);
		text_escape(&lab, r->lab, strnlen(r->lab, sizeof(r->lab)));
		json_escaped(&t, JSON_KEY("lab"), name, lab.len);
		json_word(&t, JSON_KEY("kind"), room_kind(r));
		json_close(&t);
		fprintf(to, "%s%s", i ? "," : "", buf);
	}
	fputs("]", to);
}

static void put_packets(const struct page *p, FILE *to)
{
	fputs(",\"packets\":[", to);
	for (size_t i = 0; i < p->n_packets; i++) {
		const struct packet *k = &p->packets[i];

		fprintf(to, "%s{\"len\":%" PRIu32 ",\"hex\":\"", i ? "," : "", k->len);
		for (size_t b = 0; b < k->caplen; b++)
			fprintf(to, "%02x", k->bytes[b]);
		fprintf(to, "\",\"layers\":[%s]}", k->layers ? k->layers : "");
	}
	fputs("]", to);
}

static void put_place(const struct page *p, const char *key, struct place at, FILE *to)
{
	int room = page_room(p, at.cookie);

	if (room >= 0)
		fprintf(to, ",\"%s\":[%d,%" PRIu32 "]", key, room, at.ifindex);
}

/* Nobody could have seen it come in, where the other end is not among the rooms. */
static const char *end_word(const struct page *p, const struct hop *h)
{
	const struct link_row *l = page_link(p, h->from);

	if (h->arrived)
		return "in";
	return l && page_link(p, (struct place){ l->peer_cookie, l->peer_ifindex }) && !p->lost
		       ? "lost"
		       : "unseen";
}

static void put_hops(const struct page *p, const struct step *s, FILE *to)
{
	fputs(",\"hops\":[", to);
	for (size_t i = 0; i < s->n_hops; i++) {
		const struct hop *h = &s->hops[i];

		fprintf(to, "%s{\"end\":\"%s\"", i ? "," : "", end_word(p, h));
		put_place(p, "from", h->from, to);
		put_place(p, "to", h->to, to);
		fprintf(to, "%s}", h->later ? ",\"later\":true" : "");
	}
	fputs("]", to);
}

static void put_string(JSON_KEY_ARGUMENT, const char *s, FILE *to)
{
	char buf[JSON_LINE_MAX];
	struct text t = TEXT(buf);

	if (!s)
		return;
	json_begin(&t);
	json_escaped(&t, key, key_len, s, JSON_STRING_MAX);
	fprintf(to, ",%s", buf + 1);
}

static void put_question(const struct question *q, FILE *to)
{
	char buf[JSON_LINE_MAX];
	struct text t = TEXT(buf);

	if (!q->ask || !q->because)
		return;
	text_str(&t, ",\"question\":{");
	json_escaped(&t, JSON_KEY("ask"), q->ask, JSON_STRING_MAX);
	json_escaped(&t, JSON_KEY("because"), q->because, JSON_STRING_MAX);
	json_uint(&t, JSON_KEY("right"), q->right);
	json_open_list(&t, JSON_KEY("choices"));
	for (size_t i = 0; i < q->n_choices; i++)
		json_item(&t, q->choices[i]);
	json_close_list(&t);
	json_close(&t);
	fputs(buf, to);
}

static void put_step(const struct page *p, const struct step *s, FILE *to)
{
	const uint64_t ns = s->f.time_ns > p->zero_time_ns ? s->f.time_ns - p->zero_time_ns : 0;

	fprintf(to, "{\"kind\":\"%s\",\"us\":%" PRIu64 ".%03u", step_word(s->kind), ns / 1000,
		(unsigned int)(ns % 1000));
	if (s->packet >= 0)
		fprintf(to, ",\"packet\":%d,\"proto\":\"%s\"", s->packet,
			frame_proto_word(s->f.proto));
	if (s->f.transaction)
		fprintf(to, ",\"transaction\":%" PRIu32, s->f.transaction);
	put_place(p, "at", (struct place){ s->f.netns_cookie, s->f.ifindex }, to);
	put_string(JSON_KEY("summary"), s->summary, to);
	if (s->explain)
		fprintf(to, ",\"explain\":[%s]", s->explain);
	put_string(JSON_KEY("why"), s->why, to);
	if (s->n_hops)
		put_hops(p, s, to);
	if (s->ops && *s->ops)
		fprintf(to, ",\"ops\":[%s]", s->ops);
	put_question(&s->question, to);
	fputs("}", to);
}

static void put_steps(const struct page *p, FILE *to)
{
	fputs(",\"steps\":[", to);
	for (size_t i = 0; i < p->n_steps; i++) {
		if (i)
			fputs(",", to);
		put_step(p, &p->steps[i], to);
	}
	fputs("]", to);
}

static void put_head(const struct page *p, const char *title, FILE *to)
{
	char buf[JSON_LINE_MAX];
	struct text t = TEXT(buf);

	json_begin(&t);
	json_escaped(&t, JSON_KEY("title"), title, JSON_STRING_MAX);
	json_word(&t, JSON_KEY("nscope"), NSCOPE_VERSION);
	if (p->out.config.hostname)
		json_escaped(&t, JSON_KEY("host"), p->out.config.hostname, JSON_STRING_MAX);
	json_time(&t, JSON_KEY("began"), p->zero_time_ns);
	json_bool(&t, JSON_KEY("strangers"), p->strangers);
	json_uint(&t, JSON_KEY("chatter"), p->chatter);
	json_uint(&t, JSON_KEY("beyond"), p->beyond);
	json_uint(&t, JSON_KEY("lost"), p->lost);
	fputs(buf, to);
}

/* The labs that were watched: "house", or "house, pair". */
static void put_title(const struct page *p, struct text *t)
{
	for (size_t i = 0; p->world && i < p->world->n_rooms && t->len < 128; i++) {
		const struct room *r = &p->world->rooms[i];
		bool told = !r->lab[0];

		for (size_t k = 0; k < i; k++)
			told |= !strcmp(p->world->rooms[k].lab, r->lab);
		if (told)
			continue;
		text_str(t, t->len ? ", " : "");
		text_escape(t, r->lab, strnlen(r->lab, sizeof(r->lab)));
	}
	if (!t->len)
		text_str(t, p->strangers ? "a capture" : "namespaces");
}

static void step_done(struct step *s)
{
	free(s->hops);
	free(s->summary);
	free(s->explain);
	free(s->why);
	free(s->ops);
	free(s->question.ask);
	free(s->question.because);
	for (size_t i = 0; i < s->question.n_choices; i++)
		free(s->question.choices[i]);
}

static void page_done(struct page *p)
{
	for (size_t i = 0; i < p->n_steps; i++)
		step_done(&p->steps[i]);
	for (size_t i = 0; i < p->n_packets; i++)
		free(p->packets[i].layers);
	free(TAKE_PTR(p->steps));
	free(TAKE_PTR(p->packets));
	free(TAKE_PTR(p->learnt));
	free(TAKE_PTR(p->first));
	snapshot_free(TAKE_PTR(p->world));
	p->n_steps = p->n_packets = p->n_learnt = 0;
}

static void page_end(struct out *out, const struct totals *totals)
{
	struct page *p = (struct page *)out;
	char title[160] = "", *data = NULL;
	struct text t = TEXT(title);
	size_t len = 0;
	FILE *to = open_memstream(&data, &len);

	(void)totals;
	if (!to) {
		page_done(p);
		return;
	}
	strangers_finish(p);
	questions_ask(p);
	put_title(p, &t);
	put_head(p, title, to);
	put_rooms(p, to);
	draw_house(p, to);
	put_packets(p, to);
	fprintf(to, ",\"first\":%s", p->first ? p->first : "[]");
	put_steps(p, to);
	fputs("}", to);
	if (!fclose(to))
		html_write(out->config.file, title, data, len);
	free(data);
	page_done(p);
}

const struct out_ops out_page = {
	.name = "page",
	.joins = true,
	.size = sizeof(struct page),
	.begin = page_begin,
	.frame = page_frame,
	.transaction = page_transaction,
	.lost = page_lost,
	.end = page_end,
};
