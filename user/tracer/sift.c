// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sift.c - classic BPF to eBPF
 *
 * Classic BPF jumps forward only, so the result ends, and the verifier takes it. A and X are
 * registers that helpers leave alone, M[] lies on the stack; all of them are 32 bits wide, as are
 * the operations. What is read of the frame is read by bpf_skb_load_bytes(), which reaches into
 * fragments and fails behind the end, where classic BPF says no.
 *
 * It is gone over twice: first to learn where each instruction will be, then to write it.
 */
#include "sift.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../util/util.h"

enum { CTX = BPF_REG_6, A = BPF_REG_7, X = BPF_REG_8 };

#define LOADED	   (-8) /* on the stack: what was read of the frame */
#define MEMORY(k)  (-16 - 4 * (int16_t)(k))
#define OFFSET_MAX 0xffff /* no frame is longer than that and a header */
#define JUMP_MAX   INT16_MAX

struct sift {
	const struct sock_filter *code;
	size_t n;
	size_t *at;	       /* of each instruction, then of "wanted" and "unwanted" */
	struct bpf_insn *into; /* NULL: only counting */
	size_t len;
	bool refuses; /* there is a way to "unwanted" */
};

static void put(struct sift *s, int code, int dst, int src, int off, uint32_t imm)
{
	if (s->into)
		s->into[s->len] = (struct bpf_insn){
			.code = (uint8_t)code,
			.dst_reg = (uint8_t)(dst & 15),
			.src_reg = (uint8_t)(src & 15),
			.off = (int16_t)off,
			.imm = (int32_t)imm,
		};
	s->len++;
}

static void jump(struct sift *s, int code, int dst, int src, uint32_t imm, size_t target)
{
	s->refuses |= target == s->n + SIFT_UNWANTED;
	put(s, code, dst, src, (int)(s->at[target] - s->len - 1), imm);
}

static size_t wanted(const struct sift *s)
{
	return s->n + SIFT_WANTED;
}

static size_t unwanted(const struct sift *s)
{
	return s->n + SIFT_UNWANTED;
}

static void set(struct sift *s, int reg, uint32_t value)
{
	put(s, BPF_ALU | BPF_MOV | BPF_K, reg, 0, 0, value);
}

static void copy(struct sift *s, int to, int from)
{
	put(s, BPF_ALU | BPF_MOV | BPF_X, to, from, 0, 0);
}

static void from_context(struct sift *s, int reg, size_t field)
{
	put(s, BPF_LDX | BPF_MEM | BPF_W, reg, CTX, (int)field, 0);
}

/* @size: BPF_W, BPF_H or BPF_B octets of the frame at @k, and at X more when @indirect */
static void load(struct sift *s, int reg, int size, uint32_t k, bool indirect)
{
	uint32_t octets = size == BPF_W ? 4 : size == BPF_H ? 2 : 1;

	set(s, BPF_REG_2, k);
	if (indirect) {
		put(s, BPF_ALU64 | BPF_ADD | BPF_X, BPF_REG_2, X, 0, 0);
		jump(s, BPF_JMP | BPF_JGT | BPF_K, BPF_REG_2, 0, OFFSET_MAX, unwanted(s));
	}
	put(s, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, CTX, 0, 0);
	put(s, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_3, BPF_REG_10, 0, 0);
	put(s, BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_3, 0, 0, (uint32_t)LOADED);
	set(s, BPF_REG_4, octets);
	put(s, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_skb_load_bytes);
	jump(s, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, 0, unwanted(s));
	put(s, BPF_LDX | BPF_MEM | size, reg, BPF_REG_10, LOADED, 0);
	if (octets > 1)
		put(s, BPF_ALU | BPF_END | BPF_TO_BE, reg, 0, 0, 8 * octets);
}

static int put_load(struct sift *s, const struct sock_filter *c)
{
	int reg = BPF_CLASS(c->code) == BPF_LD ? A : X;

	switch (BPF_MODE(c->code)) {
	case BPF_IMM: set(s, reg, c->k); return 0;
	case BPF_LEN: from_context(s, reg, offsetof(struct __sk_buff, len)); return 0;
	case BPF_MEM: put(s, BPF_LDX | BPF_MEM | BPF_W, reg, BPF_REG_10, MEMORY(c->k), 0); return 0;
	case BPF_ABS:
	case BPF_IND:
		if (reg == X)
			return -EOPNOTSUPP;
		load(s, A, BPF_SIZE(c->code), c->k, BPF_MODE(c->code) == BPF_IND);
		return 0;
	case BPF_MSH:
		load(s, X, BPF_B, c->k, false);
		put(s, BPF_ALU | BPF_AND | BPF_K, X, 0, 0, 15);
		put(s, BPF_ALU | BPF_LSH | BPF_K, X, 0, 0, 2);
		return 0;
	}
	return -EOPNOTSUPP;
}

/* Where the two differ: by zero, and by more bits than there are. */
static bool is_safe_operand(const struct sock_filter *c)
{
	bool known = BPF_SRC(c->code) == BPF_K;

	switch (BPF_OP(c->code)) {
	case BPF_DIV:
	case BPF_MOD: return known && c->k;
	case BPF_LSH:
	case BPF_RSH: return known && c->k < 32;
	}
	return true;
}

static int put_operation(struct sift *s, const struct sock_filter *c)
{
	if (BPF_OP(c->code) > BPF_XOR || !is_safe_operand(c))
		return -EOPNOTSUPP;
	if (BPF_OP(c->code) == BPF_NEG)
		put(s, BPF_ALU | BPF_NEG, A, 0, 0, 0);
	else if (BPF_SRC(c->code) == BPF_X)
		put(s, c->code, A, X, 0, 0);
	else
		put(s, c->code, A, 0, 0, c->k);
	return 0;
}

static int put_jump(struct sift *s, const struct sock_filter *c, size_t i)
{
	bool by_x = BPF_SRC(c->code) == BPF_X;

	if (BPF_OP(c->code) == BPF_JA) {
		jump(s, BPF_JMP | BPF_JA, 0, 0, 0, i + 1 + c->k);
		return 0;
	}
	if (BPF_OP(c->code) > BPF_JSET)
		return -EOPNOTSUPP;
	jump(s, BPF_JMP32 | BPF_OP(c->code) | BPF_SRC(c->code), A, by_x ? X : 0, by_x ? 0 : c->k,
	     i + 1 + c->jt);
	if (c->jf)
		jump(s, BPF_JMP | BPF_JA, 0, 0, 0, i + 1 + c->jf);
	return 0;
}

static void put_return(struct sift *s, const struct sock_filter *c)
{
	if (BPF_RVAL(c->code) == BPF_A)
		jump(s, BPF_JMP32 | BPF_JNE | BPF_K, A, 0, 0, wanted(s));
	jump(s, BPF_JMP | BPF_JA, 0, 0, 0,
	     BPF_RVAL(c->code) == BPF_K && c->k ? wanted(s) : unwanted(s));
}

static int put_one(struct sift *s, size_t i)
{
	const struct sock_filter *c = &s->code[i];

	switch (BPF_CLASS(c->code)) {
	case BPF_LD:
	case BPF_LDX: return put_load(s, c);
	case BPF_ST:
	case BPF_STX:
		put(s, BPF_STX | BPF_MEM | BPF_W, BPF_REG_10, BPF_CLASS(c->code) == BPF_ST ? A : X,
		    MEMORY(c->k), 0);
		return 0;
	case BPF_ALU: return put_operation(s, c);
	case BPF_JMP: return put_jump(s, c, i);
	case BPF_RET: put_return(s, c); return 0;
	case BPF_MISC:
		if (BPF_MISCOP(c->code) == BPF_TAX)
			copy(s, X, A);
		else
			copy(s, A, X);
		return 0;
	}
	return -EOPNOTSUPP;
}

/* libpcap checks its own work; this is for what it could not know. */
static bool is_sound(const struct sock_filter *code, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct sock_filter *c = &code[i];
		int class = BPF_CLASS(c->code);
		bool loads = class == BPF_LD || class == BPF_LDX;

		if (class == BPF_JMP && BPF_OP(c->code) == BPF_JA && c->k >= n - i - 1)
			return false;
		if (class == BPF_JMP && (c->jt >= n - i - 1 || c->jf >= n - i - 1))
			return false;
		if ((class == BPF_ST || class == BPF_STX ||
		     (loads && BPF_MODE(c->code) == BPF_MEM)) &&
		    c->k >= BPF_MEMWORDS)
			return false;
		/* Beyond are the ancillary data of Linux' own classic BPF. */
		if (loads && BPF_MODE(c->code) != BPF_IMM && c->k > OFFSET_MAX)
			return false;
	}
	return n && n <= SIFT_CODE_MAX && BPF_CLASS(code[n - 1].code) == BPF_RET;
}

static bool remembers(const struct sift *s, uint32_t k)
{
	for (size_t i = 0; i < s->n; i++)
		if (BPF_CLASS(s->code[i].code) <= BPF_LDX && BPF_MODE(s->code[i].code) == BPF_MEM &&
		    s->code[i].k == k)
			return true;
	return false;
}

/* A tag in the metadata: where it was on the wire four octets are missing. */
static void begin(struct sift *s)
{
	put(s, BPF_ALU64 | BPF_MOV | BPF_X, CTX, BPF_REG_1, 0, 0);
	from_context(s, BPF_REG_2, offsetof(struct __sk_buff, vlan_present));
	jump(s, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_2, 0, 0, wanted(s));
	set(s, A, 0);
	set(s, X, 0);
	for (int k = 0; k < BPF_MEMWORDS; k++)
		if (remembers(s, (uint32_t)k))
			put(s, BPF_STX | BPF_MEM | BPF_W, BPF_REG_10, A, MEMORY(k), 0);
}

/* TCX_NEXT, TC_ACT_UNSPEC: where the array is empty, for its owner was killed. */
static void leave(struct sift *s, int map_fd, int element)
{
	put(s, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, CTX, 0, 0);
	put(s, BPF_LD | BPF_DW | BPF_IMM, BPF_REG_2, BPF_PSEUDO_MAP_FD, 0, (uint32_t)map_fd);
	put(s, 0, 0, 0, 0, 0);
	set(s, BPF_REG_3, (uint32_t)element);
	put(s, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call);
	set(s, BPF_REG_0, (uint32_t)-1);
	put(s, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static int go_over(struct sift *s, int map_fd, int ways)
{
	int err = 0;

	s->len = 0;
	begin(s);
	for (size_t i = 0; i < s->n && !err; i++) {
		s->at[i] = s->len;
		err = put_one(s, i);
	}
	for (int way = 0; way < SIFT_WAYS; way++) {
		s->at[s->n + (size_t)way] = s->len;
		leave(s, map_fd, ways + way);
	}
	if (err)
		return err;
	return s->len > JUMP_MAX || !s->refuses ? -EOPNOTSUPP : 0;
}

int sift_translate(const struct sock_filter *code, size_t n, int map_fd, int ways,
		   struct bpf_insn **ret, size_t *ret_n)
{
	_cleanup_free_ struct bpf_insn *into = NULL;
	_cleanup_free_ size_t *at = NULL;
	struct sift s = { .code = code, .n = n };
	int err;

	if (!is_sound(code, n))
		return -EOPNOTSUPP;
	s.at = at = calloc(n + SIFT_WAYS, sizeof(*at));
	if (!at)
		return -ENOMEM;
	err = go_over(&s, map_fd, ways);
	if (err)
		return err;
	s.into = into = calloc(s.len, sizeof(*into));
	if (!into)
		return -ENOMEM;
	err = go_over(&s, map_fd, ways);
	if (err)
		return err;
	*ret = TAKE_PTR(into);
	*ret_n = s.len;
	return 0;
}
