/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * noise.h - drop events that a healthy network makes all the time, and that mean nothing.
 */
#ifndef NSCOPE_NOISE_H
#define NSCOPE_NOISE_H

#include <stdbool.h>

/**
 * drop_is_noise() - is this drop part of every healthy ping?
 * @reason: the kernel's name of it, NULL: unknown
 * @symbol: the function that freed the packet, NULL: unknown
 *
 * A drop that is not surely noise is none.
 */
bool drop_is_noise(const char *reason, const char *symbol);

#endif
