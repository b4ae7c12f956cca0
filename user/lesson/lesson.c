// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lesson.c - YAML text in, a checked lesson out
 */
#include "lesson.h"

#include <errno.h>
#include <string.h>

#include "../topo/parse.h"

static void free_commands(struct lesson_commands *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->list[i].run);
		free(c->list[i].wrong);
	}
	free(c->list);
}

void lesson_free(struct lesson *l)
{
	if (!l)
		return;
	topo_free(l->lab);
	free_commands(&l->faults);
	free_commands(&l->checks);
	free_commands(&l->mends);
	for (size_t i = 0; i < l->n_hints; i++)
		free(l->hints[i]);
	free(l->hints);
	free(l->lab_text);
	free(l->title);
	free(l->teaches);
	free(l->text);
	free(l->done);
	free(l);
}

/* The lab is read first, wherever it stands: commands name its nodes. */
static int read_nothing(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	(void)v;
	(void)to;
	return 0;
}

/* What is indented is told as it is written. */
static int check_width(struct parse *p, const struct yaml_value *v, const char *what,
		       const char *text)
{
	unsigned int n = 1;

	for (const char *line = text; *line; n++) {
		size_t len = strcspn(line, "\n");
		size_t room = LESSON_COLUMNS - (strncmp(line, "    ", 4) ? 0 : strlen("sudo "));

		if (*line == ' ' && len > room)
			return parse_error(p, v->mark, "line %u of %s has %zu columns; %zu fit", n,
					   what, len, room);
		line += len + (line[len] == '\n');
	}
	return 0;
}

/* Without the line breaks that a block of YAML ends with. */
static int take_trimmed(struct parse *p, const char *text, char **ret)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		len--;
	*ret = strndup(text, len);
	return *ret ? 0 : parse_no_memory(p);
}

static int take_text(struct parse *p, const struct yaml_value *v, const char *what, bool lines,
		     char **ret)
{
	const char *text;
	int err = parse_text(p, v, what, lines, &text);

	if (!err)
		err = check_width(p, v, what, text);
	return err ? err : take_trimmed(p, text, ret);
}

static int read_title(struct parse *p, const struct yaml_value *v, void *to)
{
	return take_text(p, v, "`title`", false, &((struct lesson *)to)->title);
}

static int read_teaches(struct parse *p, const struct yaml_value *v, void *to)
{
	return take_text(p, v, "`teaches`", false, &((struct lesson *)to)->teaches);
}

static int read_text(struct parse *p, const struct yaml_value *v, void *to)
{
	return take_text(p, v, "`text`", true, &((struct lesson *)to)->text);
}

static int read_done(struct parse *p, const struct yaml_value *v, void *to)
{
	return take_text(p, v, "`done`", true, &((struct lesson *)to)->done);
}

static int read_hint(struct parse *p, const struct yaml_value *v, void *to)
{
	struct lesson *l = to;
	char *hint = NULL;
	int err = take_text(p, v, "a hint", true, &hint);

	if (!err)
		err = parse_append(p, v->mark, &l->hints, &l->n_hints, &hint, sizeof(hint),
				   LESSON_ITEMS_MAX, "hints");
	if (err)
		free(hint);
	return err;
}

static int read_hints(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`hints`", read_hint, to);
}

/* A command as written. */
struct command_text {
	const struct yaml_value *in, *run, *wrong;
};

static int read_in(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	((struct command_text *)to)->in = v;
	return 0;
}

static int read_run(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	((struct command_text *)to)->run = v;
	return 0;
}

static int read_wrong(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	((struct command_text *)to)->wrong = v;
	return 0;
}

static const struct parse_key command_keys[] = { { "in", read_in }, { "run", read_run } };
static const struct parse_section command_section =
	PARSE_SECTION("command", "a command", command_keys);

static const struct parse_key check_keys[] = { { "in", read_in },
					       { "run", read_run },
					       { "wrong", read_wrong } };
static const struct parse_section lesson_check_section =
	PARSE_SECTION("lesson check", "a lesson's check", check_keys);

static const char *nth_node(const void *lab, size_t i)
{
	return ((const struct topo *)lab)->nodes[i].name;
}

static int find_node(struct parse *p, const struct yaml_value *v, size_t *ret)
{
	const struct topo *lab = p->topo;
	const char *word;
	int err = parse_word(p, v, "`in`", &word);

	if (err)
		return err;
	for (size_t i = 0; i < lab->n_nodes; i++) {
		if (strcmp(lab->nodes[i].name, word))
			continue;
		*ret = i;
		return 0;
	}
	return parse_error(p, v->mark, "the lab has no node '%s'%s", source_quote(word).text,
			   parse_hint(parse_nearest(word, nth_node, lab, lab->n_nodes)).text);
}

static int take_command(struct parse *p, const struct command_text *t, struct lesson_command *c)
{
	const char *run;
	int err = find_node(p, t->in, &c->node);

	if (!err)
		err = parse_text(p, t->run, "`run`", true, &run);
	if (!err)
		err = take_trimmed(p, run, &c->run);
	if (!err && t->wrong)
		err = take_text(p, t->wrong, "`wrong`", true, &c->wrong);
	return err;
}

static int read_command(struct parse *p, const struct yaml_value *v, const struct parse_section *s,
			struct lesson_commands *to)
{
	struct lesson_command c = { .mark = v->mark };
	struct command_text t = { 0 };
	bool is_check = s == &lesson_check_section;
	int err = parse_map(p, v, s, &t);

	if (!err && (!t.in || !t.run || (is_check && !t.wrong)))
		err = parse_error(p, v->mark, "%s needs `in`, a node, %s", s->what,
				  is_check ? "`run`, and `wrong`, the sentence when it fails"
					   : "and `run`");
	if (!err)
		err = take_command(p, &t, &c);
	if (!err)
		err = parse_append(p, v->mark, &to->list, &to->n, &c, sizeof(c), LESSON_ITEMS_MAX,
				   "commands");
	if (err) {
		free(c.run);
		free(c.wrong);
	}
	return err;
}

static int read_plain(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_command(p, v, &command_section, to);
}

static int read_check(struct parse *p, const struct yaml_value *v, void *to)
{
	return read_command(p, v, &lesson_check_section, to);
}

static int read_fault(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`fault`", read_plain, &((struct lesson *)to)->faults);
}

static int read_mend(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`mend`", read_plain, &((struct lesson *)to)->mends);
}

static int read_checks(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`checks`", read_check, &((struct lesson *)to)->checks);
}

static const struct parse_key lesson_keys[] = {
	{ "title", read_title },   { "teaches", read_teaches }, { "lab", read_nothing },
	{ "fault", read_fault },   { "text", read_text },	{ "hints", read_hints },
	{ "checks", read_checks }, { "done", read_done },	{ "mend", read_mend },
};
static const struct parse_section lesson_section = PARSE_SECTION("lesson", "a lesson", lesson_keys);

/* All but the lab becomes blanks, so that the lab alone has its lines and columns still. */
static int cut_lab(struct parse *p, const struct yaml_value *lab, struct lesson *l)
{
	const struct source *s = p->source;
	size_t from = source_offset(s, lab->mark);
	size_t to = lab->next ? source_offset(s, lab->next->key_mark) : s->len;

	l->lab_text = malloc(s->len + 1);
	if (!l->lab_text)
		return parse_no_memory(p);
	for (size_t i = 0; i < s->len; i++) {
		bool kept = (i >= from && i < to) || s->text[i] == '\n' || s->text[i] == '\r';

		l->lab_text[i] = kept ? s->text[i] : ' ';
	}
	l->lab_len = s->len;
	return 0;
}

static int read_lab(struct parse *p, const struct yaml_value *root, struct lesson *l)
{
	const struct yaml_value *lab = parse_child(root, "lab");
	int err;

	if (!lab)
		return parse_error(p, root->mark, "a lesson needs `lab`");
	if (lab->kind != YAML_MAP)
		return parse_error(p, lab->mark, "`lab` is a map, as in a lab file: `nodes:`, ...");
	err = cut_lab(p, lab, l);
	return err ? err : topo_parse(l->lab_text, l->lab_len, p->source->file, &l->lab, p->e);
}

static int check_whole(struct parse *p, const struct yaml_value *root, const struct lesson *l)
{
	static const char *const needed[] = { "title", "teaches", "text", "done" };

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!parse_child(root, needed[i]))
			return parse_error(p, root->mark, "a lesson needs `%s`", needed[i]);
	for (size_t i = 0; i < l->lab->n_nodes; i++)
		if (l->lab->nodes[i].outside)
			return parse_error(p, l->lab->nodes[i].mark,
					   "a lesson leaves the host's own namespace alone");
	if (!l->checks.n && !l->lab->n_checks)
		return parse_error(p, root->mark,
				   "a lesson needs `checks`, its own or the lab's: how else is it "
				   "known to be over?");
	return 0;
}

static int add_fault(struct parse *p, struct lesson *l, const struct lesson_command *c)
{
	struct topo_node *n = &l->lab->nodes[c->node];
	struct topo_run r = { .command = strdup(c->run), .mark = c->mark };
	int err = r.command ? parse_append(p, c->mark, &n->runs, &n->n_runs, &r, sizeof(r),
					   TOPO_ITEMS_MAX, "commands")
			    : parse_no_memory(p);

	if (err)
		free(r.command);
	return err;
}

static int read_lesson(struct parse *p, const struct yaml_value *root, struct lesson *l)
{
	int err;

	if (root->kind != YAML_MAP)
		return parse_error(p, root->mark, "a lesson is a map: `title:`, `lab:`, `text:`");
	err = read_lab(p, root, l);
	if (err)
		return err;
	p->topo = l->lab;
	err = parse_map(p, root, &lesson_section, l);
	if (!err)
		err = check_whole(p, root, l);
	for (size_t i = 0; i < l->faults.n && !err; i++)
		err = add_fault(p, l, &l->faults.list[i]);
	return err;
}

int lesson_parse(const char *text, size_t len, const char *file, struct lesson **ret, struct err *e)
{
	_cleanup_yaml_tree_ struct yaml_value *root = NULL;
	_cleanup_lesson_ struct lesson *l = calloc(1, sizeof(*l));
	struct source s = source_of(text, len, file);
	struct parse p = { .source = &s, .e = e };
	int err;

	if (!l)
		return parse_no_memory(&p);
	err = yaml_tree_read(&s, &root, e);
	if (!err)
		err = read_lesson(&p, root, l);
	if (err)
		return err;
	*ret = TAKE_PTR(l);
	return 0;
}

bool lesson_is(const char *text, size_t len)
{
	_cleanup_yaml_tree_ struct yaml_value *root = NULL;
	struct source s = source_of(text, len, "");

	return !yaml_tree_read(&s, &root, NULL) && parse_child(root, "lab");
}
