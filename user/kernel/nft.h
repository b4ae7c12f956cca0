/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nft.h - rulesets loaded into namespaces, and listed: the only user of libnftables.
 *
 * Theory of operation
 *
 * libnftables belongs to the nft program and behaves like it: it ends the process where there is
 * no netfilter, waits for ever where it is told to monitor, asks the DNS for a mistyped address.
 * So it works in a child, one for all rulesets of a lab (1.5 ms for the fork, 0.2 ms for a
 * ruleset; one child each would be 1.5 ms for each). The child tells of each ruleset through a
 * pipe; who hears nothing for NFT_PATIENCE_S ends it. Its memory goes with it.
 *
 * A context belongs to the namespace it was made in, so each is made inside and used once.
 */
#ifndef NSCOPE_NFT_H
#define NSCOPE_NFT_H

#include "netns.h"

#define NFT_PATIENCE_S 5

struct nft_job {
	const struct netns *ns;
	const char *ruleset; /* as nft -f reads it; what was there before goes; "": nothing comes */
};

/**
 * nft_load() - give namespaces their rulesets, each in one transaction: all of it or nothing
 * @ret_done: how many were loaded; on failure the one that was refused is jobs[*ret_done]
 * @e:        nft's own words, with the line it quotes
 *
 * A ruleset stands for itself: include is refused, a host's name is looked for in /etc/hosts only.
 * Return: 0; -EINVAL it is no ruleset; -EPROTONOSUPPORT no nf_tables here; -ETIMEDOUT; -errno
 */
int nft_load(const struct nft_job *jobs, size_t n, size_t *ret_done, struct err *e);

/**
 * nft_list() - a namespace's ruleset as `nft -a -s -t list ruleset` prints it
 * Return: a descriptor of it, the caller's, to be read from its beginning with pread(); -errno
 */
int nft_list(const struct netns *ns, struct err *e);

#endif
