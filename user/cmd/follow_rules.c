// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * follow_rules.c - the firewall's verdicts, taken in, with the rules' texts
 *
 * Theory of operation
 *
 * A verdict names its rule by a handle; the texts are in a listing, which the attacher makes when
 * it is asked (libnftables wants to be inside the namespace). It is asked at the beginning, and
 * again whenever the kernel says that the ruleset has changed; verdicts that come before the answer
 * wait for it. What a handle meant before the change is still known for those that were under way:
 * a table gives no handle twice. A listing that fails leaves the verdicts without text.
 *
 * A verdict is dated when it was heard, as rtnetlink's changes are: a moment behind its packet.
 */
#include "follow_inner.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>

#include "../tracer/nftrace.h"
#include "../trace/rule.h"
#include "../trace/rulebook.h"

#define LISTING_MAX (64 << 20) /* a ruleset longer than this has no texts */
#define WAITING_MAX 65536      /* verdicts; what comes beyond is lost, and counted */

struct waiting {
	struct event_rule rule;
	uint8_t packet[EVENT_RULE_PACKET];
	uint16_t protocol;
};

struct rules {
	struct nftrace *trace;
	struct rulebook now, before;
	bool asked, stale;
	struct waiting *waiting;
	size_t n_waiting;
};

struct hearing {
	struct follow *f;
	int32_t number;
};

void follow_rules_free(struct rules *r)
{
	if (!r)
		return;
	nftrace_free(r->trace);
	rulebook_done(&r->now);
	rulebook_done(&r->before);
	free(r->waiting);
	free(r);
}

/* Numbers are skipped: that is a gap, where it was. */
static void lose(struct follow *f, uint32_t count)
{
	f->seq[HOOK_RULE] += count;
	f->missed += count;
}

static void note_rule(struct follow *f, const struct watched *w, const struct waiting *v)
{
	const struct room *r = follow_room(f, w);
	uint8_t bytes[EVENT_NOTE_MAX];
	struct event_rule rule = v->rule;
	const char *family = rule_family_word(rule.family);

	if (!r)
		return;
	if (rule.handle && !rulebook_find(&w->rules->now, family, rule.table, rule.chain,
					  rule.handle, rule.text, sizeof(rule.text)))
		rulebook_find(&w->rules->before, family, rule.table, rule.chain, rule.handle,
			      rule.text, sizeof(rule.text));
	memcpy(bytes, &rule, sizeof(rule));
	memcpy(bytes + sizeof(rule), v->packet, rule.packet_len);
	follow_note(f, &(struct note){ HOOK_RULE, r->cookie, r->inum, 0, bytes,
				       sizeof(rule) + rule.packet_len, v->protocol });
}

static void wait_for_texts(struct follow *f, struct rules *r, const struct waiting *v)
{
	struct waiting *more =
		r->n_waiting < WAITING_MAX ? grow(r->waiting, r->n_waiting, sizeof(*more)) : NULL;

	if (!more) {
		lose(f, 1);
		return;
	}
	r->waiting = more;
	more[r->n_waiting++] = *v;
}

static void on_verdict(void *ctx, const struct event_rule *rule, uint16_t protocol,
		       const uint8_t *packet)
{
	struct hearing *h = ctx;
	struct watched *w = follow_watched(h->f, h->number);
	struct waiting v = { .rule = *rule, .protocol = protocol };

	if (packet)
		memcpy(v.packet, packet, rule->packet_len);
	if (w->rules->asked)
		wait_for_texts(h->f, w->rules, &v);
	else
		note_rule(h->f, w, &v);
}

static void ask_texts(struct follow *f, int32_t number, struct rules *r)
{
	r->stale = false;
	r->asked = true;
	follow_ask(f, &(struct attacher_msg){ .word = ATTACHER_TEXTS, .number = number });
}

static void on_changed(void *ctx)
{
	struct hearing *h = ctx;
	struct rules *r = follow_watched(h->f, h->number)->rules;

	r->stale = true;
	if (!r->asked)
		ask_texts(h->f, h->number, r);
}

static void on_missed(void *ctx, uint32_t count)
{
	lose(((struct hearing *)ctx)->f, count);
}

static const struct nftrace_ops ops = { on_verdict, on_changed, on_missed };

static int hear_all(struct follow *f, int32_t number, struct err *e)
{
	struct watched *w = follow_watched(f, number);
	struct hearing h = { f, number };
	int n = w && w->rules ? nftrace_read(w->rules->trace, &ops, &h) : 0;

	return n < 0 ? err_sys(e, -n, "cannot hear the firewall's verdicts") : n;
}

int follow_rules_read(struct follow *f, struct err *e)
{
	struct epoll_event ready[16];
	int n = f->rules_epoll < 0 ? 0 : epoll_wait(f->rules_epoll, ready, ARRAY_SIZE(ready), 0);
	int err = 0;

	for (int i = 0; i < n && err >= 0; i++)
		err = hear_all(f, ready[i].data.fd, e);
	return err < 0 ? err : 0;
}

int follow_rules_drain(struct follow *f, struct err *e)
{
	int n = 1;

	for (size_t i = 0; i < f->n_watched && n >= 0; i++)
		for (n = 1; n > 0;)
			n = hear_all(f, (int32_t)i, e);
	for (size_t i = 0; i < f->n_watched && n >= 0; i++)
		follow_rules_flush(f, &f->watched[i]);
	return n < 0 ? n : 0;
}

void follow_rules_flush(struct follow *f, struct watched *w)
{
	struct rules *r = w->rules;

	if (!r)
		return;
	for (size_t i = 0; i < r->n_waiting; i++)
		note_rule(f, w, &r->waiting[i]);
	free(TAKE_PTR(r->waiting));
	r->n_waiting = 0;
}

/* It is in the stream that we touched the ruleset. */
static void note_touched(struct follow *f, const struct watched *w)
{
	struct waiting v = { .rule = { .table = NFTRACE_TABLE, .family = NFPROTO_INET } };

	note_rule(f, w, &v);
}

int follow_rules_hear(struct follow *f, const struct attacher_msg *m, int *fd, struct err *e)
{
	struct watched *w = follow_watched(f, m->number);
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = m->number };

	f->asking -= f->asking > 0;
	if (m->error && !f->was_ready)
		return err_set(e, m->error, "%.*s", (int)sizeof(m->text), m->text);
	if (m->error || *fd < 0 || !w || w->rules)
		return 0;
	w->rules = calloc(1, sizeof(*w->rules));
	if (w->rules)
		w->rules->trace = nftrace_new(TAKE_FD(*fd));
	if (!w->rules || !w->rules->trace)
		return err_sys(e, ENOMEM, "cannot trace rules");
	if (epoll_ctl(f->rules_epoll, EPOLL_CTL_ADD, nftrace_fd(w->rules->trace), &ev))
		return err_sys(e, errno, "cannot trace rules");
	note_touched(f, w);
	ask_texts(f, m->number, w->rules);
	return 0;
}

static int read_listing(int fd, struct rulebook *ret)
{
	_cleanup_free_ char *text = NULL;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || st.st_size > LISTING_MAX)
		return -EIO;
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return -ENOMEM;
	if (pread(fd, text, (size_t)st.st_size, 0) != st.st_size)
		return -EIO;
	return rulebook_read(text, (size_t)st.st_size, ret);
}

void follow_rules_texts(struct follow *f, const struct attacher_msg *m, int fd)
{
	struct watched *w = follow_watched(f, m->number);
	struct rules *r = w ? w->rules : NULL;
	struct rulebook fresh;

	f->asking -= f->asking > 0;
	if (!r)
		return;
	r->asked = false;
	if (!read_listing(fd, &fresh)) {
		rulebook_done(&r->before);
		r->before = r->now;
		r->now = fresh;
	}
	if (r->stale)
		ask_texts(f, m->number, r);
	else
		follow_rules_flush(f, w);
}
