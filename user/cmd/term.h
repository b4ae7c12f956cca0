/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * term.h - what the terminal can do, asked once.
 */
#ifndef NSCOPE_TERM_H
#define NSCOPE_TERM_H

#include <stdbool.h>

/**
 * term_color() - may stdout be coloured?
 * @when: "auto", "always", "never"; NULL is auto. --color wins over NO_COLOR, which wins over auto
 * Return: 1 yes, 0 no, -1 the word is none of the three
 */
int term_color(const char *when);

/** term_width() - columns of stdout, at most 80 and at least 60; 80 when it is no terminal */
unsigned int term_width(void);

/** term_fold() - a sentence, folded between words on a terminal; one line for a pipe, where it is
 * searched for */
void term_fold(const char *s);

/** term_utf8() - does the locale's encoding hold box drawing? */
bool term_utf8(void);

#endif
