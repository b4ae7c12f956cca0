// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - nscope fault: a link impaired on purpose, looked at, and mended
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <sys/random.h>

#include "../lab/state.h"
#include "cmd.h"
#include "fault_list.h"
#include "number.h"

static const char help[] =
	"Impairs a link of a lab on purpose, by an eBPF program where frames leave an\n"
	"end, in place of what was set before. LINK is one of its ends (red:eth0), its\n"
	"nodes (red-blue), or both ends (red:eth0--blue:eth0).\n"
	"\n"
	"  --loss P         lose P of all frames: 1%, 0.5%, 100%\n"
	"  --duplicate P    send P of them twice\n"
	"  --corrupt P      flip one bit in P of them, behind the Ethernet header\n"
	"  --block WHAT     arp (also IPv6's neighbour solicitation and advertisement),\n"
	"                   icmp (echo and errors, also ICMPv6's); may be given twice\n"
	"  --seed N         the same seed, the same fates for the same frames; one is\n"
	"                   drawn, and printed, where none is given\n"
	"  --from NODE      only what NODE (or NODE:IF) sends; the other way stays\n"
	"  --list, -j       what is impaired, and what became of the frames; as JSON\n"
	"  --clear          mend the link, or without LINK all of the lab\n"
	"\n"
	"  sudo nscope fault pair red-blue --loss 30% --seed 7\n"
	"  sudo nscope fault pair red-blue --from blue --block icmp\n"
	"  sudo nscope fault pair --list\n"
	"  sudo nscope fault pair --clear\n";

enum action { ACTION_SET, ACTION_LIST, ACTION_CLEAR };

struct request {
	const char *lab, *link, *from;
	enum action action;
	bool json, impairs, has_seed;
	struct impairment impairment;
};

struct ways {
	struct way *items;
	size_t n;
};

static void ways_free(struct ways *w)
{
	free(w->items);
}

static bool is_from(const struct lab_end *end, const char *from)
{
	char name[sizeof(end->node) + sizeof(end->ifname)] = "";

	links_end_text(&TEXT(name), end);
	return !from || !strcmp(from, end->node) || !strcmp(from, name);
}

static int add_ways(struct ways *w, const struct lab_link *l, const char *from)
{
	for (int k = 0; k < 2; k++) {
		struct way *more;

		if (!is_from(&l->ends[k], from))
			continue;
		more = grow(w->items, w->n, sizeof(*more));
		if (!more)
			return -ENOMEM;
		w->items = more;
		more[w->n++] = (struct way){ .from = l->ends[k], .to = l->ends[1 - k] };
	}
	return 0;
}

/* The directions that are meant: of one link, or of all */
static int choose(const struct request *r, const struct links *links, struct ways *ret,
		  struct err *e)
{
	const struct lab_link *one = r->link ? links_find(links, r->link, e) : NULL;
	int err = 0;

	if (r->link && !one)
		return -e->code;
	for (size_t i = 0; i < links->n && !err; i++)
		if (!one || one == &links->items[i])
			err = add_ways(ret, &links->items[i], r->from);
	if (err)
		return err_sys(e, -err, "cannot look at lab %s", r->lab);
	if (!ret->n && r->from)
		return err_set(e, ENOENT, "--from %s: %s has no end there", r->from,
			       r->link ? r->link : r->lab);
	return 0;
}

static void print_way(const struct way *w, const char *says)
{
	printf("%s:%s -> %s:%s: %s\n", w->from.node, w->from.ifname, w->to.node, w->to.ifname,
	       says);
}

/* Return: the index of the interface; 0 and an error */
static uint32_t open_way(const struct way *w, struct netns *ret, struct err *e)
{
	return lab_end_open(&w->from, ret, e) ? 0 : fault_ifindex(ret, w->from.ifname, e);
}

/* Before anything is changed: are the ends there? */
static int check_ways(const struct ways *w, struct err *e)
{
	for (size_t i = 0; i < w->n; i++) {
		_cleanup_netns_close_ struct netns n = NETNS_INIT;

		if (!open_way(&w->items[i], &n, e))
			return -e->code;
	}
	return 0;
}

static int set(const struct request *r, const struct ways *w, struct err *e)
{
	char words[128] = "";
	int err = check_ways(w, e);

	impair_text(&r->impairment, &TEXT(words));
	for (size_t i = 0; i < w->n && !err; i++) {
		_cleanup_netns_close_ struct netns n = NETNS_INIT;
		uint32_t ifindex = open_way(&w->items[i], &n, e);

		err = ifindex ? fault_set(&n, ifindex, &r->impairment, e) : -e->code;
		if (!err)
			print_way(&w->items[i], *words ? words : "not impaired");
	}
	return err;
}

/* An end that has gone has nothing to be mended or looked at. */
static bool has_gone(int err)
{
	return err == -ENOENT || err == -ESTALE || err == -ENODEV;
}

static int clear(const struct request *r, const struct ways *w, struct err *e)
{
	size_t cleared = 0;
	int err = 0;

	for (size_t i = 0; i < w->n && !err; i++) {
		_cleanup_netns_close_ struct netns n = NETNS_INIT;
		uint32_t ifindex = open_way(&w->items[i], &n, e);

		err = ifindex ? fault_clear(&n, ifindex, e) : -e->code;
		if (!err) {
			print_way(&w->items[i], "mended");
			cleared++;
		}
		err = has_gone(err) ? 0 : err;
	}
	if (!err && !cleared)
		printf("no link of %s was impaired\n", r->link ? r->link : r->lab);
	return err;
}

static int list(const struct request *r, struct ways *w, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		_cleanup_netns_close_ struct netns ns = NETNS_INIT;
		uint32_t ifindex = open_way(&w->items[i], &ns, e);
		int err = ifindex ? fault_get(&ns, ifindex, &w->items[i].fault, e) : -e->code;

		if (!err)
			w->items[n++] = w->items[i];
		else if (!has_gone(err))
			return err;
	}
	if (r->json)
		fault_json(r->lab, w->items, n);
	else if (n)
		fault_table(w->items, n);
	else
		printf("no link of lab %s is impaired\n", r->lab);
	return 0;
}

static int fault(struct request *r, struct err *e)
{
	_cleanup_links_ struct links links = LINKS_INIT;
	_cleanup_(ways_free) struct ways w = { 0 };
	_cleanup_state_ struct state lock = STATE_INIT;
	int err = links_read(r->lab, &links, e);

	if (!err)
		err = choose(r, &links, &w, e);
	if (err)
		return err;
	if (r->action == ACTION_LIST)
		return list(r, &w, e);
	err = lab_may_change(r->action == ACTION_SET ? "impairing a link" : "mending a link", e);
	if (!err)
		err = state_open(r->lab, false, &lock, e);
	if (err)
		return err;
	return r->action == ACTION_SET ? set(r, &w, e) : clear(r, &w, e);
}

static bool parse_seed(const char *arg, uint32_t *ret)
{
	uint64_t n;

	if (number_parse(arg, 0, UINT32_MAX, &n))
		return false;
	*ret = (uint32_t)n;
	return true;
}

/* Short enough to be typed again. */
static uint32_t draw_seed(void)
{
	uint16_t seed = 0;

	return getrandom(&seed, sizeof(seed), 0) == sizeof(seed) ? seed : (uint32_t)getpid();
}

#define BAD_SHARE "a share of the frames is written 1%, 0.5% or 100%"

/* Return: NULL, or what is wrong with it */
static const char *take_share(struct request *r, uint32_t *share)
{
	r->impairs = true;
	return impair_percent(optarg, share) ? BAD_SHARE : NULL;
}

static const char *take_action(struct request *r, enum action action)
{
	if (r->action != ACTION_SET && r->action != action)
		return "--list or --clear";
	r->action = action;
	return NULL;
}

static const char *take_option(struct request *r, int option)
{
	struct impairment *i = &r->impairment;

	switch (option) {
	case 'l': return take_share(r, &i->loss);
	case 'd': return take_share(r, &i->duplicate);
	case 'c': return take_share(r, &i->corrupt);
	case 'b':
		r->impairs = true;
		return impair_block(optarg, i) ? "--block is arp or icmp" : NULL;
	case 's':
		r->has_seed = parse_seed(optarg, &i->seed);
		return r->has_seed ? NULL : "--seed is a number up to 4294967295";
	case 'f': r->from = optarg; return NULL;
	case 'L': return take_action(r, ACTION_LIST);
	case 'C': return take_action(r, ACTION_CLEAR);
	case 'j': r->json = true; return NULL;
	}
	return NULL;
}

/* What the arguments say together. Return: NULL, or what is wrong */
static const char *check(struct request *r, int argc, char **argv)
{
	if (argc == 0)
		return "which lab?";
	if (argc > 2)
		return "one lab and one link at a time";
	r->lab = argv[0];
	r->link = argv[1];
	if (r->json && r->action != ACTION_LIST)
		return "-j goes with --list";
	if (r->action != ACTION_SET)
		return r->impairs || r->has_seed ? "--list and --clear set nothing" : NULL;
	if (!r->link)
		return "which link? or --list, or --clear";
	if (!r->impairs)
		return "what shall happen to it? --loss, --duplicate, --corrupt or --block";
	if (!r->has_seed)
		r->impairment.seed = draw_seed();
	return NULL;
}

int cmd_fault(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "loss", required_argument, NULL, 'l' },
		{ "duplicate", required_argument, NULL, 'd' },
		{ "corrupt", required_argument, NULL, 'c' },
		{ "block", required_argument, NULL, 'b' },
		{ "seed", required_argument, NULL, 's' },
		{ "from", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'L' },
		{ "clear", no_argument, NULL, 'C' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *complaint = NULL;
	struct request r = { 0 };
	struct err e = { 0 };
	int c;

	while (!complaint && (c = getopt_long(argc, argv, "jh", longs, NULL)) != -1) {
		if (c == 'h')
			return cmd_help("fault", help);
		if (c == '?')
			return cmd_usage("fault", NULL);
		complaint = take_option(&r, c);
	}
	if (!complaint)
		complaint = check(&r, argc - optind, argv + optind);
	if (complaint)
		return cmd_usage("fault", complaint);
	return fault(&r, &e) ? cmd_fail(&e) : EXIT_YES;
}
