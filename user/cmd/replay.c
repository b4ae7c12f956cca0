// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - a capture through the printers
 */
#include "replay.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <string.h>

#include "../io/infile.h"
#include "../trace/capture.h"
#include "caged.h"
#include "term.h"

static int open_delivery(struct delivery *d, const struct replay_config *c,
			 const struct snapshot *names, const struct words *words, const char *host,
			 int64_t wall_offset, struct err *e)
{
	const struct delivery_config config = {
		.format = c->format,
		.out = {
			.names = names,
			.words = words,
			.hostname = host && *host ? host : NULL,
			.color = c->color,
			.explain = c->explain,
			.fold = term_fold(),
			.style = c->style,
			.utf8 = term_utf8(),
			.width = term_columns(),
			.filter = c->filter,
			.wall_offset = wall_offset,
		},
		.print = c->print,
		.record = c->record,
		.summary = c->summary,
		.limit = c->limit,
		.sieve = c->sieve,
		.failed = c->failed,
		.snaplen = c->snaplen,
		.signals = -1,
	};
	int err = delivery_open(d, &config, e);

	if (!err)
		delivery_begin(d);
	return err;
}

/* As the capture's end has it, less what was left out now. */
static struct totals sum_of(const struct capture *c, const struct delivery *d)
{
	uint64_t lost = d->lost - d->crowded, passed = d->delivered + d->filtered + d->crowded;
	struct totals t;

	if (!capture_totals(c, &t) || t.delivered != passed || t.lost != lost)
		return (struct totals){ passed + lost, d->filtered, d->delivered, d->lost };
	return (struct totals){ t.seen, t.filtered + d->filtered, d->delivered, d->lost };
}

static int read_block(const struct infile *f, struct capture *c, const uint8_t *block, size_t len,
		      const char *path, struct err *e)
{
	if (!capture_block(c, block, len, e))
		return 0;
	return err_wrap(e, "%s: octet %llu", path, (unsigned long long)infile_block_at(f));
}

static int read_ours(struct infile *f, struct capture *c, struct delivery *d,
		     const struct replay_config *config, struct err *e)
{
	const uint8_t *block;
	bool begun = false;
	size_t len = 0;
	int err;

	do {
		err = infile_block(f, &block, &len, e);
		if (!err && len)
			err = read_block(f, c, block, len, config->path, e);
		/* The first block says who is who. */
		if (!err && !begun)
			err = open_delivery(d, config, capture_names(c), capture_words(c),
					    capture_host(c), capture_wall_offset(c), e);
		if (!err && !begun)
			caged();
		begun = true;
		if (!err && infile_is_stream(f))
			delivery_flush(d, 0, true);
	} while (!err && len && !delivery_over(d));
	return err;
}

static bool is_known(const struct snapshot *names, const char *end)
{
	const char *colon = strrchr(end, ':');
	char room[ROOM_NAME_MAX];

	snprintf(room, sizeof(room), "%.*s", (int)(colon ? colon - end : 0), end);
	return snapshot_room_named(names, end) || (colon && snapshot_room_named(names, room));
}

/* A name that the capture never told is a mistake, and not an empty answer. */
static int check_known(const struct replay_config *c, const struct snapshot *names,
		       const char *const *ends, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!is_known(names, ends[i]))
			return err_set(e, ENOENT, "%s: it knows no namespace '%s'", c->path,
				       ends[i]);
	return 0;
}

static int replay_ours(struct infile *f, const struct replay_config *config, struct totals *ret,
		       bool *ret_ended, struct err *e)
{
	struct delivery d = { 0 };
	const struct sink sink = delivery_sink(&d);
	_cleanup_capture_ struct capture *c = capture_new(&sink);
	const struct sieve *s = config->sieve;
	struct err late = { 0 };
	int err, end;

	if (!c)
		return err_sys(e, ENOMEM, "%s", config->path);
	err = read_ours(f, c, &d, config, e);
	if (!err)
		err = check_known(config, capture_names(c), s->ends, s->n_ends, e);
	if (!err)
		err = check_known(config, capture_names(c), s->rooms, s->n_rooms, e);
	capture_finish(c);
	delivery_drain(&d);
	*ret = sum_of(c, &d);
	*ret_ended = delivery_over(&d) || capture_totals(c, &(struct totals){ 0 });
	end = delivery_end(&d, ret, err ? &late : e);
	delivery_close(&d);
	return err ? err : end;
}

/* The packet, and nothing else, is known: not where it was, nor which way it went. */
static struct frame frame_of(const struct infile_packet *p)
{
	struct frame f = {
		.type = FRAME_PACKET,
		.time_ns = p->time_ns,
		.len = p->len,
		.caplen = p->caplen,
		.data = p->bytes,
		.l2len = ETH_HLEN,
	};

	frame_dissect(&f);
	return f;
}

/* Of anybody's capture we take what tcpdump calls ARP, ICMP and ICMPv6, unless an expression says
 * what else. */
static int choose_others(const struct replay_config *c, struct sieve *sieve, struct expr **ret,
			 struct err *e)
{
	int err = 0;

	*sieve = *c->sieve;
	if (!sieve->expr) {
		err = expr_new("arp or icmp or icmp6", ret, e);
		sieve->expr = *ret;
	}
	return err;
}

static int read_others(struct infile *f, struct delivery *d, struct err *e)
{
	struct infile_packet p;
	struct frame frame;
	int n = 1;

	while (!delivery_over(d) && (n = infile_packet(f, &p, e)) > 0) {
		frame = frame_of(&p);
		delivery_sink(d).frame(d, &frame);
		if (infile_is_stream(f))
			delivery_flush(d, 0, true);
	}
	return n < 0 ? n : 0;
}

static int replay_others(struct infile *f, struct replay_config config, struct totals *ret,
			 struct err *e)
{
	static const struct snapshot nobody;
	static const struct words no_words;
	_cleanup_expr_ struct expr *expr = NULL;
	struct delivery d = { 0 };
	struct err late = { 0 };
	struct sieve sieve;
	int err, end;

	err = choose_others(&config, &sieve, &expr, e);
	config.sieve = &sieve;
	if (!err)
		err = open_delivery(&d, &config, &nobody, &no_words, NULL, 0, e);
	if (!err)
		caged();
	if (!err)
		err = read_others(f, &d, e);
	*ret = (struct totals){ d.delivered + d.filtered, d.filtered, d.delivered, 0 };
	end = delivery_end(&d, ret, err ? &late : e);
	delivery_close(&d);
	return err ? err : end;
}

/* What only a capture of ours can answer. */
static int check_others(const struct replay_config *c, struct err *e)
{
	const struct sieve *s = c->sieve;

	if (c->record)
		return err_set(e, EINVAL,
			       "%s: no capture of nscope's; tcpdump -r F -w G copies others",
			       c->path);
	if (c->format == &out_ladder || c->failed)
		return err_set(e, EINVAL,
			       "%s: no capture of nscope's, so nobody knows which packets belong "
			       "together",
			       c->path);
	if (s->n_ends || s->n_rooms || s->ifname || s->dir || s->drops)
		return err_set(e, EINVAL,
			       "%s: no capture of nscope's, so it knows no namespaces, interfaces, "
			       "directions, drops",
			       c->path);
	return 0;
}

int replay(const struct replay_config *c, struct totals *ret, bool *ret_ended, struct err *e)
{
	_cleanup_infile_ struct infile *f = NULL;
	int err = infile_open(c->path, &f, e);

	if (err)
		return err;
	if (infile_is_ours(f))
		return replay_ours(f, c, ret, ret_ended, e);
	*ret_ended = true;
	err = check_others(c, e);
	return err ? err : replay_others(f, *c, ret, e);
}
