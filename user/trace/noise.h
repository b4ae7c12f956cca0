/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * noise.h - drop events that a healthy network makes all the time, and that mean nothing.
 */
#ifndef NSCOPE_NOISE_H
#define NSCOPE_NOISE_H

/**
 * noise_symbol() - where drops of this reason mean nothing
 * @reason: the kernel's name of it, NULL: unknown
 *
 * Return: the function that frees the packet then; NULL: nowhere. A drop that is not surely noise
 * is none.
 */
const char *noise_symbol(const char *reason);

#endif
