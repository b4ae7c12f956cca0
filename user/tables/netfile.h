/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netfile.h - files below /proc/net of the namespace this thread is in.
 */
#ifndef NSCOPE_NETFILE_H
#define NSCOPE_NETFILE_H

#include <stddef.h>

/**
 * netfile_read() - a whole file
 * @name: "snmp"
 * @buf:  receives it, cut to @size, terminated; "" where it is not there
 */
void netfile_read(const char *name, char *buf, size_t size);

#endif
