/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cost.h - what watching has cost, on standard error.
 */
#ifndef NSCOPE_COST_H
#define NSCOPE_COST_H

#include "../tracer/tracer.h"

/** cost_begin() - from now on this process's time counts. Return: for cost_print() */
uint64_t cost_begin(void);

/**
 * cost_print() - a line for each program that ran, and one for this process
 * @cost:  HOOK_MAX of them
 * @begin: of cost_begin()
 */
void cost_print(const struct hook_cost *cost, uint64_t begin);

#endif
