/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lesson.h - a guided lab as its author wrote it: what to build, to tell, to ask, to judge.
 *
 * Pure: filled by lesson_parse() from one YAML file, printed by lesson_text(). The file's name is
 * the lesson's ID and its lab's name.
 *
 *     title: The first ping and ARP
 *     teaches: who asks, who answers, who learns
 *     lab: {nodes: ..., links: ..., checks: [{ping: {from: red, to: blue}}]}    a lab file
 *     fault: [{in: blue, run: ip link set eth0 down}]     done when the lab is up, and not told
 *     text: |                                             told by `start`
 *       Ping blue from red:
 *
 *           nscope ping red blue                          four columns in: to be typed
 *     hints: [Look at blue's end of the pipe.]            told one by one
 *     checks:                                             true when the command's status is 0
 *       - {in: red, run: "ip neigh | grep -q lladdr", wrong: red has not asked yet.}
 *     done: What was learnt.                              told when all checks hold
 *     mend: [{in: blue, run: ip link set eth0 up}]        what the teacher would type
 *
 * The pings of the lab's own `checks` are tried behind the lesson's.
 */
#ifndef NSCOPE_LESSON_H
#define NSCOPE_LESSON_H

#include "../topo/topo.h"

#define LESSON_COLUMNS	 80 /* of a line that stays as it is, with sudo in front of a command */
#define LESSON_ITEMS_MAX 64

/* A command for sh, inside a node. */
struct lesson_command {
	size_t node;
	char *run;
	char *wrong; /* of a check: the sentence when it does not hold */
	struct mark mark;
};

struct lesson_commands {
	struct lesson_command *list;
	size_t n;
};

struct lesson {
	struct topo *lab;
	char *lab_text; /* the file with all blanked that is not the lab: lines and columns stay */
	size_t lab_len;
	char *title, *teaches, *text, *done;
	char **hints;
	size_t n_hints;
	struct lesson_commands faults, checks, mends;
};

/**
 * lesson_parse() - read a lesson from YAML text
 * @text: the file's bytes, need not end in NUL; hostile
 * @file: its name, for errors; without folder and ".yaml" it is the lesson's ID
 * @ret:  untouched on failure; lesson_free() it
 * @e:    "FILE:LINE:COL: what", then the source line and a caret below it
 *
 * The faults are `run` commands of the lab's nodes then: they belong to what is built.
 * Return: 0, -EINVAL (the text is wrong), -ENOMEM
 */
int lesson_parse(const char *text, size_t len, const char *file, struct lesson **ret,
		 struct err *e);
void lesson_free(struct lesson *l);

/** lesson_is() - is this text a lesson, and no plain lab? */
bool lesson_is(const char *text, size_t len);

/** lesson_id() - what it is called */
static inline const char *lesson_id(const struct lesson *l)
{
	return l->lab->name;
}

/** lesson_builtin_id() - of the i-th lesson inside the binary, NULL past the last */
const char *lesson_builtin_id(size_t i);

/** lesson_builtin() - its text, or NULL; @ret_len in octets */
const char *lesson_builtin(const char *id, size_t *ret_len);

/** lesson_builtin_near() - the one that was probably meant, or NULL */
const char *lesson_builtin_near(const char *id);

/** lesson_after() - the ID of the one that follows, or NULL */
const char *lesson_after(const char *id);

/* How commands are to be typed, and shown. */
struct lesson_style {
	const char *sudo;   /* "sudo " in front of them, or "" */
	const char *nscope; /* what finds it: "nscope", or a path */
	unsigned int width; /* columns that prose is filled to */
	bool color;
};

/**
 * lesson_say() - a text of the lesson
 *
 * What is four columns in is a command, what is indented otherwise stays as it is, and all else is
 * prose, whose lines are filled.
 */
void lesson_say(const char *text, const struct lesson_style *style, FILE *file);

/** lesson_command() - one command, as lesson_say() shows it; "nscope " is in front of @args */
void lesson_command(const char *args, const struct lesson_style *style, FILE *file);

static inline void cleanup_lesson(struct lesson **l)
{
	lesson_free(*l);
}
#define _cleanup_lesson_ _cleanup_(cleanup_lesson)

#endif
