// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - an end of a link impaired on purpose, and mended again
 */
#include "fault.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include "../../include/fault.h"
#include "egress.h"
#include "fault.skel.h"
#include "load.h"

/* Ours has two; of another's more need not be looked at. */
#define MAPS_MAX 8

/* Our program at an interface. */
struct found {
	int fd; /* -1: there is none */
	bool clsact;
	struct fault_state state;
};
#define FOUND_INIT                                                                                 \
	{                                                                                          \
		.fd = -1                                                                           \
	}

static void found_close(struct found *f)
{
	cleanup_close(&f->fd);
}
#define _cleanup_found_ _cleanup_(found_close)

/* A map's first element, if it is our kind of map. One of another version is longer or shorter. */
static bool read_map(uint32_t id, struct fault_state *ret)
{
	_cleanup_close_ int fd = bpf_map_get_fd_by_id(id);
	struct bpf_map_info info = { 0 };
	_cleanup_free_ void *value = NULL;
	__u32 len = sizeof(info), first = 0;

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len) || strcmp(info.name, FAULT_MAP) ||
	    info.type != BPF_MAP_TYPE_ARRAY)
		return false;
	value = calloc(1, info.value_size + sizeof(*ret));
	if (!value || bpf_map_lookup_elem(fd, &first, value))
		return false;
	memcpy(ret, value, sizeof(*ret));
	return ret->magic == FAULT_MAGIC;
}

static bool is_ours(int prog_fd, struct fault_state *ret)
{
	uint32_t ids[MAPS_MAX] = { 0 };
	struct bpf_prog_info info = { .nr_map_ids = MAPS_MAX, .map_ids = (uintptr_t)ids };
	__u32 len = sizeof(info);

	if (bpf_obj_get_info_by_fd(prog_fd, &info, &len) || strcmp(info.name, FAULT_PROGRAM))
		return false;
	for (uint32_t i = 0; i < info.nr_map_ids && i < MAPS_MAX; i++)
		if (read_map(ids[i], ret))
			return true;
	return false;
}

/* Return: 0, also when there is none; -errno */
static int find_at(const struct egress *at, struct found *ret)
{
	uint32_t ids[EGRESS_MAX];
	int n = egress_programs(at, ids);

	for (int i = 0; i < n; i++) {
		_cleanup_close_ int fd = bpf_prog_get_fd_by_id(ids[i]);

		if (fd < 0 && errno == EPERM)
			return -EPERM;
		if (fd < 0 || !is_ours(fd, &ret->state))
			continue;
		ret->fd = TAKE_FD(fd);
		ret->clsact = at->clsact;
		return 0;
	}
	return n < 0 ? n : 0;
}

static int find(uint32_t ifindex, struct found *ret)
{
	int err = find_at(&(struct egress){ ifindex, false }, ret);

	if (err == -EINVAL) /* no tcx in this kernel */
		err = 0;
	if (!err && ret->fd < 0)
		err = find_at(&(struct egress){ ifindex, true }, ret);
	return err;
}

/* "red:eth0": an interface may have been given any name meanwhile. */
static void subject(const struct netns *n, uint32_t ifindex, struct text *t)
{
	char name[IF_NAMESIZE];

	text_add(t, "%s:", n->name);
	if (if_indextoname(ifindex, name))
		text_escape(t, name, strlen(name));
	else
		text_add(t, "interface %u", ifindex);
}

/* The same words for all that can go wrong: "cannot impair red:eth0: why" */
static int explain(int err, const char *verb, const struct netns *n, uint32_t ifindex,
		   struct err *e)
{
	const char *cap = err == -EPERM || err == -EACCES ? load_missing_capability() : NULL;
	char end[NETNS_NAME_MAX + 4 * IF_NAMESIZE] = "";

	subject(n, ifindex, &TEXT(end));
	if (cap)
		return err_set(e, EPERM, "cannot %s %s: it needs %s; try sudo", verb, end, cap);
	if (err == -EEXIST)
		return err_set(e, EEXIST,
			       "cannot %s %s: another filter stands at pref %d of its egress; "
			       "tc filter del removes it",
			       verb, end, EGRESS_PRIORITY);
	return err_sys(e, -err, "cannot %s %s", verb, end);
}

static int load(struct fault_bpf **ret, struct err *e)
{
	const char *cap;
	int err;

	load_listen();
	*ret = fault_bpf__open_and_load();
	if (*ret)
		return 0;
	err = errno;
	cap = err == EPERM || err == EACCES ? load_missing_capability() : NULL;
	if (cap)
		return err_set(e, EPERM, "impairing a link needs %s; try sudo", cap);
	return err_set(e, err, "the kernel refuses the program that impairs links: %s",
		       *load_words() ? load_words() : strerror(err));
}

static void unload(struct fault_bpf **skel)
{
	fault_bpf__destroy(*skel);
}

/* FNV-1a: the ends of a link, and the links, shall differ in their lots. */
static uint64_t hash(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 0x100000001b3ull;
	return h;
}

static uint64_t key_of(const struct netns *n, const char *ifname, uint32_t seed)
{
	uint64_t end = hash(hash(hash(0xcbf29ce484222325ull, n->name), ":"), ifname);

	return fault_mix(fault_mix(seed) ^ end);
}

static int attach(const struct egress *at, const struct netns *n, struct fault_state *s,
		  struct found *old, struct err *e)
{
	_cleanup_(unload) struct fault_bpf *skel = NULL;
	const __u32 first = 0;
	int made, err = load(&skel, e);

	if (err)
		return err;
	made = egress_prepare(at);
	s->made_qdisc = made > 0 || (old->fd >= 0 && old->state.made_qdisc);
	err = made < 0 ? made : 0;
	if (!err && bpf_map__update_elem(skel->maps.fault_state, &first, sizeof(first), s,
					 sizeof(*s), BPF_ANY))
		err = -errno;
	if (!err)
		err = egress_attach(at, bpf_program__fd(skel->progs.nscope_fault), old->fd);
	if (err && made > 0)
		egress_tidy(at, n);
	return err ? explain(err, "impair", n, at->ifindex, e) : 0;
}

static struct fault_state state_of(const struct impairment *i, uint64_t key)
{
	return (struct fault_state){
		.magic = FAULT_MAGIC,
		.version = FAULT_VERSION,
		.seed = i->seed,
		.key = key,
		.loss = i->loss,
		.duplicate = i->duplicate,
		.corrupt = i->corrupt,
		.block_arp = i->block_arp,
		.block_icmp = i->block_icmp,
	};
}

static int set(const struct netns *n, uint32_t ifindex, const struct impairment *i, bool clsact,
	       struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_found_ struct found old = FOUND_INIT;
	struct egress at = { .ifindex = ifindex };
	struct fault_state s;
	char ifname[IF_NAMESIZE];
	int err = netns_enter(n, &token, e);

	if (err)
		return err;
	if (!if_indextoname(ifindex, ifname))
		return explain(-ENODEV, "impair", n, ifindex, e);
	load_listen();
	err = find(ifindex, &old);
	if (err)
		return explain(err, "impair", n, ifindex, e);
	/* In the place of the old one, if there is one. */
	at.clsact = old.fd >= 0 ? old.clsact : clsact || !egress_has_tcx(ifindex);
	s = state_of(i, key_of(n, ifname, i->seed));
	return attach(&at, n, &s, &old, e);
}

int fault_clear(const struct netns *n, uint32_t ifindex, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_found_ struct found f = FOUND_INIT;
	struct egress at = { .ifindex = ifindex };
	int err = netns_enter(n, &token, e);

	if (err)
		return err;
	load_listen();
	err = find(ifindex, &f);
	if (!err && f.fd < 0)
		return err_set(e, ENOENT, "nothing is set at interface %u of %s", ifindex, n->name);
	at.clsact = f.clsact;
	if (!err)
		err = egress_detach(&at, f.fd);
	if (err)
		return explain(err, "mend", n, ifindex, e);
	if (f.state.made_qdisc)
		egress_tidy(&at, n);
	return 0;
}

int fault_set(const struct netns *n, uint32_t ifindex, const struct impairment *i, struct err *e)
{
	int err;

	if (impair_any(i))
		return set(n, ifindex, i, false, e);
	err = fault_clear(n, ifindex, e);
	return err == -ENOENT ? 0 : err;
}

int fault_set_clsact(const struct netns *n, uint32_t ifindex, const struct impairment *i,
		     struct err *e)
{
	return set(n, ifindex, i, true, e);
}

static struct fault fault_of(const struct fault_state *s)
{
	return (struct fault){
		.impairment = { s->loss, s->duplicate, s->corrupt, s->block_arp, s->block_icmp,
				s->seed },
		.tally = { s->count.seen, s->count.lost, s->count.duplicated, s->count.corrupted,
			   s->count.blocked },
	};
}

int fault_get(const struct netns *n, uint32_t ifindex, struct fault *ret, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_found_ struct found f = FOUND_INIT;
	int err = netns_enter(n, &token, e);

	if (err)
		return err;
	load_listen();
	err = find(ifindex, &f);
	if (err)
		return explain(err, "look at", n, ifindex, e);
	if (f.fd < 0)
		return err_set(e, ENOENT, "nothing is set at interface %u of %s", ifindex, n->name);
	if (f.state.version != FAULT_VERSION)
		return err_set(e, EPROTO,
			       "what impairs interface %u of %s is another nscope's (version %u); "
			       "it can only be cleared",
			       ifindex, n->name, f.state.version);
	*ret = fault_of(&f.state);
	return 0;
}

uint32_t fault_ifindex(const struct netns *n, const char *ifname, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	uint32_t ifindex = 0;

	if (netns_enter(n, &token, e))
		return 0;
	ifindex = if_nametoindex(ifname);
	if (!ifindex)
		err_set(e, ENODEV, "%s:%s is not there any more", n->name, ifname);
	return ifindex;
}

int fault_try(struct err *e)
{
	_cleanup_(unload) struct fault_bpf *skel = NULL;

	return load(&skel, e);
}
