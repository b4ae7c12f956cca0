// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_capture.c - any bytes as a capture that claims to be ours: read back, printed, and written
 * anew
 *
 * A first octet that is even: the rest is a file as it is. Odd: the rest is cut into blocks, an
 * octet of type, one of length in words, their bodies, behind a beginning that is in order.
 */
#include <string.h>

#include "../../user/out/out.h"
#include "../../user/trace/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct out *printers[3];
static char lines[1 << 20];
static char *start;
static size_t start_len;

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* One line and only one, printable to its end. */
static void check_line(size_t to)
{
	check(to && to < sizeof(lines) && lines[to - 1] == '\n');
	for (size_t i = 0; i + 1 < to; i++)
		check(lines[i] >= ' ' && lines[i] <= '~');
}

static void on_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	for (size_t i = 0; i < ARRAY_SIZE(printers); i++) {
		FILE *file = printers[i]->config.file;

		rewind(file);
		printers[i]->ops->frame(printers[i], f);
		if (printers[i]->ops->flush)
			printers[i]->ops->flush(printers[i], 0);
		fflush(file);
		if (printers[i]->ops != &out_pcapng)
			check_line((size_t)ftell(file));
	}
}

static void on_transaction(void *ctx, const struct transaction *t)
{
	(void)ctx;
	printers[2]->ops->transaction(printers[2], t);
}

static void on_lost(void *ctx, uint64_t count, uint64_t time_ns)
{
	(void)ctx;
	for (size_t i = 0; i < ARRAY_SIZE(printers); i++) {
		rewind(printers[i]->config.file);
		printers[i]->ops->lost(printers[i], count, time_ns);
	}
}

static void begin(void)
{
	static struct link_row link = { .ifindex = 2, .name = "eth0" };
	static struct room room = { .name = "red", .cookie = 1, .links = &link, .n_links = 1 };
	static const struct snapshot names = { .rooms = &room, .n_rooms = 1 };
	static const struct words words;
	struct out_config config = { .names = &names, .words = &words, .hostname = "h" };
	struct out *o;

	config.file = open_memstream(&start, &start_len);
	o = out_new(&out_pcapng, &config);
	o->ops->begin(o);
	o->ops->flush(o, 0);
	fclose(config.file);
	out_free(o);
	config.file = fmemopen(lines, sizeof(lines), "w");
	printers[0] = out_new(&out_text, &config);
	printers[1] = out_new(&out_json, &config);
	printers[2] = out_new(&out_pcapng, &config);
}

static int read_block(struct capture *c, const uint8_t *bytes, size_t left, size_t *len)
{
	struct err e;

	*len = left >= 8 ? capture_block_len(bytes) : 0;
	return *len && *len <= left ? capture_block(c, bytes, *len, &e) : -1;
}

static void read_file(struct capture *c, const uint8_t *bytes, size_t size)
{
	size_t n;

	for (size_t at = 0; at < size && !read_block(c, bytes + at, size - at, &n); at += n)
		;
}

static void read_pieces(struct capture *c, struct cursor in)
{
	uint32_t block[2 + 256 + 1], type, len;
	const uint8_t *head;
	size_t n;

	read_file(c, (const uint8_t *)start, start_len);
	while ((head = take(&in, 2))) {
		const uint8_t *body = take(&in, head[1] * 4u);

		if (!body)
			return;
		type = head[0];
		len = 12 + head[1] * 4u;
		memcpy(block, &type, 4);
		memcpy(block + 1, &len, 4);
		memcpy(block + 2, body, len - 12);
		memcpy((uint8_t *)block + len - 4, &len, 4);
		if (read_block(c, (const uint8_t *)block, len, &n))
			return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sink sink = { on_frame, on_transaction, on_lost, NULL };
	struct capture *c;

	if (!printers[0])
		begin();
	if (!size)
		return 0;
	c = capture_new(&sink);
	check(c);
	for (size_t i = 0; i < ARRAY_SIZE(printers); i++) {
		printers[i]->config.names = capture_names(c);
		printers[i]->config.words = capture_words(c);
	}
	if (data[0] & 1)
		read_pieces(c, (struct cursor){ data + 1, data + size });
	else
		read_file(c, data + 1, size - 1);
	capture_free(c);
	return 0;
}
