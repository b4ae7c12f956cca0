// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print.c - a step as the command a person would type, fit for sh
 */
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

#include "addr.h"
#include "print_inner.h"
#include "sysctls.h"

/* The longest word that has no bound of its own: a sysctl with its value, beyond which it is cut.
 */
#define PRINT_WORD_MAX 400

static const char *const type_words[] = {
#define TYPE_WORD(id, word) [ROUTE_##id] = word,
	ROUTE_TYPES(TYPE_WORD)
#undef TYPE_WORD
};

static const char *const isolate_words[] = {
#define ISOLATE_WORD(id, word) [ISOLATE_##id] = word,
	ISOLATES(ISOLATE_WORD)
#undef ISOLATE_WORD
};

static const char *const action_words[] = {
#define ACTION_WORD(id, word) [RULE_##id] = word,
	RULE_ACTIONS(ACTION_WORD)
#undef ACTION_WORD
};

static const char *verb(const struct step *s, const char *does, const char *undoes)
{
	return s->undo ? undoes : does;
}

static void print_netns(const struct plan *p, const struct step *s, struct text *t)
{
	text_add(t, "ip netns %s %s\n", verb(s, "add", "del"), p->rooms[s->room].name);
}

/* Sysctls of one namespace are one command, or the plan would be a process for each. */
static bool same_command(const struct step *a, const struct step *b)
{
	return a->kind == STEP_SYSCTL && b->kind == STEP_SYSCTL && a->room == b->room && !a->undo &&
	       !b->undo && a->sysctl.optional == b->sysctl.optional;
}

/* conf/all/x and conf/default/x share a line. */
static bool same_line(const struct step *a, const struct step *b)
{
	return same_command(a, b) &&
	       !strcmp(strrchr(a->sysctl.key, '/'), strrchr(b->sysctl.key, '/'));
}

/* Dots instead of slashes, unless an interface's name has dots of its own: sysctl(8) reads both. */
static void add_key(struct text *t, const char *key)
{
	bool dots = !strchr(key, '.');

	for (const char *c = key; *c; c++)
		text_add(t, "%c", dots && *c == '/' ? '.' : *c);
}

static void print_sysctl(const struct plan *p, const struct step *s, struct text *t)
{
	const struct step *end = p->steps + p->n_steps;
	char buf[PRINT_WORD_MAX] = "";
	struct text word = TEXT(buf);

	if (s == p->steps || !same_command(s - 1, s)) {
		print_exec(p, s->room, t);
		text_add(t, "sysctl -q%sw", s->sysctl.optional ? "e" : "");
	}
	text_add(t, s > p->steps && same_line(s - 1, s) ? " " : " \\\n\t");
	add_key(&word, s->sysctl.key);
	text_add(&word, "=%s", s->sysctl.value);
	print_quoted(t, buf);
	text_add(t, "%s", s + 1 < end && same_command(s, s + 1) ? "" : "\n");
}

static void print_usual(const struct plan *p, const struct step *s, struct text *t)
{
	struct step rows[PLAN_USUAL_MAX];
	struct plan one = *p;

	one.steps = rows;
	one.n_steps = plan_usual(s, rows);
	for (size_t i = 0; i < one.n_steps; i++)
		print_sysctl(&one, &rows[i], t);
}

/* What a new namespace has; of an interface, what the namespace gives to new ones. */
static void print_sysctl_back(const struct plan *p, const struct step *s, struct text *t)
{
	char origin[PRINT_WORD_MAX], buf[PRINT_WORD_MAX] = "";
	bool of_iface = sysctls_default(s->sysctl.key, origin, sizeof(origin));
	struct text word = TEXT(buf);

	print_exec(p, s->room, t);
	text_add(t, "sysctl -qw ");
	add_key(&word, s->sysctl.key);
	text_add(&word, "=");
	print_quoted(t, buf);
	text_add(t, "\"$(");
	if (of_iface)
		print_exec(p, s->room, t);
	else
		text_add(t, "unshare -n ");
	text_add(t, "sysctl -n ");
	add_key(t, of_iface ? origin : s->sysctl.key);
	text_add(t, ")\"\n");
}

/* Duplicate address detection would keep an IPv6 address unusable for its first second. */
static void print_address(const struct plan *p, const struct step *s, struct text *t)
{
	bool nodad = s->address.prefix->family == AF_INET6 && !s->undo;

	print_ip(p, s->room, 0, t);
	text_add(t, " addr %s ", verb(s, "add", "del"));
	addr_text(t, s->address.prefix, false);
	print_named(t, "dev", s->address.ifname);
	text_add(t, "%s\n", nodad ? " nodad" : "");
}

/* replace: what the kernel has learned of that address may be in the way. */
static void print_neigh(const struct plan *p, const struct step *s, struct text *t)
{
	const struct topo_neigh *n = s->neigh.neigh;

	print_ip(p, s->room, 0, t);
	text_add(t, " neigh %s %s", verb(s, "replace", "del"), n->proxy ? "proxy " : "");
	addr_text(t, &n->to, true);
	if (!n->proxy && !s->undo) {
		text_add(t, " lladdr ");
		text_mac(t, n->mac);
		text_add(t, " nud permanent");
	}
	print_named(t, "dev", n->dev);
	text_add(t, "\n");
}

static void add_selector(struct text *t, const char *word, const struct ip_prefix *a)
{
	if (!a->family)
		return;
	text_add(t, " %s ", word);
	addr_text(t, a, false);
}

static void print_rule(const struct plan *p, const struct step *s, struct text *t)
{
	const struct topo_rule *r = s->rule.rule;

	print_ip(p, s->room, r->family, t);
	text_add(t, " rule %s priority %" PRIu32, verb(s, "add", "del"), s->rule.priority);
	add_selector(t, "from", &r->from);
	add_selector(t, "to", &r->to);
	if (*r->iif)
		print_named(t, "iif", r->iif);
	if (*r->oif)
		print_named(t, "oif", r->oif);
	if (r->has_fwmark)
		text_add(t, " fwmark %#" PRIx32, r->fwmark);
	/* Of no mark at all ip would make one that any packet has. */
	if (r->has_fwmark && (!r->fwmark || r->fwmask != UINT32_MAX))
		text_add(t, "/%#" PRIx32, r->fwmask);
	text_add(t, " %s", action_words[r->action]);
	if (r->action == RULE_LOOKUP)
		text_add(t, " %" PRIu32, r->table);
	text_add(t, "\n");
}

static void print_route(const struct plan *p, const struct step *s, struct text *t)
{
	const struct topo_route *r = s->route.route;

	print_ip(p, s->room, r->to.family, t);
	text_add(t, " route %s ", verb(s, "add", "del"));
	if (r->type != ROUTE_UNICAST)
		text_add(t, "%s ", type_words[r->type]);
	if (r->is_default)
		text_add(t, "default");
	else
		addr_text(t, &r->to, false);
	if (r->has_via) {
		text_add(t, " via ");
		addr_text(t, &r->via, true);
	}
	if (*r->dev)
		print_named(t, "dev", r->dev);
	if (r->has_metric)
		text_add(t, " metric %" PRIu32, r->metric);
	if (r->table)
		text_add(t, " table %" PRIu32, r->table);
	text_add(t, "\n");
}

/* A line that is no line of the ruleset ends it: EOF, or EOF_, or EOF__ ... */
static void add_delimiter(struct text *t, const char *ruleset)
{
	char line[PLAN_STEP_TEXT / 4] = "\nEOF";
	size_t len = strlen(line);

	while (len + 1 < sizeof(line) && strstr(ruleset, line))
		line[len++] = '_';
	text_str(t, line + 1);
}

static void print_nft(const struct plan *p, const struct step *s, struct text *t)
{
	const char *ruleset = s->nft.ruleset;
	size_t len = strlen(ruleset);

	print_exec(p, s->room, t);
	if (s->undo) {
		text_add(t, "nft flush ruleset\n");
		return;
	}
	text_add(t, "nft -f - <<'");
	add_delimiter(t, ruleset);
	text_add(t, "'\nflush ruleset\n");
	text_put(t, ruleset, len);
	text_add(t, "%s", len && ruleset[len - 1] != '\n' ? "\n" : "");
	add_delimiter(t, ruleset);
	text_add(t, "\n");
}

static void print_forget(const struct plan *p, const struct step *s, struct text *t)
{
	print_ip(p, s->room, 0, t);
	text_add(t, " neigh flush all\n");
}

/*
 * A remark, too: what it starts nobody would end, and ip could not enter. unshare's options are
 * called like what they are about.
 */
static void print_keeper(const struct plan *p, const struct step *s, struct text *t)
{
	text_add(t, "# ");
	print_exec(p, s->room, t);
	text_add(t, "unshare");
	for (size_t i = 0; i < ISOLATE_MAX; i++)
		if (s->keeper.isolate & 1u << i)
			text_add(t, " --%s", isolate_words[i]);
	text_add(t, " --fork sleep infinity &%s\n", s->undo ? "   (ended)" : "");
}

/* A remark: no tool but nscope has it, and nscope knows only the labs that it has built. */
static void print_fault(const struct plan *p, const struct step *s, struct text *t)
{
	char buf[TOPO_NAME_MAX + IFNAMSIZ] = "";
	struct text end = TEXT(buf);

	text_add(&end, "%s:%s", p->rooms[s->room].name, s->fault.ifname);
	text_add(t, "# nscope fault %s ", p->lab);
	print_quoted(t, buf);
	print_named(t, "--from", buf);
	text_add(t, " ");
	if (s->undo)
		text_add(t, "--clear");
	else
		impair_text(s->fault.impairment, t);
	text_add(t, "\n");
}

static void print_run(const struct plan *p, const struct step *s, struct text *t)
{
	/* What a command did nobody knows but its author. */
	if (s->undo)
		return;
	print_exec(p, s->room, t);
	text_add(t, "sh -c ");
	print_quoted(t, s->run.command);
	text_add(t, "\n");
}

void plan_print_step(const struct plan *p, const struct step *s, struct text *t)
{
	switch (s->kind) {
	case STEP_NETNS: print_netns(p, s, t); break;
	case STEP_USUAL: print_usual(p, s, t); break;
	case STEP_SYSCTL:
		if (s->undo)
			print_sysctl_back(p, s, t);
		else
			print_sysctl(p, s, t);
		break;
	case STEP_BRIDGE: print_bridge(p, s, t); break;
	case STEP_LINK: print_link(p, s, t); break;
	case STEP_SET: print_set(p, s, t); break;
	case STEP_MASTER:
		print_iface(p, s, verb(s, "master " TOPO_BRIDGE_NAME, "nomaster"), t);
		break;
	case STEP_ADDRESS: print_address(p, s, t); break;
	case STEP_UP: print_iface(p, s, verb(s, "up", "down"), t); break;
	case STEP_SNOOP: print_snoop(p, s, t); break;
	case STEP_NEIGH: print_neigh(p, s, t); break;
	case STEP_RULE: print_rule(p, s, t); break;
	case STEP_ROUTE: print_route(p, s, t); break;
	case STEP_NFT: print_nft(p, s, t); break;
	case STEP_FORGET: print_forget(p, s, t); break;
	case STEP_RUN: print_run(p, s, t); break;
	case STEP_FAULT: print_fault(p, s, t); break;
	case STEP_KEEPER: print_keeper(p, s, t); break;
	case STEP_KIND_MAX: break;
	}
}

/* What is written as its author wrote it has no bound but his. */
static size_t foreign(const struct step *s)
{
	if (s->kind == STEP_NFT)
		return strlen(s->nft.ruleset);
	if (s->kind == STEP_RUN)
		return 4 * strlen(s->run.command); /* ' becomes '\'' */
	return 0;
}

char *plan_step_text(const struct plan *p, const struct step *s)
{
	struct text t = { .size = PLAN_STEP_TEXT + foreign(s) };

	t.buf = calloc(1, t.size);
	if (t.buf)
		plan_print_step(p, s, &t);
	return t.buf;
}
