// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_case.c - any bytes as a file of why -w: read, judged, printed as text and JSON
 *
 * tests/golden/why holds files to begin with.
 */
#include "../../user/out/verdict.h"
#include "../../user/why/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct verdict_style style = { .width = 40, .all = true };
	static char lines[1 << 17];
	json_t *file = json_loadb((const char *)data, size, 0, NULL);
	struct why_case c;
	struct verdict v;
	FILE *f;

	if (!file)
		return 0;
	if (!case_read(file, &c)) {
		why_judge(&c.q, &v);
		f = fmemopen(lines, sizeof(lines), "w");
		verdict_json(&c.q, &v, f);
		verdict_text(&v, &style, f);
		fclose(f);
	}
	case_done(&c);
	json_decref(file);
	return 0;
}
