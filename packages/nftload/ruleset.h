/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ruleset in the part of nft(8)'s language that a router needs, as messages
 * for nf_tables.  What is not listed here is refused.
 *
 *   table ip NAME                  delete table ip NAME
 *   table ip NAME {
 *       chain NAME {
 *           type TYPE hook HOOK priority PRIORITY; policy POLICY
 *           RULE
 *       }
 *   }
 *
 * A RULE is matches, then statements, on one line:
 *
 *   iifname NAME   oifname NAME                   ("ppp*" is a prefix)
 *   ip saddr ADDRESS[/BITS]   ip daddr ADDRESS[/BITS]   ip protocol PROTOCOL
 *   meta l4proto PROTOCOL     icmp type TYPE
 *   tcp|udp dport|sport PORT[-PORT]
 *   tcp flags FLAG[,FLAG]     ct state STATE[,STATE]   ct status STATUS[,...]
 *   counter   log [prefix "TEXT"]   limit rate N/second|minute|hour|day
 *   tcp option maxseg size set rt mtu
 *   masquerade   dnat to ADDRESS[:PORT]   reject [with tcp reset]
 *   accept   drop   return   jump CHAIN   goto CHAIN
 *
 * `!=` goes before a value, but not before a range or a list.
 */
#ifndef NFTLOAD_RULESET_H
#define NFTLOAD_RULESET_H

#include "message.h"

struct ruleset {
	struct message objects;	/* tables and chains, in the file's order */
	struct message rules;
};

void ruleset_init(struct ruleset *rs);
void ruleset_release(struct ruleset *rs);

/*
 * Reads @text into @rs.  Returns 0, or -1 with *line and a message of at most
 * @size bytes in @err.
 */
int ruleset_parse(struct ruleset *rs, const char *text, uint32_t *line,
		  char *err, size_t size);

#endif
