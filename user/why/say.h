/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * say.h - the words a verdict is made of: names fit for a terminal, commands fit for a shell.
 */
#ifndef NSCOPE_SAY_H
#define NSCOPE_SAY_H

#include "scene.h"

/* A name as it may be shown: escaped, and short enough to leave room for the sentence. */
struct shown {
	char text[72];
};

struct shown show(const char *name);
struct shown show_ip(uint8_t family, const uint8_t *addr);
struct shown show_mac(const uint8_t mac[6]);

/* show_to() - TO as the user called it, or its address */
struct shown show_to(const struct question *q);

/* show_at() - "red:eth0"; without an interface "red" */
struct shown show_at(const struct room *room, const struct link_row *link);

/* show_net() - "10.1.0.0/24", of an address inside it */
struct shown show_net(uint8_t family, const uint8_t *addr, uint8_t len);

/* show_destination() - "10.1.0.0/24", "default" */
struct shown show_destination(const struct route_row *r);

/* show_table() - " table 100"; of table main "" */
struct shown show_table(uint32_t table);

#define SHOW(name)	  (show(name).text)
#define SHOW_IP(fam, ip)  (show_ip(fam, ip).text)
#define SHOW_MAC(mac)	  (show_mac(mac).text)
#define SHOW_TO(q)	  (show_to(q).text)
#define SHOW_AT(r, l)	  (show_at(r, l).text)
#define SHOW_NET(f, a, n) (show_net(f, a, n).text)

/* "once", "twice", "3 times" */
struct shown show_times(unsigned int n);
#define SHOW_TIMES(n) (show_times(n).text)

/* Whom the lost packet was for: TO for the request, who pinged for the reply. */
struct shown show_goal(const struct scene *s);
#define SHOW_GOAL(s) (show_goal(s).text)

/* The same with the address, where that is not what it is called by: "blue (10.2.0.2)" */
struct shown show_goal_ip(const struct scene *s, const uint8_t *dst);
#define SHOW_GOAL_IP(s, dst) (show_goal_ip(s, dst).text)

/* ip's option for the address family */
#define SIX(family) ((family) == AF_INET6 ? "-6 " : "")

/** say() - write the sentence; one that is cut still ends in a period */
void say(struct verdict *v, const char *fmt, ...) _printf_(2, 3);

/** say_where() - the place of the fault; @link NULL: the namespace alone */
void say_where(struct verdict *v, const struct room *room, const struct link_row *link);

/** say_evidence() - one line more, with its source; beyond EVIDENCE_LINES it is left out */
void say_evidence(struct verdict *v, enum evidence_kind kind, const char *fmt, ...) _printf_(3, 4);

/** say_warning() - a fault that does not stop this ping; once for each cause and place */
void say_warning(struct verdict *v, enum cause cause, const struct room *room,
		 const struct link_row *link, const char *fmt, ...) _printf_(5, 6);

/**
 * say_fix() - one command more that mends it, in a room's namespace
 * @fmt: the command as it is typed there: "ip link set eth0 up", "sysctl -w net.ipv4.ip_forward=1"
 *
 * Left out when a name in it would not survive a shell unharmed: a command that is offered to be
 * run has to be safe to run.
 */
void say_fix(struct verdict *v, const struct room *room, const char *fmt, ...) _printf_(3, 4);

/** say_addr_add() - the fix that gives an interface an address, say_addr_del() that takes it away.
 *  An IPv6 address is used at once, without a look for its double. */
void say_addr_add(struct verdict *v, const struct room *room, uint8_t family, const uint8_t *addr,
		  uint8_t len, const char *ifname);
void say_addr_del(struct verdict *v, const struct room *room, uint8_t family, const uint8_t *addr,
		  uint8_t len, const char *ifname);

/** say_route() - the fix that sends what is for @to ("10.1.0.0/24") by another next hop */
void say_route(struct verdict *v, const struct room *room, uint8_t family, const char *to,
	       const struct hop_row *by, uint32_t table);

/** say_rule_del() - the fix that takes a firewall's rule away */
void say_rule_del(struct verdict *v, const struct room *room, const struct event_rule *rule);

/** are_words() - can they stand in a command? nf_tables takes any octets for a name, also blanks,
 *  with which it would be several words; no interface has such a name */
bool are_words(const char *table, const char *chain);

#endif
