/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A batch of netlink messages for the kernel's nf_tables, which takes all of
 * it or nothing (linux/netfilter/nfnetlink.h, nf_tables.h).
 */
#ifndef NFTLOAD_MESSAGE_H
#define NFTLOAD_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

struct message {
	unsigned char *data;
	size_t len;
	size_t room;
	size_t start;	/* of the netlink header being filled */
};

void message_init(struct message *m);
void message_release(struct message *m);

/*
 * Begins a message of @type (NFT_MSG_*, or NFNL_MSG_BATCH_*) for @family
 * (NFPROTO_*).  @line is the sequence number: the kernel's answer repeats it.
 */
void message_begin(struct message *m, unsigned int type, unsigned int flags,
		   unsigned int family, uint32_t line);
void message_end(struct message *m);

/* Attributes; numbers travel in network byte order. */
void put(struct message *m, unsigned int type, const void *data, size_t len);
void put_string(struct message *m, unsigned int type, const char *s);
void put_u8(struct message *m, unsigned int type, uint8_t value);
void put_u32(struct message *m, unsigned int type, uint32_t value);
void put_u64(struct message *m, unsigned int type, uint64_t value);

/* An attribute of attributes: returns what nest_end() wants. */
size_t nest_begin(struct message *m, unsigned int type);
void nest_end(struct message *m, size_t at);

/*
 * Sends @objects and then @rules as one batch.  Returns 0, or -1 with errno;
 * then *line is the line of the first message that was refused, 0 if the
 * kernel did not get that far.
 */
int message_send(const struct message *objects, const struct message *rules,
		 uint32_t *line);

#endif
