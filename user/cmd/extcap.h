/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * extcap.h - Wireshark asks: nscope as a source of packets in its list of interfaces.
 */
#ifndef NSCOPE_EXTCAP_H
#define NSCOPE_EXTCAP_H

#include <stdbool.h>

/** extcap_asks() - was the program called the way Wireshark calls (extcap(4))? */
bool extcap_asks(int argc, char **argv);

/** extcap_answer() - answer, or capture; the exit status */
int extcap_answer(int argc, char **argv);

#endif
