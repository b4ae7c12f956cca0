// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_frame.c - any bytes as a packet of anybody's capture: read, and printed with all that
 * tcpdump's options ask for
 *
 * Two octets of options and two of length, then the frame.
 */
#include <string.h>

#include "../../user/out/out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char lines[1 << 20];

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void print(const struct out_ops *ops, struct text_style style, const struct frame *f)
{
	static const struct snapshot nobody;
	static const struct words words;
	struct out_config config = { .names = &nobody, .words = &words, .style = style };
	struct out *o;
	size_t len;

	config.file = fmemopen(lines, sizeof(lines), "w");
	o = out_new(ops, &config);
	check(config.file && o);
	o->ops->frame(o, f);
	fflush(config.file);
	len = (size_t)ftell(config.file);
	fclose(config.file);
	out_free(o);
	check(len && len < sizeof(lines) && lines[len - 1] == '\n');
	for (size_t i = 0; i < len; i++)
		check((lines[i] >= ' ' && lines[i] <= '~') || lines[i] == '\n' || lines[i] == '\t');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text_style style = { 0 };
	struct frame f = { .type = FRAME_PACKET, .l2len = 14 };

	if (size < 4)
		return 0;
	style.stamp = data[0] % STAMP_MAX;
	style.nano = data[0] & 0x80;
	style.link = data[1] & 1;
	style.verbose = data[1] & 2;
	style.quiet = data[1] & 4;
	style.dump = (data[1] >> 3) % 3;
	style.dump_link = data[1] & 0x20;
	f.data = data + 4;
	f.caplen = (uint32_t)size - 4;
	f.len = f.caplen + be16(data + 2);
	frame_dissect(&f);
	print(&out_text, style, &f);
	print(&out_json, style, &f);
	return 0;
}
