// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ready.c - when a namespace just built can carry packets
 *
 * The kernel tells of carrier from a work queue, moments after the last interface came up; of a
 * bridge's up to a second later, which is not urgent to it (linkwatch_urgent_event(),
 * net/core/link_watch.c). Whoever asks for the carrier of an interface, as ethtool does, has what
 * waits for that one done at once; before Linux 6.8 one waits, too.
 */
#include "ready.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../kernel/attr.h"

/* From the first wait to the longest: quick when it matters, cheap when it does not. */
#define FIRST_WAIT_US	200
#define LONGEST_WAIT_US 10000

struct look {
	struct nl *nl;
	char missing[80]; /* the first that is not ready, "" : all are */
};

static void ask_for_carrier(const struct nl *nl, const char *ifname)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GLINK };
	struct ifreq r = { .ifr_data = (void *)&value };

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", ifname);
	ioctl(nl->fd, SIOCETHTOOL, &r);
}

static void not_ready(struct look *l, const char *ifname, const char *why)
{
	struct text t = TEXT(l->missing);

	if (*l->missing)
		return;
	text_escape(&t, ifname, strlen(ifname));
	text_add(&t, " %s", why);
}

/* IFLA_LINKINFO / IFLA_INFO_SLAVE_DATA / IFLA_BRPORT_STATE; -1: no bridge port */
static int port_state(const struct nlattr *linkinfo)
{
	const struct nlattr *a, *b;
	char kind[16] = "";
	int state = -1;

	mnl_attr_for_each_nested(a, linkinfo)
	{
		if (mnl_attr_get_type(a) == IFLA_INFO_SLAVE_KIND)
			attr_text(a, kind, sizeof(kind));
		if (mnl_attr_get_type(a) != IFLA_INFO_SLAVE_DATA || strcmp(kind, "bridge"))
			continue;
		mnl_attr_for_each_nested(b, a) if (mnl_attr_get_type(b) == IFLA_BRPORT_STATE)
			state = attr_u8(b);
	}
	return state;
}

static int check_link(const struct nlmsghdr *h, void *ctx)
{
	const struct look *l = ctx;
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	const unsigned int with_carrier = IFF_UP | IFF_LOWER_UP;
	const struct nlattr *a;
	char name[IFNAMSIZ] = "?";
	int oper = IF_OPER_UP, state = -1;

	if (!i || (i->ifi_flags & with_carrier) != with_carrier || (i->ifi_flags & IFF_LOOPBACK))
		return 0;
	mnl_attr_for_each(a, h, sizeof(*i))
	{
		switch (mnl_attr_get_type(a)) {
		case IFLA_IFNAME: attr_text(a, name, sizeof(name)); break;
		case IFLA_OPERSTATE: oper = attr_u8(a); break;
		case IFLA_LINKINFO: state = port_state(a); break;
		default: break;
		}
	}
	if (oper != IF_OPER_UP && oper != IF_OPER_UNKNOWN) {
		not_ready(ctx, name, "is not operational");
		ask_for_carrier(l->nl, name);
	}
	if (state >= 0 && state != BR_STATE_FORWARDING)
		not_ready(ctx, name, "does not forward");
	return 0;
}

static int check_addr(const struct nlmsghdr *h, void *ctx)
{
	const struct ifaddrmsg *m = attr_head(h, sizeof(*m));
	const struct nlattr *a;
	uint32_t flags;

	if (!m)
		return 0;
	flags = m->ifa_flags;
	mnl_attr_for_each(a, h, sizeof(*m)) if (mnl_attr_get_type(a) == IFA_FLAGS) flags =
		attr_u32(a);
	/* A link-local address is the kernel's own doing; who pings does not need it. */
	if ((flags & IFA_F_TENTATIVE) && m->ifa_scope != RT_SCOPE_LINK)
		not_ready(ctx, "an address", "is tentative");
	return 0;
}

int ready_wait(struct nl *nl, const char *name, bool addresses, struct err *e)
{
	unsigned int wait = FIRST_WAIT_US;
	struct look l = { .nl = nl };

	for (unsigned int us = 0; us < READY_PATIENCE_MS * 1000u; us += wait) {
		char buf[MSG_MAX];
		int err;

		if (us) {
			usleep(wait);
			wait = wait * 2 < LONGEST_WAIT_US ? wait * 2 : LONGEST_WAIT_US;
		}
		l.missing[0] = '\0';
		err = nl_glance(nl, msg_dump(buf, RTM_GETLINK), check_link, &l, e);
		if (!err && addresses)
			err = nl_glance(nl, msg_dump(buf, RTM_GETADDR), check_addr, &l, e);
		if (err == -EAGAIN)
			not_ready(&l, "it", "changes");
		else if (err)
			return err_wrap(e, "cannot look at %s", name);
		if (!*l.missing)
			return 0;
	}
	return err_set(e, ETIMEDOUT, "%s is not ready after %d ms: %s", name, READY_PATIENCE_MS,
		       l.missing);
}
