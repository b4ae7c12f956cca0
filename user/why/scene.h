/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scene.h - what a cause is judged by: the way the packet should have gone, and what was seen.
 *
 * Theory of operation
 *
 * scene_set() walks once, before any cause is asked: FROM's interface and next hop as FROM's own
 * kernel chose them, the wire behind it, its owner; behind a gateway on along connected networks,
 * which nobody's kernel has confirmed, so those steps are marked guessed. Then it reads the
 * probe's frames once and counts. Causes only look; each says whether it explains the loss.
 */
#ifndef NSCOPE_SCENE_H
#define NSCOPE_SCENE_H

#include "verdict.h"
#include "wire.h"

/* Enough for a lab; a longer way is not followed to its end, and says so. */
#define PATH_MAX_ENDS 64

struct step {
	const struct room *room;
	const struct link_row *link;
	bool guessed; /* behind a router whose kernel was not asked */
};

/* The probe's frames, counted. "asked" is ARP or neighbour solicitation. */
struct seen {
	unsigned int asked;	 /* left FROM: who has the next hop? */
	unsigned int heard;	 /* came in at the next hop's namespace */
	unsigned int answered;	 /* came back in at FROM */
	unsigned int failed;	 /* the kernel gave the next hop up (NUD_FAILED) */
	unsigned int echoes;	 /* echo requests that left FROM */
	unsigned int arrived;	 /* came in at TO's namespace */
	unsigned int replies;	 /* left TO's namespace */
	unsigned int back;	 /* came back in at FROM */
	const struct room *drop; /* the kernel threw a request away here, NULL: no such event */
	uint64_t first_ns;	/* the first answered echo: its first question or itself; 0: none */
	uint64_t first_echo_ns; /* the echo request left */
	uint64_t first_back_ns; /* its reply was in */
};

struct scene {
	const struct question *q;
	const struct link_row *egress; /* NULL: the kernel named none */
	uint8_t hop[16];	       /* TO, or the gateway */
	struct wire wire;	       /* all that hangs on egress, links that are down included */
	const struct room *hop_room;   /* owner of the next hop on that wire, NULL: nobody there */
	const struct room *to_room;    /* owner of TO at the end of the path, NULL: not reached */
	const struct room *owner;      /* any owner of TO, wherever; NULL: nobody */
	struct step path[PATH_MAX_ENDS]; /* egress first, in the request's direction */
	size_t n_path;
	struct seen seen;
};

/** scene_set() - walk and count; scene_done() it */
void scene_set(const struct question *q, struct scene *ret);
void scene_done(struct scene *s);
#define _cleanup_scene_ _cleanup_(scene_done)

/** scene_packets_past() - did a packet of the probe show at the path's @step or behind it? */
bool scene_packets_past(const struct scene *s, size_t step);

/** scene_leads_to_owner() - would a frame out of this interface of FROM meet an owner of TO? */
bool scene_leads_to_owner(const struct scene *s, const struct link_row *l);

/** scene_confidence() - who speaks for a verdict; lost events may have said the opposite */
enum confidence scene_confidence(const struct scene *s, bool witnessed);

/** scene_linked() - can one walk from one room to another over any pipes and bridges and rooms? */
bool scene_linked(const struct snapshot *s, const struct room *a, const struct room *b);

#endif
