// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reasons.c - numbers of the running kernel into words
 *
 * Nothing is hard-coded: reasons move between releases. The core ones are in enum skb_drop_reason;
 * since Linux 6.4 a subsystem numbers its own from subsystem << 16 on, in an enum of its own whose
 * values carry the subsystem already (include/net/dropreason.h). All these enums end in
 * "_drop_reason"; those of modules are in the modules' BTF.
 */
#include "reasons.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <bpf/btf.h>

#define ENUM_SUFFIX "_drop_reason"
#define CORE_PREFIX "SKB_DROP_REASON_"

/* No function of the kernel is longer: an address further behind a symbol is not in it. */
#define FUNCTION_MAX (256u << 10)

/* Subsystems that may be modules. */
static const char *const modules[] = { "mac80211", "openvswitch" };

struct reason {
	uint32_t value;
	const char *name; /* inside the BTF */
};

struct symbol {
	uint64_t address;
	const char *name; /* inside the text */
};

struct reasons {
	struct btf *btf;
	struct btf *module_btf[ARRAY_SIZE(modules)];
	struct reason *reasons;
	size_t n_reasons;
	int kallsyms_fd; /* opened while we may; read when the first one is asked for */
	bool symbols_read;
	char *kallsyms;
	struct symbol *symbols;
	size_t n_symbols;
};

static bool is_reason_enum(const struct btf *btf, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(btf, t->name_off);
	size_t len = name ? strlen(name) : 0, tail = strlen(ENUM_SUFFIX);

	return btf_is_enum(t) && len > tail && !strcmp(name + len - tail, ENUM_SUFFIX);
}

static void add_enum(struct reasons *r, const struct btf *btf, const struct btf_type *t)
{
	for (int i = 0; i < btf_vlen(t); i++) {
		const struct btf_enum *v = &btf_enum(t)[i];
		const char *name = btf__name_by_offset(btf, v->name_off);
		struct reason *more = grow(r->reasons, r->n_reasons, sizeof(*more));

		if (!more || !name)
			return;
		r->reasons = more;
		if (!strncmp(name, CORE_PREFIX, strlen(CORE_PREFIX)))
			name += strlen(CORE_PREFIX);
		more[r->n_reasons++] = (struct reason){ (uint32_t)v->val, name };
	}
}

/* The types of @btf that are not its base's */
static void add_enums(struct reasons *r, const struct btf *btf, __u32 first)
{
	for (__u32 id = first; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (is_reason_enum(btf, t))
			add_enum(r, btf, t);
	}
}

struct reasons *reasons_new(void)
{
	struct reasons *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->kallsyms_fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	r->btf = btf__load_vmlinux_btf();
	if (!r->btf)
		return r;
	add_enums(r, r->btf, 1);
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		r->module_btf[i] = btf__load_module_btf(modules[i], r->btf);
		if (r->module_btf[i])
			add_enums(r, r->module_btf[i], btf__type_cnt(r->btf));
	}
	return r;
}

void reasons_free(struct reasons *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		btf__free(r->module_btf[i]);
	btf__free(r->btf);
	free(r->reasons);
	cleanup_close(&r->kallsyms_fd);
	free(r->symbols);
	free(r->kallsyms);
	free(r);
}

const struct btf *reasons_btf(const struct reasons *r)
{
	return r->btf;
}

uint32_t reasons_number(const struct reasons *r, const char *name)
{
	for (size_t i = 0; i < r->n_reasons; i++)
		if (!strcmp(r->reasons[i].name, name))
			return r->reasons[i].value;
	return UINT32_MAX;
}

const char *reasons_name(const struct reasons *r, uint32_t reason)
{
	for (size_t i = 0; i < r->n_reasons; i++)
		if (r->reasons[i].value == reason)
			return r->reasons[i].name;
	return NULL;
}

/* All of it at once: files in /proc have no size. Return: text, terminated, or NULL */
static char *read_all(int fd)
{
	_cleanup_free_ char *text = NULL;
	size_t room = 16u << 20, len = 0;
	ssize_t n = 1;

	while (fd >= 0 && n > 0) {
		char *more = len + 1 < room && text ? text : realloc(text, text ? room *= 2 : room);

		if (!more)
			return NULL;
		text = more;
		n = read(fd, text + len, room - len - 1);
		len += n > 0 ? (size_t)n : 0;
	}
	if (!text || n < 0)
		return NULL;
	text[len] = '\0';
	return TAKE_PTR(text);
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* "ffffffff81000000 T _stext"; without the right to see them all addresses are 0 */
static bool read_symbol(char *line, struct symbol *ret)
{
	char *end;

	ret->address = strtoull(line, &end, 16);
	if (!ret->address || *end != ' ' || !end[1] || !strchr("tTwW", end[1]) || end[2] != ' ')
		return false;
	ret->name = end + 3;
	end[3 + strcspn(end + 3, ".\t")] = '\0';
	return true;
}

static void read_symbols(struct reasons *r)
{
	char *line, *rest = r->kallsyms = read_all(r->kallsyms_fd);
	struct symbol s;

	r->symbols_read = true;
	while (rest && (line = strsep(&rest, "\n"))) {
		struct symbol *more;

		if (!read_symbol(line, &s))
			continue;
		more = grow(r->symbols, r->n_symbols, sizeof(s));
		if (!more)
			break;
		r->symbols = more;
		more[r->n_symbols++] = s;
	}
	if (r->n_symbols)
		qsort(r->symbols, r->n_symbols, sizeof(s), by_address);
}

const char *reasons_symbol(struct reasons *r, uint64_t address)
{
	size_t low = 0, high;

	if (!r->symbols_read)
		read_symbols(r);
	high = r->n_symbols;
	/* The last symbol that begins at or before the address. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->symbols[mid].address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || address - r->symbols[low - 1].address > FUNCTION_MAX)
		return NULL;
	return r->symbols[low - 1].name;
}
