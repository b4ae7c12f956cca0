/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_rule.h - a firewall's verdict in JSON, under retis' names.
 */
#ifndef NSCOPE_JSON_RULE_H
#define NSCOPE_JSON_RULE_H

#include "../trace/frame.h"

/** json_rule() - append the section of a rule frame: "nft":{...} */
void json_rule(const struct frame *f, struct text *t);

#endif
