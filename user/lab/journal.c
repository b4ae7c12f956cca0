// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * journal.c - what a lab made, as lines
 */
#include "journal.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "../topo/isolate.h"

#define HEAD "nscope journal 1"

/* A line never has more words. */
#define WORDS_MAX 6

static const char *const isolate_words[] = {
#define ISOLATE_WORD(id, word) [ISOLATE_##id] = word,
	ISOLATES(ISOLATE_WORD)
#undef ISOLATE_WORD
};

void journal_put_head(struct text *t)
{
	text_add(t, HEAD "\n");
}

void journal_put_netns(struct text *t, const struct journal_netns *n)
{
	text_add(t, "netns %s %" PRIu64 " %" PRIu64 " %" PRIu32 " %" PRIu64 "\n", n->name,
		 n->point.dev, n->point.ino, n->inum, n->cookie);
}

static void put_link(struct text *t, const char *before, const struct journal_link *l)
{
	text_add(t, "%slink %s %s %s %s\n", before, l->ends[0].node, l->ends[0].ifname,
		 l->ends[1].node, l->ends[1].ifname);
}

void journal_put_link(struct text *t, const struct journal_link *l)
{
	put_link(t, "", l);
}

void journal_put_keeper(struct text *t, const struct journal_keeper *k)
{
	const char *before = " ";

	text_add(t, "keeper %s %d %" PRIu64, k->node, k->pid, k->start);
	for (size_t i = 0; i < ISOLATE_MAX; i++) {
		if (!(k->isolate & 1U << i))
			continue;
		text_add(t, "%s%s", before, isolate_words[i]);
		before = ",";
	}
	text_add(t, "\n");
}

void journal_put_gone_keeper(struct text *t, const char *node)
{
	text_add(t, "gone keeper %s\n", node);
}

void journal_put_run(struct text *t, const char *token)
{
	text_add(t, "run %s\n", token);
}

void journal_put_ready(struct text *t)
{
	text_add(t, "ready\n");
}

void journal_put_change(struct text *t)
{
	text_add(t, "change\n");
}

void journal_put_gone_link(struct text *t, const struct journal_link *l)
{
	put_link(t, "gone ", l);
}

void journal_put_gone_netns(struct text *t, const char *name)
{
	text_add(t, "gone netns %s\n", name);
}

const struct journal_netns *journal_find(const struct journal *j, const char *name)
{
	for (size_t i = 0; i < j->n_netns; i++)
		if (!strcmp(j->netns[i].name, name))
			return &j->netns[i];
	return NULL;
}

static bool number(const char *word, uint64_t max, uint64_t *ret)
{
	char *end;

	if (*word < '0' || *word > '9')
		return false;
	errno = 0;
	*ret = strtoull(word, &end, 10);
	return !errno && !*end && *ret <= max;
}

static bool name(const char *word, char *ret, size_t size)
{
	if (strlen(word) >= size || netns_name_check(word, NULL))
		return false;
	memcpy(ret, word, strlen(word) + 1);
	return true;
}

static bool ifname(const char *word, char ret[IFNAMSIZ])
{
	if (!*word || strlen(word) >= IFNAMSIZ || strchr(word, '/'))
		return false;
	memcpy(ret, word, strlen(word) + 1);
	return true;
}

static int add_netns(struct journal *j, char **w)
{
	struct journal_netns *more = grow(j->netns, j->n_netns, sizeof(*more)), n = { 0 };
	uint64_t inum;

	if (!more)
		return -ENOMEM;
	j->netns = more;
	if (!name(w[1], n.name, sizeof(n.name)) || !number(w[2], UINT64_MAX, &n.point.dev) ||
	    !number(w[3], UINT64_MAX, &n.point.ino) || !number(w[4], UINT32_MAX, &inum) ||
	    !number(w[5], UINT64_MAX, &n.cookie))
		return -EINVAL;
	n.inum = (uint32_t)inum;
	more[j->n_netns++] = n;
	return 0;
}

/* Of a link that leaves the lab the far end is the host's: no name of a namespace. */
static bool read_link(char **w, struct journal_link *ret)
{
	for (int i = 0; i < 2; i++) {
		if (i && !strcmp(w[2], JOURNAL_HOST))
			snprintf(ret->ends[1].node, sizeof(ret->ends[1].node), JOURNAL_HOST);
		else if (!name(w[2 * i], ret->ends[i].node, sizeof(ret->ends[i].node)))
			return false;
		if (!ifname(w[2 * i + 1], ret->ends[i].ifname))
			return false;
	}
	return true;
}

static int add_link(struct journal *j, char **w)
{
	struct journal_link *more = grow(j->links, j->n_links, sizeof(*more)), l = { 0 };

	if (!more)
		return -ENOMEM;
	j->links = more;
	if (!read_link(w + 1, &l))
		return -EINVAL;
	more[j->n_links++] = l;
	return 0;
}

static bool isolate(char *words, unsigned int *ret)
{
	unsigned int found = 0;
	char *word;

	while ((word = strsep(&words, ","))) {
		size_t i = 0;

		while (i < ISOLATE_MAX && strcmp(word, isolate_words[i]))
			i++;
		if (i == ISOLATE_MAX)
			return false;
		found |= 1U << i;
	}
	*ret = found;
	return true;
}

static int add_keeper(struct journal *j, char **w)
{
	struct journal_keeper *more = grow(j->keepers, j->n_keepers, sizeof(*more)), k = { 0 };
	uint64_t pid;

	if (!more)
		return -ENOMEM;
	j->keepers = more;
	if (!name(w[1], k.node, sizeof(k.node)) || !number(w[2], INT_MAX, &pid) ||
	    !number(w[3], UINT64_MAX, &k.start) || !isolate(w[4], &k.isolate))
		return -EINVAL;
	k.pid = (pid_t)pid;
	more[j->n_keepers++] = k;
	return 0;
}

/* What goes is written down afterwards, perhaps twice: once more when a change is taken back. */
static int drop_link(struct journal *j, char **w)
{
	struct journal_link l = { 0 };

	if (!read_link(w + 2, &l))
		return -EINVAL;
	for (size_t i = j->n_links; i-- > 0;)
		if (!memcmp(&j->links[i], &l, sizeof(l))) {
			j->n_links--;
			memmove(&j->links[i], &j->links[i + 1],
				(j->n_links - i) * sizeof(*j->links));
			break;
		}
	return 0;
}

static int drop_netns(struct journal *j, char **w)
{
	const struct journal_netns *n = journal_find(j, w[2]);
	size_t i;

	if (!n)
		return 0;
	i = (size_t)(n - j->netns);
	j->n_netns--;
	memmove(&j->netns[i], &j->netns[i + 1], (j->n_netns - i) * sizeof(*j->netns));
	return 0;
}

static int drop_keeper(struct journal *j, char **w)
{
	size_t left = 0;

	for (size_t i = 0; i < j->n_keepers; i++)
		if (strcmp(j->keepers[i].node, w[2]))
			j->keepers[left++] = j->keepers[i];
	j->n_keepers = left;
	return 0;
}

static int set_token(struct journal *j, char **w)
{
	if (strlen(w[1]) != sizeof(j->token) - 1 || w[1][strspn(w[1], "0123456789abcdef")])
		return -EINVAL;
	memcpy(j->token, w[1], sizeof(j->token));
	return 0;
}

static int set_ready(struct journal *j, char **w)
{
	j->ready = *w[0] == 'r';
	return 0;
}

static const struct {
	const char *verb, *object; /* object: the second word, where it belongs to the verb */
	size_t words;
	int (*read)(struct journal *j, char **words);
} lines[] = {
	{ "netns", NULL, 6, add_netns },      { "link", NULL, 5, add_link },
	{ "keeper", NULL, 5, add_keeper },    { "run", NULL, 2, set_token },
	{ "ready", NULL, 1, set_ready },      { "change", NULL, 1, set_ready },
	{ "gone", "link", 6, drop_link },     { "gone", "netns", 3, drop_netns },
	{ "gone", "keeper", 3, drop_keeper },
};

static int parse_line(struct journal *j, char *line)
{
	char *words[WORDS_MAX + 1], *word;
	size_t n = 0;

	while ((word = strsep(&line, " ")) && n <= WORDS_MAX)
		words[n++] = word;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (n == lines[i].words && !strcmp(words[0], lines[i].verb) &&
		    (!lines[i].object || !strcmp(words[1], lines[i].object)))
			return lines[i].read(j, words);
	return -EINVAL;
}

int journal_parse(const char *text, size_t len, struct journal *ret, struct err *e)
{
	_cleanup_journal_ struct journal j = { 0 };
	const char *end;

	for (size_t n = 1; (end = memchr(text, '\n', len)); n++) {
		size_t used = (size_t)(end - text);
		char line[JOURNAL_LINE_MAX];
		int err = used < sizeof(line) && !memchr(text, '\0', used) ? 0 : -EINVAL;

		if (!err) {
			memcpy(line, text, used);
			line[used] = '\0';
			if (n > 1)
				err = parse_line(&j, line);
			else if (strcmp(line, HEAD))
				err = -EINVAL;
		}
		if (err == -EINVAL)
			return err_set(e, EINVAL, "line %zu of the journal is not ours", n);
		if (err)
			return err_sys(e, -err, "cannot read the journal");
		text += used + 1;
		len -= used + 1;
	}
	*ret = j;
	j = (struct journal){ 0 };
	return 0;
}

void journal_done(struct journal *j)
{
	free(j->netns);
	free(j->links);
	free(j->keepers);
}
