/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rule.h - what a rule of the firewall, or a chain's policy, said of a packet.
 *
 *     sw   rule inet filter forward handle 7 drop: icmp type echo-request drop
 *     sw   rule inet filter forward policy drop
 */
#ifndef NSCOPE_RULE_H
#define NSCOPE_RULE_H

#include "frame.h"

/** rule_check() - are a rule frame's bytes what they should be? Then its packet is dissected, too.
 * Return: 0 or -EPROTO */
int rule_check(struct frame *f);

/** rule_dissect() - the headers of the packet, read again from the frame's bytes once checked */
void rule_dissect(struct frame *f);

/** frame_rule() - what a rule frame carries, once it is checked */
struct event_rule frame_rule(const struct frame *f);

/** rule_family_word() - "inet" for NFPROTO_INET; rule_verdict_word() - "drop" for NF_DROP. "?" */
const char *rule_family_word(uint8_t family);
const char *rule_verdict_word(int32_t verdict);

/** rule_is_drop() - is the verdict the packet's end? event_rule_drops() - the same, of the record
 */
bool rule_is_drop(const struct frame *f);
bool event_rule_drops(const struct event_rule *r);

/** rule_words() - append "inet filter forward handle 7 drop: icmp type echo-request drop" */
void rule_words(const struct frame *f, struct text *t);
void event_rule_words(const struct event_rule *r, struct text *t);

#endif
