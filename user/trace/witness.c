// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * witness.c - route decisions and what a bridge learns, read and worded
 */
#include "witness.h"

#include <errno.h>
#include <string.h>

struct event_fib frame_fib(const struct frame *f)
{
	struct event_fib x;

	memcpy(&x, f->data, sizeof(x));
	return x;
}

struct event_fdb frame_fdb(const struct frame *f)
{
	struct event_fdb x;

	memcpy(&x, f->data, sizeof(x));
	return x;
}

static bool is_addr_len(uint8_t len)
{
	return len == 4 || len == 16;
}

static int check_fib(const struct frame *f)
{
	struct event_fib x;

	if (f->caplen < sizeof(x))
		return -EPROTO;
	x = frame_fib(f);
	return is_addr_len(x.addr_len) && (!x.gateway_len || is_addr_len(x.gateway_len)) &&
			       x.err <= 0 && x.err > -4096 && memchr(x.dev, '\0', sizeof(x.dev))
		       ? 0
		       : -EPROTO;
}

static int check_fdb(const struct frame *f)
{
	if (f->caplen < sizeof(struct event_fdb))
		return -EPROTO;
	return memchr(frame_fdb(f).port, '\0', EVENT_NAME) ? 0 : -EPROTO;
}

int witness_check(struct frame *f)
{
	int err = f->type == FRAME_FIB ? check_fib(f) : check_fdb(f);

	f->l2len = 0;
	f->len = 0;
	return err;
}

/* As fib_props[] in net/ipv4/fib_semantics.c and fib6_prop[] in net/ipv6/route.c have them. */
const char *fib_error_word(int32_t err)
{
	switch (-err) {
	case 0: return "";
	case EAGAIN: return "no match"; /* the next rule's table is asked; also: throw */
	case EINVAL: return "blackhole";
	case EHOSTUNREACH: return "unreachable";
	case EACCES: return "prohibit";
	}
	return "error";
}

static void add_name(struct text *t, const char *name)
{
	text_str(t, " ");
	text_escape(t, name, strlen(name));
}

static void fib_words(const struct event_fib *x, struct text *t)
{
	text_add(t, "table %u ", x->table);
	text_ip(t, x->src, x->addr_len);
	text_str(t, " > ");
	text_ip(t, x->dst, x->addr_len);
	if (x->iif)
		text_add(t, " iif %u", x->iif);
	if (x->oif)
		text_add(t, " oif %u", x->oif);
	if (x->mark)
		text_add(t, " mark 0x%x", x->mark);
	text_str(t, ":");
	if (x->err)
		text_add(t, " %s", fib_error_word(x->err));
	if (x->gateway_len) {
		text_str(t, " via ");
		text_ip(t, x->gateway, x->gateway_len);
	}
	if (x->dev[0]) {
		text_str(t, " dev");
		add_name(t, x->dev);
	}
}

static void fdb_words(const struct event_fdb *x, struct text *t)
{
	text_mac(t, x->mac);
	if (x->port[0]) {
		text_str(t, " dev");
		add_name(t, x->port);
	}
	if (x->vlan)
		text_add(t, " vlan %u", x->vlan);
}

void witness_words(const struct frame *f, struct text *t)
{
	struct event_fib fib;
	struct event_fdb fdb;

	if (f->type == FRAME_FIB) {
		fib = frame_fib(f);
		fib_words(&fib, t);
	} else {
		fdb = frame_fdb(f);
		fdb_words(&fdb, t);
	}
}
