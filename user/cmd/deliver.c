// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deliver.c - where events go
 */
#include "deliver.h"

#include <errno.h>

#include "../trace/netchange.h"
#include "../trace/noise.h"
#include "../trace/rule.h"

#define RECORD_FLUSH_NS 250000000ull

/* A reason and a place in the words of the tracer, which may be gone when they are read. */
static void log_words(const struct words *w, struct kept *k)
{
	const char *reason = words_reason(w, &k->f);
	const char *symbol = words_symbol(w, &k->f);

	snprintf(k->reason, sizeof(k->reason), "%s", reason ? reason : "");
	snprintf(k->symbol, sizeof(k->symbol), "%s", symbol ? symbol : "");
}

static void log_keep(struct frame_log *log, const struct words *w, const struct frame *f)
{
	struct kept *more, *k;
	struct frame quoted;

	more = log->n < FRAME_LOG_MAX ? grow(log->kept, log->n, sizeof(*more)) : NULL;
	if (!more) {
		log->lost++;
		return;
	}
	log->kept = more;
	k = &more[log->n++];
	*k = (struct kept){ .f = *f };
	if (f->type == FRAME_DROP || f->type == FRAME_CONSUME)
		log_words(w, k);
	if (f->type == FRAME_RULE)
		k->rule = frame_rule(f);
	if (f->type == FRAME_PACKET && frame_quoted(f, &quoted)) {
		k->quoted = quoted.ip;
		k->quoted_icmp = quoted.icmp;
	}
	frame_summary(f, &TEXT(k->summary));
	k->f.data = NULL;
	k->f.net = k->f.body = (struct cursor){ 0 };
	k->f.malformed = NULL;
	k->f.icmp.quoted = NULL;
	k->quoted_icmp.quoted = NULL;
}

/* Also a drop of which not even the protocol could be learnt: it is not known to be ours. */
static bool is_noise(const struct delivery *d, const struct frame *f)
{
	if (frame_type_is_change(f->type))
		return change_is_quiet(f);
	return (f->type == FRAME_DROP && f->proto == PROTO_OTHER) || frame_is_noise(&d->words, f);
}

/* To everybody who takes it. */
static void pass(void *ctx, const struct frame *f)
{
	struct delivery *d = ctx;

	if (d->full) {
		d->filtered++;
		return;
	}
	d->delivered++;
	if (d->log && f->mono_ns >= d->log->since_ns)
		log_keep(d->log, &d->words, f);
	if (d->printer)
		d->printer->ops->frame(d->printer, f);
	if (d->summary)
		d->summary->ops->frame(d->summary, f);
	if (d->recorder)
		d->recorder->ops->frame(d->recorder, f);
	if (f->type == FRAME_PACKET && ++d->packets == d->limit)
		d->full = true;
}

static void pass_transaction(void *ctx, const struct transaction *t)
{
	struct delivery *d = ctx;

	if (d->printer)
		d->printer->ops->transaction(d->printer, t);
	if (d->recorder)
		d->recorder->ops->transaction(d->recorder, t);
}

static bool is_wanted(const struct delivery *d, const struct frame *f)
{
	return !is_noise(d, f) && (!d->sieve || sieve_wants(d->sieve, d->names, f));
}

/* As if no more of it had been looked at. */
static const struct frame *cut(const struct delivery *d, const struct frame *f, struct frame *less)
{
	if (!d->snaplen || f->caplen <= d->snaplen || !frame_type_has_packet(f->type))
		return f;
	*less = *f;
	less->caplen = d->snaplen;
	frame_dissect(less);
	return less;
}

/* Whoever reads the capture has to know what is called what by then, shown or not; and all that
 * belongs to something, where he finds out himself. */
static void put_aside(struct delivery *d, const struct frame *f)
{
	bool needed = f->type == FRAME_PACKET || f->type == FRAME_DROP || f->type == FRAME_NEIGH;
	struct frame aside;

	if (!d->recorder || !(frame_type_is_change(f->type) || (d->later && needed)))
		return;
	aside = *f;
	aside.aside = true;
	d->recorder->ops->frame(d->recorder, &aside);
}

static void judge(struct delivery *d, const struct frame *f)
{
	bool change = frame_type_is_change(f->type);
	struct frame less;

	if (f->aside) {
		put_aside(d, f);
		return;
	}
	if (d->full || !is_wanted(d, f) || (d->hold && change)) {
		d->filtered++;
		put_aside(d, f);
		return;
	}
	f = cut(d, f, &less);
	if (d->hold)
		d->filtered += hold_frame(d->hold, f);
	else
		pass(d, f);
}

/* What appears has a name before it is told of, what vanishes until it was told. */
static void on_frame(void *ctx, const struct frame *f)
{
	struct delivery *d = ctx;
	bool change = d->current && frame_type_is_change(f->type);
	bool gone = change && change_action(f) == EVENT_GONE;

	/* Without memory for it a thing has no name: that is all. */
	if (change && !gone)
		change_apply(d->current, f);
	judge(d, f);
	if (gone)
		change_apply(d->current, f);
}

static void on_transaction(void *ctx, const struct transaction *t)
{
	struct delivery *d = ctx;

	if (d->hold)
		d->filtered += hold_transaction(d->hold, t);
	else
		pass_transaction(d, t);
}

static void on_lost(void *ctx, uint64_t count, uint64_t time_ns)
{
	struct delivery *d = ctx;

	d->lost += count;
	if (d->log)
		d->log->lost += count;
	if (d->printer)
		d->printer->ops->lost(d->printer, count, time_ns);
	if (d->summary)
		d->summary->ops->lost(d->summary, count, time_ns);
	if (d->recorder)
		d->recorder->ops->lost(d->recorder, count, time_ns);
}

/* There was no room for it to wait in. */
static void on_crowded(void *ctx, uint64_t count, uint64_t time_ns)
{
	((struct delivery *)ctx)->crowded += count;
	on_lost(ctx, count, time_ns);
}

struct sink delivery_sink(struct delivery *d)
{
	return (struct sink){ on_frame, on_transaction, on_lost, d };
}

static int open_out(const struct out_ops *ops, const struct delivery_config *c,
		    struct outfile *file, struct out **ret, struct err *e)
{
	struct out_config config = c->out;

	outfile_signals(file, c->signals);
	config.file = outfile_file(file);
	config.stream = outfile_is_stream(file);
	*ret = out_new(ops, &config);
	return *ret ? 0 : err_sys(e, ENOMEM, "cannot print");
}

static int open_summary(struct delivery *d, const struct delivery_config *c, struct err *e)
{
	struct out_config config = c->out;

	config.file = stderr;
	d->summary = out_new(&out_count, &config);
	return d->summary ? 0 : err_sys(e, ENOMEM, "cannot print");
}

static int open_hold(struct delivery *d, struct err *e)
{
	const struct sink sink = { pass, pass_transaction, on_crowded, d };

	d->hold = hold_new(&sink);
	return d->hold ? 0 : err_sys(e, ENOMEM, "cannot print");
}

int delivery_open(struct delivery *d, const struct delivery_config *c, struct err *e)
{
	int err = 0;

	*d = (struct delivery){
		.record = c->record,
		.names = c->out.names,
		.current = c->current,
		.words = *c->out.words,
		.sieve = c->sieve,
		.snaplen = c->snaplen,
		.log = c->log,
		.limit = c->limit,
		.later = c->out.later,
	};
	if (c->failed)
		err = open_hold(d, e);
	if (!err && c->format && !c->print)
		err = outfile_stdout(&d->opened, e);
	d->print = c->print ? c->print : d->opened;
	if (!err && d->print)
		err = open_out(c->format, c, d->print, &d->printer, e);
	if (!err && d->record)
		err = open_out(&out_pcapng, c, d->record, &d->recorder, e);
	if (!err && c->summary)
		err = open_summary(d, c, e);
	return err;
}

void delivery_begin(struct delivery *d)
{
	if (d->printer)
		d->printer->ops->begin(d->printer);
	if (d->summary)
		d->summary->ops->begin(d->summary);
	if (d->recorder) {
		d->recorder->ops->begin(d->recorder);
		d->recorder->ops->flush(d->recorder, 0);
	}
}

void delivery_close(struct delivery *d)
{
	out_free(d->printer);
	out_free(d->recorder);
	out_free(d->summary);
	outfile_free(d->opened);
	hold_free(d->hold);
	*d = (struct delivery){ 0 };
}

void delivery_flush(struct delivery *d, uint64_t now_ns, bool quiet)
{
	if (d->printer && d->printer->ops->flush && quiet)
		d->printer->ops->flush(d->printer, now_ns);
	if (d->printer && d->flushed != d->delivered + d->lost) {
		d->flushed = d->delivered + d->lost;
		fflush(outfile_file(d->print));
	}
	if (d->recorder && d->recorded != d->delivered + d->lost &&
	    (quiet || now_ns - d->recorded_ns >= RECORD_FLUSH_NS)) {
		d->recorded = d->delivered + d->lost;
		d->recorded_ns = now_ns;
		d->recorder->ops->flush(d->recorder, now_ns);
	}
}

void delivery_tell(struct delivery *d)
{
	if (d->summary)
		out_count_table(d->summary);
	if (!d->printer || d->printer->ops != &out_count)
		return;
	out_count_table(d->printer);
	fflush(outfile_file(d->print));
}

static bool failed(const struct outfile *o)
{
	return o && outfile_error(o);
}

bool delivery_over(const struct delivery *d)
{
	return d->full || failed(d->print) || failed(d->record);
}

void delivery_drain(struct delivery *d)
{
	if (d->hold)
		hold_finish(d->hold);
}

int delivery_end(struct delivery *d, const struct totals *t, struct err *e)
{
	struct err second;
	int err = 0;

	if (d->printer)
		d->printer->ops->end(d->printer, t);
	if (d->recorder)
		d->recorder->ops->end(d->recorder, t);
	if (d->record)
		err = outfile_finish(d->record, e);
	if (d->print && outfile_finish(d->print, err ? &second : e) && !err)
		err = -e->code;
	/* Behind the last line, where both go to one terminal. */
	if (d->summary)
		d->summary->ops->end(d->summary, t);
	return err;
}
