// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_msg.c - netlink messages read back, byte by byte where it matters; hostile answers
 */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#include "../../user/kernel/msg.h"
#include "attrs.h"

static const uint8_t mac_a[6] = { 2, 0, 0, 0, 0, 1 }, mac_b[6] = { 2, 0, 0, 0, 0, 2 };

static struct step_end end_named(const char *name, const uint8_t *mac, bool up)
{
	return (struct step_end){ .ifname = name, .mac = mac, .mtu = 1400, .up = up };
}

static void veth_says_all_of_both_ends(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	const struct step_end ends[2] = { end_named("eth0", mac_a, true),
					  end_named("a-15-chars-name", mac_b, true) };
	const struct nlmsghdr *h = msg_veth(buf, ends, (uint32_t[]){ 2, 7 }, 5, 42);
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(h), *pi;
	const struct nlattr *info, *peer;

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_NEWLINK);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	assert_true(h->nlmsg_len <= MSG_MAX);
	assert_int_equal(i->ifi_index, 2);
	assert_int_equal(i->ifi_flags, IFF_UP);
	assert_int_equal(i->ifi_change, IFF_UP);
	assert_string_equal(mnl_attr_get_str(top(h, sizeof(*i), IFLA_IFNAME)), "eth0");
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*i), IFLA_ADDRESS)), mac_a, 6);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_MTU)), 1400);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_MASTER)), 5);
	assert_null(top(h, sizeof(*i), IFLA_NET_NS_FD));
	info = top(h, sizeof(*i), IFLA_LINKINFO);
	assert_string_equal(mnl_attr_get_str(nested(info, 0, IFLA_INFO_KIND)), "veth");
	peer = nested(nested(info, 0, IFLA_INFO_DATA), 0, VETH_INFO_PEER);
	pi = mnl_attr_get_payload(peer);
	assert_int_equal(pi->ifi_index, 7);
	assert_int_equal(pi->ifi_flags, 0);
	assert_string_equal(mnl_attr_get_str(nested(peer, sizeof(*pi), IFLA_IFNAME)),
			    "a-15-chars-name");
	assert_memory_equal(mnl_attr_get_payload(nested(peer, sizeof(*pi), IFLA_ADDRESS)), mac_b,
			    6);
	assert_int_equal(mnl_attr_get_u32(nested(peer, sizeof(*pi), IFLA_MTU)), 1400);
	assert_int_equal(mnl_attr_get_u32(nested(peer, sizeof(*pi), IFLA_NET_NS_FD)), 42);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_NUM_TX_QUEUES)), 1);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_NUM_RX_QUEUES)), 1);
	assert_int_equal(mnl_attr_get_u32(nested(peer, sizeof(*pi), IFLA_NUM_TX_QUEUES)), 1);
	assert_int_equal(mnl_attr_get_u32(nested(peer, sizeof(*pi), IFLA_NUM_RX_QUEUES)), 1);
}

static void veth_leaves_defaults_to_the_kernel(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	const struct step_end ends[2] = { { .ifname = "a" }, { .ifname = "b" } };
	const struct nlmsghdr *h = msg_veth(buf, ends, (uint32_t[]){ 2, 2 }, 0, 3);
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(i->ifi_flags | i->ifi_change, 0);
	assert_null(top(h, sizeof(*i), IFLA_ADDRESS));
	assert_null(top(h, sizeof(*i), IFLA_MTU));
	assert_null(top(h, sizeof(*i), IFLA_MASTER));
}

static void bridge_is_born_down_without_spanning_tree(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	const struct nlmsghdr *h = msg_bridge(buf, 3, mac_a);
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);
	const struct nlattr *info = top(h, sizeof(*i), IFLA_LINKINFO), *data;

	(void)state;
	assert_int_equal(i->ifi_index, 3);
	assert_int_equal(i->ifi_flags, 0);
	assert_string_equal(mnl_attr_get_str(top(h, sizeof(*i), IFLA_IFNAME)), "br0");
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*i), IFLA_ADDRESS)), mac_a, 6);
	assert_string_equal(mnl_attr_get_str(nested(info, 0, IFLA_INFO_KIND)), "bridge");
	data = nested(info, 0, IFLA_INFO_DATA);
	assert_int_equal(mnl_attr_get_u32(nested(data, 0, IFLA_BR_STP_STATE)), 0);
	assert_int_equal(mnl_attr_get_u32(nested(data, 0, IFLA_BR_FORWARD_DELAY)), 0);
	assert_int_equal(mnl_attr_get_u8(nested(data, 0, IFLA_BR_MCAST_SNOOPING)), 0);
	h = msg_snoop(buf, 3, true);
	assert_int_equal(h->nlmsg_type, RTM_NEWLINK);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(i->ifi_index, 3);
	assert_int_equal(i->ifi_change, 0);
	info = top(h, sizeof(*i), IFLA_LINKINFO);
	assert_string_equal(mnl_attr_get_str(nested(info, 0, IFLA_INFO_KIND)), "bridge");
	data = nested(info, 0, IFLA_INFO_DATA);
	assert_int_equal(mnl_attr_get_u8(nested(data, 0, IFLA_BR_MCAST_SNOOPING)), 1);
}

static void small_link_changes(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	const struct nlmsghdr *h = msg_master(buf, 4, 2);
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_SETLINK);
	assert_int_equal(i->ifi_index, 4);
	assert_int_equal(i->ifi_change, 0);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_MASTER)), 2);
	h = msg_up(buf, 9);
	assert_int_equal(h->nlmsg_type, RTM_SETLINK);
	assert_int_equal(i->ifi_index, 9);
	assert_int_equal(i->ifi_flags & i->ifi_change, IFF_UP);
	h = msg_down(buf, 9);
	assert_int_equal(h->nlmsg_type, RTM_SETLINK);
	assert_int_equal(i->ifi_index, 9);
	assert_int_equal(i->ifi_flags, 0);
	assert_int_equal(i->ifi_change, IFF_UP);
	h = msg_set(buf, 9, mac_a, 1400);
	assert_int_equal(h->nlmsg_type, RTM_SETLINK);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*i), IFLA_ADDRESS)), mac_a, 6);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_MTU)), 1400);
	h = msg_set(buf, 9, NULL, 0);
	assert_null(top(h, sizeof(*i), IFLA_ADDRESS));
	assert_null(top(h, sizeof(*i), IFLA_MTU));
	h = msg_alias(buf, 9, "nscope:lab");
	assert_int_equal(i->ifi_change, 0);
	assert_string_equal(mnl_attr_get_str(top(h, sizeof(*i), IFLA_IFALIAS)), "nscope:lab");
	h = msg_link_del(buf, 9);
	assert_int_equal(h->nlmsg_type, RTM_DELLINK);
	assert_int_equal(i->ifi_index, 9);
}

/* A removal must name what it removes: without a name or a group the kernel would take index 0. */
static void removal_is_by_group(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	const struct nlmsghdr *h = msg_doom(buf, "eth0");
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_SETLINK);
	assert_int_equal(i->ifi_index, 0);
	assert_string_equal(mnl_attr_get_str(top(h, sizeof(*i), IFLA_IFNAME)), "eth0");
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_GROUP)), MSG_DOOMED);
	h = msg_doomed_del(buf);
	assert_int_equal(h->nlmsg_type, RTM_DELLINK);
	assert_int_equal(i->ifi_index, 0);
	assert_null(top(h, sizeof(*i), IFLA_IFNAME));
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*i), IFLA_GROUP)), MSG_DOOMED);
}

static void address_of_each_family(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	struct ip_prefix p = { .family = AF_INET, .len = 24, .addr = { 192, 168, 15, 1 } };
	const struct nlmsghdr *h = msg_address(buf, 2, &p);
	const struct ifaddrmsg *m = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(m->ifa_family, AF_INET);
	assert_int_equal(m->ifa_prefixlen, 24);
	assert_int_equal(m->ifa_index, 2);
	assert_int_equal(m->ifa_scope, RT_SCOPE_UNIVERSE);
	assert_int_equal(mnl_attr_get_payload_len(top(h, sizeof(*m), IFA_LOCAL)), 4);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*m), IFA_LOCAL)), p.addr, 4);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*m), IFA_ADDRESS)), p.addr, 4);
	assert_null(top(h, sizeof(*m), IFA_FLAGS));
	p.addr[0] = 127;
	msg_address(buf, 1, &p);
	assert_int_equal(m->ifa_scope, RT_SCOPE_HOST);
	p.family = AF_INET6;
	h = msg_address(buf, 2, &p);
	assert_int_equal(mnl_attr_get_payload_len(top(h, sizeof(*m), IFA_LOCAL)), 16);
	assert_int_equal(m->ifa_scope, RT_SCOPE_UNIVERSE);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*m), IFA_FLAGS)), IFA_F_NODAD);
}

static void route_with_everything(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	struct topo_route r = {
		.to = { .family = AF_INET, .len = 8, .addr = { 10 } },
		.has_via = true,
		.via = { .family = AF_INET, .len = 32, .addr = { 192, 168, 15, 5 } },
		.has_metric = true,
		.metric = 7,
	};
	const struct nlmsghdr *h = msg_route(buf, &r, 2);
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);
	const struct nlattr *via;

	(void)state;
	assert_int_equal(m->rtm_family, AF_INET);
	assert_int_equal(m->rtm_dst_len, 8);
	assert_int_equal(m->rtm_protocol, MSG_ROUTE_PROTOCOL);
	assert_int_equal(m->rtm_scope, RT_SCOPE_UNIVERSE);
	assert_int_equal(m->rtm_type, RTN_UNICAST);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*m), RTA_DST)), r.to.addr, 4);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*m), RTA_GATEWAY)), r.via.addr, 4);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*m), RTA_OIF)), 2);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*m), RTA_PRIORITY)), 7);
	r.via.family = AF_INET6;
	memset(r.via.addr, 0xfe, sizeof(r.via.addr));
	h = msg_route(buf, &r, 2);
	assert_null(top(h, sizeof(*m), RTA_GATEWAY));
	via = top(h, sizeof(*m), RTA_VIA);
	assert_int_equal(mnl_attr_get_payload_len(via), 18);
	assert_int_equal(mnl_attr_get_u16(via), AF_INET6);
	assert_memory_equal((char *)mnl_attr_get_payload(via) + 2, r.via.addr, 16);
	assert_int_equal(mnl_attr_get_u32(top(h, sizeof(*m), RTA_OIF)), 2);
}

static void routes_without_gateway(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	struct topo_route r = { .is_default = true, .to = { .family = AF_INET } };
	const struct nlmsghdr *h = msg_route(buf, &r, 2);
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(m->rtm_scope, RT_SCOPE_LINK);
	assert_null(top(h, sizeof(*m), RTA_DST));
	r.to.family = AF_INET6;
	msg_route(buf, &r, 2);
	assert_int_equal(m->rtm_scope, RT_SCOPE_UNIVERSE);
}

/* NETLINK_GET_STRICT_CHK: a wrong header, or a field set that is no filter, is refused. */
static void questions_have_their_own_headers(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8)));
	const struct nlmsghdr *h = msg_dump(buf, RTM_GETADDR);
	const uint8_t to[16] = { 10, 0, 0, 1 };
	const struct rtmsg *m;

	(void)state;
	assert_int_equal(mnl_nlmsg_get_payload_len(h), sizeof(struct ifaddrmsg));
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	h = msg_dump(buf, RTM_GETNEIGH);
	assert_int_equal(mnl_nlmsg_get_payload_len(h), 12);
	h = msg_dump(buf, RTM_GETLINK);
	assert_non_null(top(h, sizeof(struct ifinfomsg), IFLA_EXT_MASK));
	h = msg_dump(buf, RTM_GETROUTE);
	assert_int_equal(mnl_nlmsg_get_payload_len(h), sizeof(struct rtmsg));
	h = msg_dump(buf, RTM_GETRULE);
	assert_int_equal(mnl_nlmsg_get_payload_len(h), sizeof(struct fib_rule_hdr));
	assert_int_equal(*(uint8_t *)mnl_nlmsg_get_payload(h), AF_UNSPEC);
	h = msg_dump_family(buf, RTM_GETNEIGH, AF_BRIDGE);
	assert_int_equal(((struct ndmsg *)mnl_nlmsg_get_payload(h))->ndm_family, AF_BRIDGE);
	h = msg_route_get(buf, AF_INET, to);
	m = mnl_nlmsg_get_payload(h);
	assert_int_equal(m->rtm_dst_len, 32);
	assert_int_equal(m->rtm_flags, 0);
	h = msg_nsid_dump(buf, 9);
	assert_int_equal(h->nlmsg_type, RTM_GETNSID);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	assert_non_null(top(h, sizeof(struct rtgenmsg), NETNSA_TARGET_NSID));
	assert_null(top(h, sizeof(struct rtgenmsg), NETNSA_NSID));
	h = msg_nsid_new(buf, 9, 3);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_non_null(top(h, sizeof(struct rtgenmsg), NETNSA_FD));
	assert_non_null(top(h, sizeof(struct rtgenmsg), NETNSA_NSID));
}

/* An NLMSG_ERROR as the kernel sends it, without (capped) or with the request behind it. */
static struct nlmsghdr *refusal(char *buf, int error, bool capped, const char *words)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf), *cause;
	struct nlmsgerr *e = mnl_nlmsg_put_extra_header(h, sizeof(*e));

	h->nlmsg_type = NLMSG_ERROR;
	h->nlmsg_flags = (uint16_t)((capped ? NLM_F_CAPPED : 0) | (words ? NLM_F_ACK_TLVS : 0));
	e->error = error;
	e->msg.nlmsg_len = 32;
	if (!capped) {
		cause = mnl_nlmsg_put_extra_header(h, 16);
		memset(cause, 0xff, 16);
	}
	if (words) {
		mnl_attr_put_u32(h, NLMSGERR_ATTR_OFFS, 4);
		mnl_attr_put_strz(h, NLMSGERR_ATTR_MSG, words);
	}
	return h;
}

static void refusals_are_read(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8))), said[64];
	struct text t;

	(void)state;
	for (int capped = 0; capped < 2; capped++) {
		said[0] = '\0';
		t = TEXT(said);
		assert_int_equal(msg_error(refusal(buf, -EINVAL, capped, "Nexthop\x1b"), &t),
				 EINVAL);
		assert_string_equal(said, "Nexthop\\x1b");
		said[0] = '\0';
		t = TEXT(said);
		assert_int_equal(msg_error(refusal(buf, -EEXIST, capped, NULL), &t), EEXIST);
		assert_string_equal(said, "");
		assert_int_equal(msg_error(refusal(buf, 0, capped, "a warning"), &t), 0);
		assert_string_equal(said, "");
	}
}

/* Cut at every length, and with every octet of the tail spoilt: never a read beyond the end. */
static void hostile_refusals_do_no_harm(void **state)
{
	char buf[MSG_MAX] __attribute__((aligned(8))), said[64] = "";
	struct nlmsghdr *h = refusal(buf, -EINVAL, true, "some words");
	size_t whole = h->nlmsg_len;

	(void)state;
	for (size_t len = sizeof(*h); len <= whole; len++) {
		char *exact = malloc(len); /* so that a sanitizer sees one octet too far */
		struct text t = TEXT(said);
		struct nlmsghdr *cut = (struct nlmsghdr *)exact;

		memcpy(exact, buf, len);
		cut->nlmsg_len = (uint32_t)len;
		assert_int_equal(msg_error(cut, &t), len < sizeof(*h) + 20 ? EBADMSG : EINVAL);
		for (size_t at = sizeof(*h) + 20; at < len; at++) {
			char was = exact[at];

			exact[at] = (char)0xff;
			t = TEXT(said);
			msg_error(cut, &t);
			exact[at] = was;
		}
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(veth_says_all_of_both_ends),
		cmocka_unit_test(veth_leaves_defaults_to_the_kernel),
		cmocka_unit_test(bridge_is_born_down_without_spanning_tree),
		cmocka_unit_test(small_link_changes),
		cmocka_unit_test(removal_is_by_group),
		cmocka_unit_test(address_of_each_family),
		cmocka_unit_test(route_with_everything),
		cmocka_unit_test(routes_without_gateway),
		cmocka_unit_test(questions_have_their_own_headers),
		cmocka_unit_test(refusals_are_read),
		cmocka_unit_test(hostile_refusals_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
