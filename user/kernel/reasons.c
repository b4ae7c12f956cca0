// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reasons.c - numbers of the running kernel into words
 *
 * The numbers move between releases, so they are never written down here: the enum's BTF is read.
 * Subsystems number their own reasons from subsystem << 16 on; each has an enum of its own, in
 * which the values carry the subsystem already.
 */
#include "reasons.h"

#include <inttypes.h>
#include <linux/types.h>
#include <string.h>

#include <bpf/btf.h>

#define CORE_PREFIX "SKB_DROP_REASON_"

/* The enums that hold drop reasons, and what their names begin with. */
static const struct {
	const char *type, *prefix;
} enums[] = {
	{ "skb_drop_reason", CORE_PREFIX },
	{ "mac80211_drop_reason", "RX_DROP_" },
	{ "ovs_drop_reason", "OVS_DROP_" },
	{ "qdisc_drop_reason", "QDISC_DROP_" },
};

struct symbol {
	uint64_t address;
	char name[56];
};

struct reasons {
	struct btf *btf;
	bool symbols_read;
	struct symbol *symbols;
	size_t n_symbols;
};

struct reasons *reasons_new(void)
{
	struct reasons *r = calloc(1, sizeof(*r));

	if (r)
		r->btf = btf__load_vmlinux_btf();
	return r;
}

void reasons_free(struct reasons *r)
{
	if (!r)
		return;
	btf__free(r->btf);
	free(r->symbols);
	free(r);
}

static const char *name_in_enum(const struct btf *btf, const char *type, const char *prefix,
				uint32_t value)
{
	int id = btf__find_by_name_kind(btf, type, BTF_KIND_ENUM);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
	size_t skip = strlen(prefix);

	for (int i = 0; t && i < btf_vlen(t); i++) {
		const struct btf_enum *e = &btf_enum(t)[i];
		const char *name = btf__name_by_offset(btf, e->name_off);

		if ((uint32_t)e->val == value && name)
			return strncmp(name, prefix, skip) ? name : name + skip;
	}
	return NULL;
}

const char *reasons_drop(const struct reasons *r, uint32_t reason)
{
	const char *name = NULL;

	for (size_t i = 0; r->btf && i < ARRAY_SIZE(enums) && !name; i++)
		name = name_in_enum(r->btf, enums[i].type, enums[i].prefix, reason);
	return name;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* "ffffffff81000000 T _stext"; without the right to see them all addresses are 0 */
static void read_symbols(struct reasons *r)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/kallsyms", "re");
	struct symbol s;
	char kind;

	r->symbols_read = true;
	while (f && fscanf(f, "%" SCNx64 " %c %55s%*[^\n]", &s.address, &kind, s.name) == 3) {
		struct symbol *symbols;

		if (!s.address || !strchr("tTwW", kind))
			continue;
		symbols = grow(r->symbols, r->n_symbols, sizeof(s));
		if (!symbols)
			break;
		r->symbols = symbols;
		symbols[r->n_symbols++] = s;
	}
	if (r->symbols)
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
	return low ? r->symbols[low - 1].name : NULL;
}
