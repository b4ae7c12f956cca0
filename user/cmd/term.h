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

#define TERM_COLUMNS_MAX 80
#define TERM_COLUMNS_MIN 44 /* two lanes of a ladder and a word between them */
#define TERM_WIDTH_MIN	 60 /* two tables beside each other */

/**
 * term_columns() - columns to draw on: as the variable COLUMNS has it, or the terminal; 80 at most
 * and when it is neither, at least 44
 * term_width() - the same, but at least 60: for tables
 */
unsigned int term_columns(void);
unsigned int term_width(void);

/** term_fold() - columns to fold sentences at: the terminal's, however many; 0: it is none, where
 * they are searched for and stay whole */
unsigned int term_fold(void);

/** term_say() - a sentence, folded between words on a terminal; one line for a pipe, where it is
 * searched for */
void term_say(const char *s) __attribute__((nonnull));

/** term_utf8() - does the locale's encoding hold box drawing? */
bool term_utf8(void);

#endif
