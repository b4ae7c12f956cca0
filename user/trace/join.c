// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * join.c - which frame is this: one packet_id at every end that a frame passes
 *
 * Theory of operation
 *
 * The kernel has no name for a frame. Two things come close, and each is blind where the other
 * sees:
 *
 *   content   what the sender wrote and nobody on the way may change: all of an ARP packet; of an
 *             IP packet version, addresses, protocol, id, fragment offset and the first 8 octets
 *             behind it (an ICMP checksum covers the rest). Not TTL, not the header checksum, not
 *             the Ethernet addresses: routers change them. The copies of a flooded broadcast have
 *             the same content and so share an id. Blind: NAT rewrites it, and a retransmission
 *             (ARP's above all) has the same.
 *   object    the address of the sk_buff. It stays when NAT rewrites the content. Blind: a clone
 *             has another, and a freed one is used again within microseconds.
 *
 * An arriving frame is looked up by content first. A match counts unless its frame was at this
 * very end before: then it is a retransmission and gets a new id - except when it is the same
 * object within LOOP_NS: that is one frame going round in a loop, and keeps its id, so that a loop
 * shows as one id at one end again and again. A link that duplicates sends two frames alike, one
 * behind the other: when the copy has arrived as the last one of that content, the object tells
 * that the next is the first one.
 *
 * Without a match by content, the object decides, and it has to be NAT's work. NAT's place is
 * between coming in and going out, so:
 *
 *   - the object was last seen coming in to this very namespace, and now goes out of it (what goes
 *     out of another is another frame, in an sk_buff used again);
 *   - that was less than REWRITE_NS ago, and it was not dropped since: that would have freed it;
 *   - all that NAT leaves alone is equal (invariant_of(): a reply in its request's sk_buff differs
 *     in type, the next request in sequence and IP id);
 *   - of source, destination and ICMP id one at least is equal. IPv6 has no IP id, and so two first
 *     requests of two pings are alike in all else: that of who pings a router, and that of the
 *     router's own ping.
 *
 * The new content then leads to the same id too; all later ends go by that. From one end of a pipe
 * to the other only tc changes a frame (behind our hook, where it leaves): bits of it that are
 * harmed on purpose, so there both addresses have to be equal. ARP is never rewritten, so it is
 * never joined this way.
 *
 * Fragments that connection tracking has put together and NAT takes apart again go out in each
 * other's objects (ip_frag_reasm() moves the first into the last one's sk_buff). What stands in for
 * the object is what a receiver would put them together by: IP id, offset, length, protocol and
 * one address, in that namespace.
 *
 *      what happens                       content   object    decided by
 *      bridge, router (TTL, MACs)         same      same      content
 *      flood to n ports                   same      n clones  content
 *      masquerade, DNAT                   other     same      object, and then the new content
 *      retransmission                     same      any       it was at this end before: new
 *      going round in a loop              same      same      object, within LOOP_NS: not new
 *      two alike, one overtakes           same      its own   object
 *      fragments                          by offset same      as any packet
 *      fragments through NAT              other     other     IP id, offset, length, an address
 *      a verdict of the firewall          same      -         content; it changes nothing
 *      a witness (witness.h)              same      same      object, then content; changes nothing
 *
 * A drop is looked up by object first, as its bytes may be missing, then by content. It visits no
 * end. If it was never seen at an end (it died before it left) it gets an id of its own.
 *
 * What hurts: in a bridge loop the copies of a broadcast are clones, so each time round looks like
 * a retransmission and gets a new id. NAT that also copies the sk_buff (to make room for a header)
 * gives a new id where it goes out, as does NAT by tc, or br_netfilter's between a port and its
 * bridge. Where only the ends behind a NAT are watched there is nothing to join.
 *
 * All memory is bounded: the last PASSAGES frames in a ring that packet_id indexes, and memos
 * (memo.h) from keys to ids. What fell out of memory gets a new id; nothing is ever joined because
 * memory ran short.
 */
#include "join_keys.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <string.h>

#include "../../include/knobs.h"
#include "join.h"
#include "witness.h"

#define ENDS	   32768	  /* (frame, end) pairs: eight ends for each frame */
#define CONTENT_NS 10000000000ull /* longer than any queue of a lab: ARP holds packets 3 s */
#define REWRITE_NS 10000000ull	  /* from one end to the next through netfilter: microseconds */
#define LOOP_NS	   100000ull	  /* once round a loop of veth pairs is about 20 us */

int join_init(struct join *j)
{
	int err = 0;

	*j = (struct join){
		.passages = aligned_alloc(sizeof(*j->passages), PASSAGES * sizeof(*j->passages)),
		.bytes = calloc(PASSAGES, sizeof(*j->bytes)),
	};
	if (j->passages)
		memset(j->passages, 0, PASSAGES * sizeof(*j->passages));
	err |= memo_init(&j->content, PASSAGES * 2);
	err |= memo_init(&j->object, PASSAGES * 2);
	err |= memo_init(&j->visited, ENDS);
	err |= memo_init(&j->neighs, NEIGH_MAX);
	return j->passages && j->bytes ? err : -ENOMEM;
}

void join_done(struct join *j)
{
	memo_done(&j->content);
	memo_done(&j->object);
	memo_done(&j->visited);
	memo_done(&j->neighs);
	free(j->passages);
	free(j->bytes);
	*j = (struct join){ 0 };
}

static bool same(const struct passage *p, const struct frame *f)
{
	return p->invariant == invariant_of(f);
}

/* The addresses of sk_buffs are alike in their low bits. */
static uint64_t object_key(const struct frame *f)
{
	return memo_mix(f->object, 0);
}

/* A late event may be older than the memory: its age is 0. */
static bool within(const struct passage *p, const struct frame *f, uint64_t ns)
{
	return f->mono_ns <= p->last_ns || f->mono_ns - p->last_ns <= ns;
}

static uint64_t end_key(const struct frame *f)
{
	return memo_mix(f->netns_cookie, (uint64_t)f->ifindex << 2 | f->dir);
}

static bool was_here(const struct join *j, const struct passage *p, const struct frame *f)
{
	uint64_t end = end_key(f);

	for (uint32_t i = 0; i < p->n_ends && i < PASSAGE_ENDS; i++)
		if (p->ends[i] == end)
			return true;
	return p->n_ends > PASSAGE_ENDS && memo_get(&j->visited, memo_mix(end, p->id));
}

static void visit(struct join *j, struct passage *p, const struct frame *f)
{
	if (was_here(j, p, f))
		return;
	if (p->n_ends < PASSAGE_ENDS)
		p->ends[p->n_ends] = end_key(f);
	else
		memo_put(&j->visited, memo_mix(end_key(f), p->id), 1);
	p->n_ends++;
}

static struct passage *passage_of(const struct join *j, uint32_t id)
{
	struct passage *p = &j->passages[id % PASSAGES];

	return id && p->id == id ? p : NULL;
}

static struct passage *by_content(const struct join *j, const struct frame *f, uint64_t content)
{
	struct passage *p = passage_of(j, memo_get(&j->content, content));

	return p && within(p, f, CONTENT_NS) && same(p, f) ? p : NULL;
}

static struct passage *by_object(const struct join *j, const struct frame *f)
{
	struct passage *p;

	if (!f->object)
		return NULL;
	p = passage_of(j, memo_get(&j->object, object_key(f)));
	return p && within(p, f, REWRITE_NS) ? p : NULL;
}

/* NAT works between coming in and going out, and seldom changes all of what it may. On a pipe only
 * tc can change a frame: bits of it, when it is told to harm. */
static bool may_be_rewritten(const struct passage *p, const struct frame *f)
{
	bool src = p->src == src_key(f), dst = p->dst == dst_key(f);

	if (p->last_cookie == f->netns_cookie)
		return p->last_dir == DIR_IN && f->dir == DIR_OUT &&
		       (src || dst || p->icmp_id == f->icmp.id);
	return p->last_dir == DIR_OUT && f->dir == DIR_IN && src && dst;
}

/* What tells a fragment apart where it comes in: the one address that NAT leaves alone. */
static uint64_t fragment_key(const struct frame *f, uint64_t addr)
{
	uint64_t key = memo_mix(f->netns_cookie, (uint64_t)f->ip.id << 32 | f->ip.frag_offset);

	return memo_mix(memo_mix(key, (uint64_t)f->ip.protocol << 32 | f->ip.len), addr);
}

/* What connection tracking put together goes out in other objects than it came in. */
static struct passage *by_fragment(const struct join *j, const struct frame *f)
{
	const uint64_t addrs[] = { dst_key(f), src_key(f) };
	struct passage *p = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(addrs) && f->ip.fragment && !p; i++) {
		p = passage_of(j, memo_get(&j->object, fragment_key(f, addrs[i])));
		if (p && !(within(p, f, REWRITE_NS) && same(p, f) && may_be_rewritten(p, f)))
			p = NULL;
	}
	return p;
}

static struct passage *by_rewriting(const struct join *j, const struct frame *f)
{
	struct passage *p = by_object(j, f);

	if (!p || !same(p, f) || !may_be_rewritten(p, f))
		p = by_fragment(j, f);
	return p && !was_here(j, p, f) ? p : NULL;
}

static struct passage *find_packet(const struct join *j, const struct frame *f, uint64_t content)
{
	struct passage *p = by_content(j, f, content);

	if (p) {
		bool loop = f->object && p->object == f->object && within(p, f, LOOP_NS);

		if (loop || !was_here(j, p, f))
			return p;
		p = by_object(j, f);
		return p && p->content == content && !was_here(j, p, f) ? p : NULL;
	}
	return f->ip.valid ? by_rewriting(j, f) : NULL;
}

static struct passage *find_drop(const struct join *j, const struct frame *f, uint64_t content)
{
	struct passage *p = by_object(j, f);
	bool readable = f->arp.valid || f->ip.valid;

	if (p && (readable ? same(p, f) : p->eth_type == f->eth_type))
		return p;
	return readable ? by_content(j, f, content) : NULL;
}

static struct passage *passage_new(struct join *j, const struct frame *f)
{
	struct passage *p;

	if (!++j->last_id)
		j->last_id = 1;
	p = &j->passages[j->last_id % PASSAGES];
	p->id = j->last_id;
	p->object = 0;
	p->content = 0;
	p->invariant = invariant_of(f);
	p->n_ends = 0;
	p->eth_type = f->eth_type;
	p->len = f->len;
	p->caplen = (uint16_t)f->caplen;
	p->l2len = f->l2len;
	memcpy(j->bytes[j->last_id % PASSAGES], f->data, f->caplen);
	return p;
}

/* The frame as it is here and now: what it will be found by next. */
static void remember(struct join *j, struct passage *p, const struct frame *f, uint64_t content)
{
	/* The drop of a clone is not the end of the frame. */
	if (f->type == FRAME_PACKET || p->object == f->object) {
		p->last_cookie = f->netns_cookie;
		p->last_dir = (uint8_t)f->dir;
	}
	p->src = src_key(f);
	p->dst = dst_key(f);
	p->icmp_id = f->icmp.id;
	p->last_ns = f->mono_ns;
	if (p->content != content)
		memo_put(&j->content, content, p->id);
	p->content = content;
	if (f->object)
		memo_put(&j->object, object_key(f), p->id);
	p->object = f->object;
	if (f->type != FRAME_PACKET)
		return;
	visit(j, p, f);
	if (f->ip.fragment && f->dir == DIR_IN) {
		memo_put(&j->object, fragment_key(f, p->src), p->id);
		memo_put(&j->object, fragment_key(f, p->dst), p->id);
	}
}

/* A drop of which the kernel gave no bytes shows those of the frame it was. */
static void lend_bytes(const struct join *j, const struct passage *p, struct frame *f)
{
	f->data = j->bytes[p->id % PASSAGES];
	f->caplen = p->caplen;
	f->l2len = p->l2len;
	f->len = p->len;
	frame_dissect(f);
}

uint64_t join_ahead(const struct join *j, const struct frame *f)
{
	uint64_t content = content_key(f);

	memo_prefetch(&j->content, content);
	memo_prefetch(&j->object, object_key(f));
	return content;
}

void join_frame(struct join *j, struct frame *f, uint64_t content)
{
	struct passage *p;

	p = f->type == FRAME_DROP ? find_drop(j, f, content) : find_packet(j, f, content);
	if (p && f->type == FRAME_DROP && !f->caplen)
		lend_bytes(j, p, f);
	else if (p)
		remember(j, p, f, content);
	if (!p) {
		p = passage_new(j, f);
		remember(j, p, f, content);
	}
	f->packet_id = p->id;
}

void join_rule(const struct join *j, struct frame *f)
{
	bool known = f->arp.valid || f->ip.valid;
	const struct passage *p = known ? by_content(j, f, content_key(f)) : NULL;

	if (p)
		f->packet_id = p->id;
}

/* The packet in hand is not always the one that is looked up: some are received in lists. */
static bool may_ask(const struct passage *p, const struct frame *f)
{
	struct event_fib x = f->type == FRAME_FIB ? frame_fib(f) : (struct event_fib){ 0 };
	uint64_t src = memo_addr(x.src, x.addr_len == 4), dst = memo_addr(x.dst, x.addr_len == 4);

	return f->type != FRAME_FIB || p->eth_type == ETH_P_ARP || dst == p->src || dst == p->dst ||
	       src == p->src || src == p->dst;
}

void join_witness(const struct join *j, struct frame *f)
{
	const struct passage *p =
		frame_type_has_packet(f->type) ? find_drop(j, f, content_key(f)) : by_object(j, f);

	if (!p || !may_ask(p, f))
		return;
	if (frame_type_has_packet(f->type) && !f->caplen)
		lend_bytes(j, p, f);
	f->packet_id = p->id;
}
