// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * question.c - what will happen next? Asked before it does, answered by what did.
 *
 * A question is asked once: the first time that its kind of thing happens to its subject.
 */
#include "page.h"

#include <inttypes.h>
#include <net/if_arp.h>
#include <stdarg.h>
#include <string.h>

static char *words(const char *fmt, ...) _printf_(1, 2);

static char *words(const char *fmt, ...)
{
	char buf[JSON_STRING_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return strdup(buf);
}

struct name {
	char text[4 * ROOM_NAME_MAX + 1];
};

static struct name room_name(const struct page *p, uint64_t cookie)
{
	struct name n = { "" };

	page_room_name(p, cookie, &TEXT(n.text));
	return n;
}

static struct name ip_name(const uint8_t ip[4])
{
	struct name n = { "" };

	text_ip(&TEXT(n.text), ip, 4);
	return n;
}

static void add_choice(struct question *q, const char *choice, bool right)
{
	char *copy = q->n_choices < ARRAY_SIZE(q->choices) ? strdup(choice) : NULL;

	if (!copy)
		return;
	if (right)
		q->right = q->n_choices;
	q->choices[q->n_choices++] = copy;
}

static const struct room *room_at(const struct page *p, uint64_t cookie)
{
	int at = page_room(p, cookie);

	return at < 0 ? NULL : &p->world->rooms[at];
}

/* Somebody's own words, and not a switch or a router that hands on. */
static bool speaks(const struct step *s)
{
	return s->kind == STEP_HOP && s->begins && s->n_hops;
}

static bool asks_arp(const struct step *s)
{
	static const uint8_t nobody[4];
	const struct arp_part *a = &s->f.arp;

	return speaks(s) && s->f.eth_dst[0] & 1 && a->valid && a->op == ARPOP_REQUEST &&
	       memcmp(a->spa, nobody, 4) && memcmp(a->spa, a->tpa, 4);
}

static const struct step *find_answer(const struct page *p, size_t at)
{
	const struct arp_part *asked = &p->steps[at].f.arp;

	for (size_t i = at + 1; i < p->n_steps; i++) {
		const struct arp_part *a = &p->steps[i].f.arp;

		if (speaks(&p->steps[i]) && a->valid && a->op == ARPOP_REPLY &&
		    !memcmp(a->spa, asked->tpa, 4) && !memcmp(a->tpa, asked->spa, 4))
			return &p->steps[i];
	}
	return NULL;
}

static bool asked_before(const struct page *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (asks_arp(&p->steps[i]) &&
		    !memcmp(p->steps[i].f.arp.tpa, p->steps[at].f.arp.tpa, 4))
			return true;
	return false;
}

/* Who could: the right one, and others, as they stand in the drawing. */
static void add_rooms(const struct page *p, struct question *q, uint64_t asker, uint64_t right,
		      size_t max)
{
	bool told = !right;

	for (size_t i = 0; i < p->world->n_rooms && q->n_choices < max; i++) {
		const struct room *r = &p->world->rooms[i];
		bool is_right = r->cookie == right, last = q->n_choices + 1 == max;

		if (p->strangers && !i)
			continue; /* the wire */
		if (!is_right && (r->cookie == asker || (last && !told)))
			continue;
		told |= is_right;
		add_choice(q, room_name(p, r->cookie).text, is_right);
	}
}

static void ask_who_answers(const struct page *p, size_t at)
{
	struct step *s = &p->steps[at];
	const struct step *answer = find_answer(p, at);
	struct name who = room_name(p, s->f.netns_cookie), ip = ip_name(s->f.arp.tpa);
	struct question *q = &s->question;

	if (!answer && p->lost)
		return;
	q->ask = words("%s asks all on its wire who has %s. Who will answer?", who.text, ip.text);
	add_rooms(p, q, s->f.netns_cookie, answer ? answer->f.netns_cookie : 0,
		  ARRAY_SIZE(q->choices) - 1);
	add_choice(q, "nobody", !answer);
	if (answer)
		q->because =
			words("%s answers: it has the address %s. Those who do not have it stay "
			      "silent.",
			      room_name(p, answer->f.netns_cookie).text, ip.text);
	else
		q->because = words("No answer came: nobody who heard the question has the address "
				   "%s.",
				   ip.text);
}

static bool is_request(const struct step *s)
{
	bool reply;

	return speaks(s) && frame_is_echo(&s->f, &reply) && !reply && s->f.ip.version == 4;
}

/* A ping by the same room to the same address. */
static bool is_ping_like(const struct step *s, const struct step *other)
{
	return is_request(s) && s->f.netns_cookie == other->f.netns_cookie &&
	       !memcmp(s->f.ip.dst, other->f.ip.dst, 4);
}

static size_t find_next_ping(const struct page *p, size_t at)
{
	for (size_t i = at + 1; i < p->n_steps; i++)
		if (is_ping_like(&p->steps[i], &p->steps[at]) &&
		    p->steps[i].f.icmp.seq != p->steps[at].f.icmp.seq)
			return i;
	return 0;
}

static bool asked_between(const struct page *p, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++)
		if (asks_arp(&p->steps[i]) &&
		    p->steps[i].f.netns_cookie == p->steps[from].f.netns_cookie)
			return true;
	return false;
}

static bool pinged_before(const struct page *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_ping_like(&p->steps[i], &p->steps[at]))
			return true;
	return false;
}

/* Asked right before the second ping, when the first is over. */
static void ask_again(const struct page *p, size_t at)
{
	size_t next = find_next_ping(p, at), before = next;
	struct name who = room_name(p, p->steps[at].f.netns_cookie);
	struct question *q;
	bool again;

	if (!next)
		return;
	again = asked_between(p, at, next);
	while (before > at + 1 &&
	       (asks_arp(&p->steps[before - 1]) || p->steps[before - 1].kind == STEP_NEIGH))
		before--;
	q = &p->steps[before - 1].question;
	if (q->ask)
		return;
	q->ask = words("%s is about to ping %s a second time. Will it ask for a MAC address again?",
		       who.text, ip_name(p->steps[at].f.ip.dst).text);
	add_choice(q, "yes", again);
	add_choice(q, "no", !again);
	q->because = again ? words("It asks again: what it had learnt no longer counts as fresh.")
			   : words("No question goes out: the answer to the first still stands in "
				   "%s's neighbour table.",
				   who.text);
}

/* The next step of the same packet out of the room that it came into. */
static const struct step *find_onward(const struct page *p, size_t at, uint64_t room)
{
	for (size_t i = at + 1; i < p->n_steps; i++)
		if (p->steps[i].kind == STEP_HOP && p->steps[i].f.packet_id &&
		    p->steps[i].f.packet_id == p->steps[at].f.packet_id &&
		    p->steps[i].f.netns_cookie == room && p->steps[i].f.dir == DIR_OUT)
			return &p->steps[i];
	return NULL;
}

static size_t ports_of(const struct room *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_links; i++)
		n += r->links[i].port.valid;
	return n;
}

/* 1, 2, 3, ...; the last is what happened, where that is more. */
static void add_numbers(struct question *q, size_t most, size_t right)
{
	size_t last = most < ARRAY_SIZE(q->choices) ? most : ARRAY_SIZE(q->choices);
	char number[24];

	for (size_t n = 1; n <= last; n++) {
		size_t said = n == last && right > n ? right : n;

		snprintf(number, sizeof(number), "%zu", said);
		add_choice(q, number, said == right);
	}
}

static void ask_copies(const struct page *p, size_t at, const struct room *sw)
{
	struct step *s = &p->steps[at];
	const struct step *onward = find_onward(p, at, sw->cookie);
	struct question *q = &s->question;
	size_t ports = ports_of(sw), copies = onward ? onward->n_hops : 0;
	bool all = s->f.eth_dst[0] & 1;

	if (p->lost || ports < 3 || !copies || q->ask)
		return;
	q->ask =
		words("The frame for %s comes into the switch %s, which has %zu ports. Through how "
		      "many will it go on?",
		      all ? "everybody" : "one MAC address", room_name(p, sw->cookie).text, ports);
	add_numbers(q, ports, copies);
	if (all)
		q->because =
			words("A frame for everybody goes out of every port but the one it came "
			      "in by: %zu.",
			      copies);
	else if (copies == 1)
		q->because =
			words("The switch had learnt behind which port that address is, and uses "
			      "no other.");
	else
		q->because =
			words("The switch did not know the address yet, so it tries every port: "
			      "%zu.",
			      copies);
}

static bool ask_drop(const struct page *p, size_t at)
{
	struct step *s = &p->steps[at], *before = at ? &p->steps[at - 1] : NULL;
	struct name who = room_name(p, s->f.netns_cookie);
	struct question *q = before ? &before->question : NULL;

	if (!q || q->ask || !s->why || before->kind != STEP_HOP || !s->f.packet_id ||
	    before->f.packet_id != s->f.packet_id)
		return false;
	q->ask = words("What will %s do with the packet?", who.text);
	add_choice(q, "take it", false);
	add_choice(q, "drop it", true);
	q->because = words("It drops it. The kernel's reason: %s.", s->why);
	return true;
}

static void ask_at_switch(const struct page *p, size_t at, bool asked[2])
{
	const struct step *s = &p->steps[at];
	const struct room *sw;
	bool all = s->f.eth_dst[0] & 1;

	if (asked[all] || p->strangers || !speaks(s) || !s->hops[0].arrived)
		return;
	sw = room_at(p, s->hops[0].to.cookie);
	if (!sw || !page_is_switch(sw))
		return;
	ask_copies(p, at, sw);
	asked[all] = p->steps[at].question.ask;
}

void questions_ask(struct page *p)
{
	bool asked[2] = { false }, dropped = false;

	if (!p->world)
		return;
	for (size_t i = 0; i < p->n_steps; i++)
		if (asks_arp(&p->steps[i]) && !asked_before(p, i))
			ask_who_answers(p, i);
		else if (is_request(&p->steps[i]) && !pinged_before(p, i))
			ask_again(p, i);
	for (size_t i = 0; i < p->n_steps; i++) {
		ask_at_switch(p, i, asked);
		if (p->steps[i].kind == STEP_DROP && !dropped)
			dropped = ask_drop(p, i);
	}
}
