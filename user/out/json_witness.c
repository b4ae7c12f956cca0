// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json_witness.c - what leaves no drop, in JSON, under iproute2's names
 *
 *     "icmp_send":{"type":3,"code":1}
 *     "fib":{"table":254,"src":"10.1.0.2","dst":"10.2.0.9","iif":2,"gateway":"10.3.0.1","dev":"r0"}
 *     "fib":{"table":254,"src":"10.1.0.2","dst":"10.2.0.9","iif":1,"error":"blackhole"}
 *     "fdb":{"mac":"02:00:00:00:00:01","dev":"p-red","vlan":5}
 */
#include "json_witness.h"

#include "../trace/witness.h"
#include "json_write.h"

static void section_icmp_send(const struct frame *f, struct text *t)
{
	json_open(t, JSON_KEY("icmp_send"));
	json_uint(t, JSON_KEY("type"), icmp_send_type(f));
	json_uint(t, JSON_KEY("code"), icmp_send_code(f));
	json_close(t);
}

static void section_fib(const struct event_fib *x, struct text *t)
{
	json_open(t, JSON_KEY("fib"));
	json_uint(t, JSON_KEY("table"), x->table);
	json_ip(t, JSON_KEY("src"), x->src, x->addr_len);
	json_ip(t, JSON_KEY("dst"), x->dst, x->addr_len);
	if (x->iif)
		json_uint(t, JSON_KEY("iif"), x->iif);
	if (x->oif)
		json_uint(t, JSON_KEY("oif"), x->oif);
	if (x->mark)
		json_uint(t, JSON_KEY("mark"), x->mark);
	if (x->err)
		json_word(t, JSON_KEY("error"), fib_error_word(x->err));
	if (x->gateway_len)
		json_ip(t, JSON_KEY("gateway"), x->gateway, x->gateway_len);
	if (x->dev[0])
		json_name(t, JSON_KEY("dev"), x->dev, sizeof(x->dev));
	json_close(t);
}

static void section_fdb(const struct event_fdb *x, struct text *t)
{
	json_open(t, JSON_KEY("fdb"));
	json_mac(t, JSON_KEY("mac"), x->mac);
	if (x->port[0])
		json_name(t, JSON_KEY("dev"), x->port, sizeof(x->port));
	if (x->vlan)
		json_uint(t, JSON_KEY("vlan"), x->vlan);
	json_close(t);
}

void json_witness(const struct frame *f, struct text *t)
{
	struct event_fib fib;
	struct event_fdb fdb;

	if (f->type == FRAME_ICMP_SEND) {
		section_icmp_send(f, t);
	} else if (f->type == FRAME_FIB) {
		fib = frame_fib(f);
		section_fib(&fib, t);
	} else if (f->type == FRAME_FDB) {
		fdb = frame_fdb(f);
		section_fdb(&fdb, t);
	}
}
