// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * infile.c - a capture to read
 *
 * Its first octets say whose it is. A pipe cannot be read from the beginning again, so what was
 * looked at is put in front of the rest (fopencookie) for whoever reads on.
 */
#include "infile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <pcap/pcap.h>

#include "../trace/capture.h"
#include "../util/text.h"
#include "asuser.h"

#define BLOCK_FIRST 65536 /* octets of memory for a block; none of ours is longer */

struct infile {
	const char *name;
	int fd;
	bool ours, stream;
	uint8_t front[CAPTURE_SNIFF];
	size_t n_front, at_front;
	FILE *file;   /* front and the rest; libpcap's when there is one */
	pcap_t *pcap; /* NULL: ours */
	uint8_t *block;
	size_t size;	     /* octets of memory behind block */
	uint64_t at, offset; /* of the last block and of the next one, in the file */
};

static ssize_t on_read(void *cookie, char *buf, size_t size)
{
	struct infile *f = cookie;
	size_t n = f->n_front - f->at_front;
	ssize_t got;

	if (n) {
		n = n < size ? n : size;
		memcpy(buf, f->front + f->at_front, n);
		f->at_front += n;
		return (ssize_t)n;
	}
	do
		got = read(f->fd, buf, size);
	while (got < 0 && errno == EINTR);
	return got;
}

static int look(struct infile *f, struct err *e)
{
	while (f->n_front < sizeof(f->front)) {
		ssize_t n = read(f->fd, f->front + f->n_front, sizeof(f->front) - f->n_front);

		if (n < 0 && errno != EINTR)
			return err_sys(e, errno, "%s", f->name);
		if (n == 0)
			break;
		if (n > 0)
			f->n_front += (size_t)n;
	}
	f->ours = capture_is_ours(f->front, f->n_front);
	return 0;
}

static int open_file(struct infile *f, const char *path, struct err *e)
{
	struct asuser user;
	struct stat st;
	int error;

	if (!strcmp(path, "-")) {
		f->fd = STDIN_FILENO;
		f->name = "standard input";
	} else {
		if (asuser_begin(&user))
			return err_sys(e, errno, "%s", path);
		f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		error = errno;
		asuser_end(&user);
		if (f->fd < 0)
			return err_sys(e, error, "%s", path);
	}
	if (fstat(f->fd, &st))
		return err_sys(e, errno, "%s", f->name);
	if (S_ISDIR(st.st_mode))
		return err_sys(e, EISDIR, "%s", f->name);
	f->stream = !S_ISREG(st.st_mode);
	return 0;
}

/* A sentence of libpcap's, without what may be in it of the file's bytes. */
static int pcap_err(const struct infile *f, const char *words, struct err *e)
{
	char buf[PCAP_ERRBUF_SIZE * 4];
	struct text t = TEXT(buf);

	buf[0] = '\0';
	text_escape(&t, words, strnlen(words, PCAP_ERRBUF_SIZE));
	return err_set(e, EPROTO, "%s: %s", f->name, buf);
}

static int open_pcap(struct infile *f, struct err *e)
{
	char words[PCAP_ERRBUF_SIZE] = "";
	const char *type, *says;
	int dlt;

	f->pcap = pcap_fopen_offline_with_tstamp_precision(f->file, PCAP_TSTAMP_PRECISION_NANO,
							   words);
	if (!f->pcap)
		return pcap_err(f, words, e);
	f->file = NULL; /* pcap_close() closes it */
	dlt = pcap_datalink(f->pcap);
	if (dlt == DLT_EN10MB)
		return 0;
	type = pcap_datalink_val_to_name(dlt);
	says = pcap_datalink_val_to_description(dlt);
	if (!type)
		return err_set(e, EPROTONOSUPPORT,
			       "%s: its link type is %d; nscope reads Ethernet frames only",
			       f->name, dlt);
	return err_set(e, EPROTONOSUPPORT,
		       "%s: its link type is %s (%s); nscope reads Ethernet frames only", f->name,
		       type, says ? says : "");
}

int infile_open(const char *path, struct infile **ret, struct err *e)
{
	_cleanup_infile_ struct infile *f = calloc(1, sizeof(*f));
	int err;

	if (!f)
		return err_sys(e, ENOMEM, "%s", path);
	f->fd = -1;
	f->name = path;
	err = open_file(f, path, e);
	if (!err)
		err = look(f, e);
	if (err)
		return err;
	f->file = fopencookie(f, "r", (cookie_io_functions_t){ .read = on_read });
	if (!f->file)
		return err_sys(e, ENOMEM, "%s", path);
	err = f->ours ? 0 : open_pcap(f, e);
	if (!err)
		*ret = TAKE_PTR(f);
	return err;
}

void infile_close(struct infile *f)
{
	if (!f)
		return;
	if (f->pcap)
		pcap_close(f->pcap);
	cleanup_fclose(&f->file);
	if (f->fd != STDIN_FILENO)
		cleanup_close(&f->fd);
	free(f->block);
	free(f);
}

bool infile_is_ours(const struct infile *f)
{
	return f->ours;
}

bool infile_is_stream(const struct infile *f)
{
	return f->stream;
}

/* What there is of the next @len octets, behind @at in the block's memory. */
static size_t read_on(struct infile *f, size_t at, size_t len)
{
	size_t size = at + len > BLOCK_FIRST ? at + len : BLOCK_FIRST;
	uint8_t *more;

	if (f->size < size) {
		more = realloc(f->block, size);
		if (!more)
			return 0;
		f->block = more;
		f->size = size;
	}
	return fread(f->block + at, 1, len, f->file);
}

int infile_block(struct infile *f, const uint8_t **ret, size_t *len, struct err *e)
{
	size_t n = read_on(f, 0, 8), total = 0;

	if (n == 0 && feof(f->file)) {
		*len = 0;
		return 0;
	}
	if (n == 8) {
		total = capture_block_len(f->block);
		if (!total)
			return err_set(e, EPROTO, "%s: no block at octet %llu", f->name,
				       (unsigned long long)f->offset);
		n += read_on(f, 8, total - 8);
	}
	if (ferror(f->file))
		return err_sys(e, errno ? errno : EIO, "%s", f->name);
	if (n < 8 || n < total)
		return err_set(e, EPROTO, "%s: the file ends within the block at octet %llu",
			       f->name, (unsigned long long)f->offset);
	f->at = f->offset;
	f->offset += total;
	*ret = f->block;
	*len = total;
	return 0;
}

uint64_t infile_block_at(const struct infile *f)
{
	return f->at;
}

int infile_packet(struct infile *f, struct infile_packet *ret, struct err *e)
{
	struct pcap_pkthdr *head;
	const u_char *bytes;
	int n = pcap_next_ex(f->pcap, &head, &bytes);

	if (n == PCAP_ERROR_BREAK)
		return 0;
	if (n != 1)
		return pcap_err(f, pcap_geterr(f->pcap), e);
	*ret = (struct infile_packet){
		.time_ns = (uint64_t)head->ts.tv_sec * 1000000000 + (uint64_t)head->ts.tv_usec,
		.caplen = head->caplen,
		.len = head->len > head->caplen ? head->len : head->caplen,
		.bytes = bytes,
	};
	return 1;
}
