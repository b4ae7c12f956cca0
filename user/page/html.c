// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * html.c - page.html with its style, its program and the capture's data inside
 *
 * The page may run this program and no other, use this style and no other, and fetch nothing: its
 * Content-Security-Policy names both by their hashes, which the Makefile computes. The data is no
 * program: what could end its element stands as \u escapes.
 */
#include <string.h>

#include "../util/embed.h"
#include "page.h"
#include "page.hash.h"

EMBED(page_html, "user/page/page.html");
EMBED(page_css, "user/page/page.css");
EMBED(page_js, "user/page/page.js");

static void put_policy(FILE *to)
{
	fputs("default-src 'none'; style-src '" PAGE_CSS_HASH "'; script-src '" PAGE_JS_HASH
	      "'; base-uri 'none'; form-action 'none'",
	      to);
}

/* In JSON these stand in strings alone. */
static void put_data(FILE *to, const char *data, size_t len)
{
	for (size_t i = 0, plain; i < len; i += plain + 1) {
		plain = 0;
		while (i + plain < len && !strchr("<>&", data[i + plain]))
			plain++;
		fwrite(data + i, 1, plain, to);
		if (i + plain < len)
			fprintf(to, "\\u%04x", data[i + plain]);
	}
}

/* It was made printable ASCII before. */
static void put_title(FILE *to, const char *title)
{
	for (; *title; title++)
		if (strchr("<>&\"", *title))
			fprintf(to, "&#%d;", *title);
		else
			putc(*title, to);
}

static void put_page(FILE *to, const char *title, const char *data, size_t len)
{
	const char *rest = page_html, *mark;

	for (; (mark = strstr(rest, "@@")); rest = mark + 3) {
		fwrite(rest, 1, (size_t)(mark - rest), to);
		switch (mark[2]) {
		case 'P': put_policy(to); break;
		case 'S': fputs(page_css, to); break;
		case 'T': put_title(to, title); break;
		case 'D': put_data(to, data, len); break;
		case 'J': fputs(page_js, to); break;
		}
	}
	fputs(rest, to);
}

/* In one piece: where the disk is full there is no half of it. */
void html_write(FILE *to, const char *title, const char *data, size_t len)
{
	char *page = NULL;
	size_t page_len = 0;
	FILE *whole = open_memstream(&page, &page_len);

	if (!whole)
		return;
	put_page(whole, title, data, len);
	if (!fclose(whole))
		fwrite(page, 1, page_len, to);
	free(page);
}
