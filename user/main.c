// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - the verb table: the word after nscope chooses who answers
 */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/extcap.h"

static const struct verb {
	const char *name, *args, *does;
	int (*run)(int argc, char **argv);
} verbs[] = {
#define VERB_ROW(name, args, does) { #name, args, does, cmd_##name },
	VERBS(VERB_ROW)
#undef VERB_ROW
};

static const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

int cmd_fail(const struct err *e)
{
	fprintf(stderr, "nscope: %s\n", e->text);
	return EXIT_TROUBLE;
}

int cmd_help(const char *name, const char *text)
{
	printf("usage: nscope %s %s\n\n%s", name, verb_find(name)->args, text);
	return EXIT_YES;
}

int cmd_usage(const char *name, const char *complaint)
{
	const struct verb *v = verb_find(name);

	if (complaint)
		fprintf(stderr, "nscope %s: %s\n", name, complaint);
	fprintf(stderr, "usage: nscope %s %s\n", name, v ? v->args : "");
	return EXIT_TROUBLE;
}

static int overview(FILE *to)
{
	fputs("nscope builds Linux network namespaces from a small file, shows every ARP and\n"
	      "ICMP packet in them, and says in one sentence why a ping failed.\n"
	      "\n"
	      "  sudo nscope up pair                  two namespaces, red and blue, and a pipe\n"
	      "  sudo nscope ping red blue            watch the first ping, ARP and all\n"
	      "  sudo nscope ping red 192.168.15.9    watch one fail, and read why\n"
	      "  sudo nscope down pair                take it all away\n"
	      "\n"
	      "usage: nscope VERB [ARGUMENTS]\n"
	      "\n",
	      to);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		fprintf(to, "  %-8s  %-26s %s\n", verbs[i].name, verbs[i].args, verbs[i].does);
	fputs("\n"
	      "NODE, FROM and TO are a namespace's name, pid:N, a path, or host; TO may be an\n"
	      "address, too.\n"
	      "nscope VERB --help says more, man nscope says it all.\n",
	      to);
	return EXIT_YES;
}

int main(int argc, char **argv)
{
	const struct verb *v;

	if (argc < 2) {
		overview(stderr);
		return EXIT_TROUBLE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return overview(stdout);
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("nscope " NSCOPE_VERSION);
		return EXIT_YES;
	}
	if (extcap_asks(argc, argv))
		return extcap_answer(argc, argv);
	v = verb_find(argv[1]);
	if (!v) {
		fprintf(stderr, "nscope: no verb '%s'; nscope --help lists them\n", argv[1]);
		return EXIT_TROUBLE;
	}
	return v->run(argc - 1, argv + 1);
}
