// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - a capture through the printers
 */
#include "replay.h"

#include <errno.h>
#include <linux/if_ether.h>

#include "../io/infile.h"
#include "../trace/capture.h"
#include "term.h"

static int open_delivery(struct delivery *d, const struct replay_config *c,
			 const struct snapshot *names, const struct words *words, const char *host,
			 struct err *e)
{
	const struct delivery_config config = {
		.format = c->format,
		.out = {
			.names = names,
			.words = words,
			.hostname = host && *host ? host : NULL,
			.color = c->color,
			.utf8 = term_utf8(),
			.width = term_width(),
		},
		.record = c->record,
		.limit = c->limit,
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
	struct totals t;

	if (capture_totals(c, &t) && t.delivered == d->delivered + d->filtered && t.lost == d->lost)
		return (struct totals){ t.seen, t.filtered + d->filtered, d->delivered, t.lost };
	return (struct totals){ d->delivered + d->filtered + d->lost, d->filtered, d->delivered,
				d->lost };
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
			err = capture_block(c, block, len, e) ? err_wrap(e, "%s", config->path) : 0;
		/* The first block says who is who. */
		if (!err && !begun)
			err = open_delivery(d, config, capture_names(c), capture_words(c),
					    capture_host(c), e);
		begun = true;
		if (!err && infile_is_stream(f))
			delivery_flush(d, 0, true);
	} while (!err && len && !delivery_over(d));
	return err;
}

static int replay_ours(struct infile *f, const struct replay_config *config, struct totals *ret,
		       struct err *e)
{
	struct delivery d = { 0 };
	const struct sink sink = delivery_sink(&d);
	_cleanup_capture_ struct capture *c = capture_new(&sink);
	struct err late = { 0 };
	int err, end;

	if (!c)
		return err_sys(e, ENOMEM, "%s", config->path);
	err = read_ours(f, c, &d, config, e);
	*ret = sum_of(c, &d);
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

static int replay_others(struct infile *f, const struct replay_config *config, struct totals *ret,
			 struct err *e)
{
	static const struct snapshot nobody;
	static const struct words no_words;
	struct delivery d = { 0 };
	struct infile_packet p;
	struct err late = { 0 };
	struct frame frame;
	int err, end;

	err = open_delivery(&d, config, &nobody, &no_words, NULL, e);
	while (!err && !delivery_over(&d)) {
		int n = infile_packet(f, &p, e);

		if (n <= 0) {
			err = n;
			break;
		}
		frame = frame_of(&p);
		delivery_sink(&d).frame(&d, &frame);
		if (infile_is_stream(f))
			delivery_flush(&d, 0, true);
	}
	*ret = (struct totals){ d.delivered + d.filtered, d.filtered, d.delivered, 0 };
	end = delivery_end(&d, ret, err ? &late : e);
	delivery_close(&d);
	return err ? err : end;
}

int replay(const struct replay_config *c, struct totals *ret, struct err *e)
{
	_cleanup_infile_ struct infile *f = NULL;
	int err = infile_open(c->path, &f, e);

	if (err)
		return err;
	if (infile_is_ours(f))
		return replay_ours(f, c, ret, e);
	if (c->record)
		return err_set(e, EINVAL,
			       "%s: no capture of nscope's; tcpdump -r F -w G copies others",
			       c->path);
	if (c->format == &out_ladder)
		return err_set(e, EINVAL,
			       "%s: no capture of nscope's, so nobody knows who sent what; a "
			       "ladder needs that",
			       c->path);
	return replay_others(f, c, ret, e);
}
