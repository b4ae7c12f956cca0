// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_record.c - any bytes as records from the ring: through the stream, printed as text and JSON
 *
 * The input is cut into records: an octet of length, then that many octets.
 */
#include <string.h>

#include "../../user/out/out.h"
#include "../../user/util/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct out *printers[2];
static char lines[1 << 16];

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* One line and only one, printable to its end. */
static void check_line(size_t from, size_t to)
{
	check(to > from && to < sizeof(lines) && lines[to - 1] == '\n');
	for (size_t i = from; i + 1 < to; i++)
		check(lines[i] >= ' ' && lines[i] <= '~');
}

static void sink_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	for (size_t i = 0; i < ARRAY_SIZE(printers); i++) {
		FILE *file = printers[i]->config.file;

		rewind(file);
		printers[i]->ops->frame(printers[i], f);
		fflush(file);
		check_line(0, (size_t)ftell(file));
	}
}

static void sink_transaction(void *ctx, const struct transaction *t)
{
	(void)ctx;
	check(t->id && (!t->reply_ns || t->answered) && (t->echo || !t->request_ns));
}

static void begin(void)
{
	static struct link_row link = { .ifindex = 2, .name = "eth\xff" };
	static struct room room = { .name = "r\033", .links = &link, .n_links = 1 };
	static const struct snapshot names = { .rooms = &room, .n_rooms = 1 };
	static const struct words words;
	const struct out_config config = { .file = fmemopen(lines, sizeof(lines), "w"),
					   .names = &names,
					   .words = &words,
					   .hostname = "h" };

	printers[0] = out_new(&out_text, &config);
	printers[1] = out_new(&out_json, &config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sink sink = { .frame = sink_frame, .transaction = sink_transaction };
	static struct stream *s; /* kept: its memory is what is to be confused */
	struct cursor c = { data, data + size };
	const uint8_t *len, *record;

	if (!printers[0])
		begin();
	if (!s)
		s = stream_new(&sink, 0);
	check(s);
	while ((len = take(&c, 1))) {
		size_t n = *len < cursor_left(&c) ? *len : cursor_left(&c);

		record = take(&c, n);
		check(!stream_push(s, record, n));
	}
	stream_advance(s, 1ull << 62);
	stream_finish(s);
	return 0;
}
