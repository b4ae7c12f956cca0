// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ring.c - the programs' ring, read in place
 *
 * Theory of operation
 *
 * The map shows a page with how far we have read, a page with how far it is written, and the
 * records, twice behind each other, so that none is ever cut. In front of each stand its length
 * and two bits: still being written; given up.
 *
 * libbpf's reader tells the kernel after each record how far it is. The programs look at that word
 * whenever they reserve one, on another CPU, so in a storm its cache line goes to and fro with each
 * event. We tell it once for many. And as records lie in line, the next ones are fetched while one
 * is worked on: they come out of another CPU's cache.
 */
#include "ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sys/mman.h>

#define AHEAD	    1024	/* octets: nine records of a storm */
#define LINE	    64		/* octets of a cache line */
#define TELL_OCTETS (64 * 1024) /* of 16 MiB */

struct event_ring {
	size_t page, bytes;
	unsigned long *read;	      /* ours to write, in a page of its own */
	const unsigned long *written; /* followed by a page's rest, and the records */
};

int ring_open(int fd, size_t bytes, struct event_ring **ret)
{
	_cleanup_free_ struct event_ring *r = calloc(1, sizeof(*r));
	void *p;

	if (!r)
		return -ENOMEM;
	r->page = (size_t)sysconf(_SC_PAGESIZE);
	r->bytes = bytes;
	p = mmap(NULL, r->page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	r->read = p;
	p = mmap(NULL, r->page + 2 * bytes, PROT_READ, MAP_SHARED, fd, (off_t)r->page);
	if (p == MAP_FAILED) {
		int err = -errno;

		munmap(r->read, r->page);
		return err;
	}
	r->written = p;
	*ret = TAKE_PTR(r);
	return 0;
}

void ring_close(struct event_ring *r)
{
	if (!r)
		return;
	munmap(r->read, r->page);
	munmap((void *)r->written, r->page + 2 * r->bytes);
	free(r);
}

static const uint8_t *at(const struct event_ring *r, unsigned long pos)
{
	return (const uint8_t *)r->written + r->page + (pos & (r->bytes - 1));
}

static void tell(struct event_ring *r, unsigned long pos)
{
	__atomic_store_n(r->read, pos, __ATOMIC_RELEASE);
}

int ring_read(struct event_ring *r, int (*fn)(void *ctx, const void *record, size_t len), void *ctx)
{
	unsigned long end = __atomic_load_n(r->written, __ATOMIC_ACQUIRE);
	unsigned long pos = *r->read, told = pos;
	int n = 0, stop = 0;

	while (!stop && pos < end) {
		const uint8_t *record = at(r, pos);
		uint32_t len = __atomic_load_n((const uint32_t *)record, __ATOMIC_ACQUIRE);

		if (len & BPF_RINGBUF_BUSY_BIT)
			break;
		__builtin_prefetch(at(r, pos + AHEAD));
		__builtin_prefetch(at(r, pos + AHEAD + LINE));
		if (!(len & BPF_RINGBUF_DISCARD_BIT)) {
			stop = fn(ctx, record + BPF_RINGBUF_HDR_SZ, len);
			n++;
		}
		pos += (BPF_RINGBUF_HDR_SZ + (len & ~BPF_RINGBUF_DISCARD_BIT) + 7) & ~7ul;
		if (pos - told >= TELL_OCTETS)
			tell(r, told = pos);
	}
	tell(r, pos);
	return n;
}
