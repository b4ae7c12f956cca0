// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lesson_text.c - a lesson's words, with its commands as they are to be typed
 */
#include <string.h>

#include "../util/text.h"
#include "lesson.h"

#define INDENT "    "
#define BOLD   "\033[1m"
#define PLAIN  "\033[m"

/* Of whom a word is that begins a command: these ask for root. */
static size_t asks_root(const char *line, size_t len)
{
	static const char *const words[] = { "nscope ", "ip " };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (len > strlen(words[i]) && !strncmp(line, words[i], strlen(words[i])))
			return strlen(words[i]);
	return 0;
}

/* A program's path may hold anything. */
static void put_command(const char *line, size_t len, const struct lesson_style *style, FILE *file)
{
	char name[200] = "";
	struct text t = TEXT(name);
	size_t word = asks_root(line, len);
	bool ours = word && *line == 'n';

	if (ours)
		text_escape(&t, style->nscope, strlen(style->nscope));
	fprintf(file, INDENT "%s%s%s%s%.*s%s\n", style->color ? BOLD : "", word ? style->sudo : "",
		name, ours ? " " : "", (int)(ours ? len - word : len), ours ? line + word : line,
		style->color ? PLAIN : "");
}

/* Words up to an empty or an indented line. Return: behind them */
static const char *put_prose(const char *text, unsigned int width, FILE *file)
{
	size_t used = 0;

	while (*text && *text != '\n' && *text != ' ') {
		size_t len = strcspn(text, " \n");

		if (used && used + 1 + len > width) {
			fputc('\n', file);
			used = 0;
		}
		fprintf(file, "%s%.*s", used ? " " : "", (int)len, text);
		used += len + (used != 0);
		text += len;
		text += strspn(text, " ");
		text += *text == '\n';
	}
	fputc('\n', file);
	return text;
}

void lesson_say(const char *text, const struct lesson_style *style, FILE *file)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), in = strlen(INDENT);

		if (len && *text != ' ') {
			text = put_prose(text, style->width, file);
			continue;
		}
		if (len > in && !strncmp(text, INDENT, in) && text[in] != ' ')
			put_command(text + in, len - in, style, file);
		else
			fprintf(file, "%.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void lesson_command(const char *args, const struct lesson_style *style, FILE *file)
{
	char line[100] = "";
	struct text t = TEXT(line);

	text_add(&t, "nscope %s", args);
	put_command(line, t.len, style, file);
}
