/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * why_trial.h - a lab by hand, the frames that were seen in it, a kernel that answers from its
 * tables, and the verdict on all that.
 */
#ifndef NSCOPE_WHY_TRIAL_H
#define NSCOPE_WHY_TRIAL_H

#include "unit.h"

#include <errno.h>

#include "lab_by_hand.h"

#include "../../user/why/say.h"
#include "../../user/why/way.h"

/* In hand_pair() and hand_switch() */
#define RED_IP	"192.168.15.1"
#define BLUE_IP "192.168.15.2"

#define TRIAL_FRAMES 200
#define TRIAL_TOLD   8

/* What the kernel says whatever its tables: of packets to @dst, all zero: to anybody. */
struct told {
	uint64_t cookie;
	uint8_t dst[16];
	struct answer answer;
};

struct trial {
	struct hand h;
	struct kept kept[TRIAL_FRAMES];
	struct frame_log log;
	struct asks asks;
	struct told told[TRIAL_TOLD];
	size_t n_told;
	struct question q;
	struct verdict v;
	uint64_t us;
	unsigned int answered; /* questions, so far */
};

static inline void trial_to(struct trial *t, const char *to)
{
	t->q.family = strchr(to, ':') ? AF_INET6 : AF_INET;
	assert_int_equal(inet_pton(t->q.family, to, t->q.to), 1);
	t->q.owner = snapshot_owner(&t->h.snap, t->q.family, t->q.to, NULL);
}

/* The kernel makes a route to each network that an interface is in. */
static inline void trial_connect(struct hand *h, int room)
{
	struct room *r = &h->rooms[room];

	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct addr_row *a = &r->addrs[i];

		hand_route(h, room, SHOW_IP(a->family, a->addr), a->len, a->ifindex, NULL);
	}
}

/* hand_routed(), and red and blue know the router */
static inline void trial_routed(struct hand *h)
{
	hand_routed(h);
	hand_route(h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(h, BLUE, "0.0.0.0", 0, 2, "10.2.0.1");
}

/* red pings an address three times, in vain: so far nothing was seen. */
static inline void trial_begin(struct trial *t, void (*lab)(struct hand *h), const char *to)
{
	memset(t, 0, sizeof(*t));
	lab(&t->h);
	t->log.kept = t->kept;
	t->q = (struct question){ .snap = &t->h.snap,
				  .from = &t->h.rooms[RED],
				  .log = &t->log,
				  .asks = &t->asks,
				  .sent = 3 };
	for (size_t i = 0; i < t->h.snap.n_rooms; i++) {
		trial_connect(&t->h, (int)i);
		for (size_t l = 0; l < t->h.rooms[i].n_links; l++)
			t->h.links[i][l].mtu = 1500;
	}
	trial_to(t, to);
}

static inline void trial_done(struct trial *t)
{
	asks_done(&t->asks);
	for (size_t i = 0; i < t->h.snap.n_rooms; i++)
		settings_free(t->h.rooms[i].settings);
}
#define _cleanup_trial_ _cleanup_(trial_done)

static inline struct settings *trial_settings(struct trial *t, int room)
{
	struct room *r = &t->h.rooms[room];

	if (!r->settings)
		r->settings = settings_new();
	assert_non_null(r->settings);
	return r->settings;
}

static inline void trial_set4(struct trial *t, int room, uint32_t ifindex, enum iface_setting4 what,
			      int64_t value)
{
	struct settings *s = trial_settings(t, room);

	settings_iface(s, 0)->v4[what] = 0;
	settings_iface(s, ifindex)->v4[what] = value;
}

/* ---- frames */

/* "red:eth0" */
static inline const struct link_row *trial_end(struct trial *t, const char *at, int *ret_room)
{
	size_t n = strcspn(at, ":");

	for (*ret_room = 0; *ret_room < (int)t->h.snap.n_rooms; ++*ret_room) {
		const char *name = t->h.rooms[*ret_room].name;

		if (strlen(name) == n && !strncmp(name, at, n))
			return hand_find(&t->h, *ret_room, at + n + 1);
	}
	return NULL;
}

static inline struct kept *trial_keep(struct trial *t, const char *at, enum frame_dir dir,
				      struct frame f)
{
	struct kept *k = &t->kept[t->log.n++];
	int room;
	const struct link_row *l = trial_end(t, at, &room);

	assert_in_range(t->log.n, 1, TRIAL_FRAMES);
	if (!l)
		fail_msg("no end %s", at);
	f.dir = dir;
	f.netns_cookie = t->h.rooms[room].cookie;
	f.ifindex = l->ifindex;
	f.mono_ns = 1000000000 + (t->us += 10) * 1000;
	f.len = 98;
	*k = (struct kept){ .f = f };
	snprintf(k->summary, sizeof(k->summary), "a frame");
	return k;
}

/*
 * A frame on its way, seen where @path says: "red:eth0> >sw:red sw:blue> >blue:eth0"
 * @from, @to: whose MACs are in it; @to NULL: everybody's
 */
static inline void trial_fly(struct trial *t, struct frame f, const char *from, const char *to,
			     const char *path)
{
	int room;

	memcpy(f.eth_src, trial_end(t, from, &room)->mac, 6);
	memset(f.eth_dst, 0xff, 6);
	if (to)
		memcpy(f.eth_dst, trial_end(t, to, &room)->mac, 6);
	if (f.arp.valid)
		memcpy(f.arp.sha, f.eth_src, 6);
	if (f.arp.valid && to)
		memcpy(f.arp.tha, f.eth_dst, 6);
	for (size_t n; *path; path += n + strspn(path + n, " ")) {
		char at[64];

		n = strcspn(path, " ");
		snprintf(at, sizeof(at), "%.*s", (int)n, path);
		if (*at == '>') {
			trial_keep(t, at + 1, DIR_IN, f);
			continue;
		}
		at[n - 1] = '\0';
		trial_keep(t, at, DIR_OUT, f);
	}
}

static inline struct kept *trial_drop(struct trial *t, const char *at, struct frame f,
				      const char *reason, const char *symbol)
{
	struct kept *k = trial_keep(t, at, DIR_NONE, f);

	k->f.type = FRAME_DROP;
	snprintf(k->reason, sizeof(k->reason), "%s", reason);
	snprintf(k->symbol, sizeof(k->symbol), "%s", symbol);
	return k;
}

static inline struct frame a_frame(uint32_t packet_id)
{
	return (struct frame){ .packet_id = packet_id, .transaction = 1 };
}

static inline struct frame who_has(const char *who, const char *tell)
{
	return hand_arp(a_frame(10), ASK, tell, who, 0);
}

static inline struct frame is_at(const char *who, const char *tell)
{
	struct frame f = hand_arp(a_frame(11), TELL, who, tell, 0);

	return f;
}

/* A solicitation or an advertisement for a MAC. */
static inline struct frame solicit(uint8_t type, const char *target)
{
	struct frame f = a_frame(20);

	f.proto = PROTO_ICMP6;
	f.ip = (struct ip_part){ .valid = true, .version = 6 };
	f.icmp = (struct icmp_part){ .valid = true, .type = type, .has_target = true };
	inet_pton(AF_INET6, target, f.icmp.target);
	return f;
}

static inline struct frame echo(const char *src, const char *dst)
{
	return hand_echo(a_frame(1), REQUEST, src, dst, 1);
}

static inline struct frame reply(const char *src, const char *dst)
{
	return hand_echo(a_frame(2), REPLY, src, dst, 1);
}

/* ---- the kernel */

static inline struct answer *trial_tell(struct trial *t, int room, const char *dst)
{
	struct told *told = &t->told[t->n_told++];

	assert_in_range(t->n_told, 1, TRIAL_TOLD);
	told->cookie = t->h.rooms[room].cookie;
	if (dst)
		inet_pton(t->q.family, dst, told->dst);
	told->answer.route.family = t->q.family;
	told->answer.route.type = RTN_UNICAST;
	told->answer.route.table = RT_TABLE_MAIN;
	return &told->answer;
}

static inline void trial_refuse(struct trial *t, int room, const char *dst, int error)
{
	struct answer *a = trial_tell(t, room, dst);

	a->error = error;
	snprintf(a->words, sizeof(a->words), "%s", strerror(error));
}

static inline const struct told *was_told(const struct trial *t, const struct ask *k)
{
	static const uint8_t any[16];

	for (size_t i = 0; i < t->n_told; i++)
		if (t->told[i].cookie == k->cookie &&
		    (!memcmp(t->told[i].dst, any, 16) || !memcmp(t->told[i].dst, k->to, 16)))
			return &t->told[i];
	return NULL;
}

/* The network of one of the room's interfaces that are up. */
static inline const struct addr_row *connected(const struct room *r, const struct ask *k)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (addr_row_covers(&r->addrs[i], k->family, k->to) &&
		    link_is_up(room_link(r, r->addrs[i].ifindex)))
			return &r->addrs[i];
	return NULL;
}

static inline void say_by_tables(const struct room *r, const struct ask *k, struct answer *a)
{
	const struct addr_row *net = connected(r, k);
	const struct route_row *w = route_for(r, k->family, k->to, RT_TABLE_MAIN);

	a->route.n_hops = 1;
	if (room_addr(r, k->family, k->to)) {
		a->route.type = RTN_LOCAL;
	} else if (net) {
		a->hops[0].oif = net->ifindex;
		a->route.has_prefsrc = true;
		memcpy(a->route.prefsrc, net->addr, 16);
	} else if (w && w->type == RTN_UNICAST && link_is_up(room_link(r, r->hops[w->hop].oif))) {
		a->hops[0] = r->hops[w->hop];
		a->route.has_prefsrc = true;
	} else {
		a->error = w && w->type == RTN_UNREACHABLE ? EHOSTUNREACH
			   : w && w->type != RTN_UNICAST   ? EINVAL
							   : ENETUNREACH;
		snprintf(a->words, sizeof(a->words), "%s", strerror(a->error));
	}
}

static inline void trial_kernel(const struct trial *t, const struct ask *k, struct answer *a)
{
	const struct room *r = snapshot_room(&t->h.snap, k->cookie);
	const struct told *told = was_told(t, k);

	*a = (struct answer){
		.route = { .family = k->family, .type = RTN_UNICAST, .table = RT_TABLE_MAIN }
	};
	assert_non_null(r);
	if (told)
		*a = told->answer;
	else
		say_by_tables(r, k, a);
}

/* ---- the verdict */

static inline bool same_question(const struct ask *a, const struct ask *b)
{
	return a->kind == b->kind && a->cookie == b->cookie && a->iif == b->iif &&
	       a->oif == b->oif && a->mark == b->mark && a->has_from == b->has_from &&
	       !memcmp(a->to, b->to, 16) && !memcmp(a->from, b->from, 16);
}

/* Ask until nothing is left to be asked, and each question only once. */
static inline void trial_ask(struct trial *t)
{
	struct asked *next;
	int rounds = 0;

	why_judge(&t->q, &t->v);
	while (asks_pending(&t->asks)) {
		assert_in_range(++rounds, 1, 100);
		while ((next = asks_pending(&t->asks))) {
			trial_kernel(t, &next->ask, &next->answer);
			next->known = true;
			t->answered++;
		}
		why_judge(&t->q, &t->v);
	}
	for (size_t i = 0; i < t->asks.n; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(same_question(&t->asks.rows[i]->ask, &t->asks.rows[j]->ask));
}

static inline void assert_sentence(const char *s, size_t size)
{
	size_t len = strnlen(s, size);

	assert_in_range(len, 10, size - 1);
	assert_int_equal(s[len - 1], '.');
	for (size_t i = 0; i < len; i++)
		assert_in_range(s[i], 0x20, 0x7e);
}

static inline void trial_judge(struct trial *t)
{
	struct verdict gap;

	trial_ask(t);
	assert_sentence(t->v.summary, sizeof(t->v.summary));
	for (size_t i = 0; i < t->v.n_fix; i++)
		assert_null(strpbrk(t->v.fix[i], "\n;&|`$<>'\\"));
	assert_int_equal(t->v.reachable, t->v.cause == CAUSE_NONE);
	/* What was lost may have said the opposite: judge again with a gap. */
	t->log.lost++;
	why_judge(&t->q, &gap);
	t->log.lost--;
	assert_int_not_equal(gap.confidence, CONFIDENCE_PROVEN);
}

/* The cause, where ("red:eth0", "red"), and which way it was going. */
static inline void assert_verdict(const struct trial *t, enum cause cause, const char *where,
				  enum leg direction)
{
	char is[ROOM_NAME_MAX + IFNAMSIZ + 1];

	snprintf(is, sizeof(is), "%s%s%s", t->v.where.netns, *t->v.where.ifname ? ":" : "",
		 t->v.where.ifname);
	if (t->v.cause != cause)
		fail_msg("%s, not %s: %s", cause_code(t->v.cause), cause_code(cause), t->v.summary);
	assert_string_equal(is, where);
	assert_int_equal(t->v.direction, direction);
}

static inline void assert_fix(const struct trial *t, size_t i, const char *command)
{
	if (i >= t->v.n_fix)
		fail_msg("no cure: %s", t->v.summary);
	assert_string_equal(t->v.fix[i], command);
}

#endif
