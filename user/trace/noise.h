/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * noise.h - drop events that a healthy network makes all the time, and that mean nothing.
 */
#ifndef NSCOPE_NOISE_H
#define NSCOPE_NOISE_H

#include "frame.h"

/**
 * frame_is_noise() - is it one of them?
 * @w: names reason and function
 *
 * What is not surely noise is none, as where the symbol is hidden from us. Symbols are asked for
 * only where the reason fits: the first time that reads all of them.
 */
bool frame_is_noise(const struct words *w, const struct frame *f);

#endif
