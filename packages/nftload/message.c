// SPDX-License-Identifier: GPL-2.0-only
#include "message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

void message_init(struct message *m)
{
	memset(m, 0, sizeof(*m));
}

void message_release(struct message *m)
{
	free(m->data);
	message_init(m);
}

/* A ruleset is a few kilobytes: without memory there is nothing to save. */
static unsigned char *extend(struct message *m, size_t len)
{
	size_t padded = NLA_ALIGN(len);

	if (m->len + padded > m->room) {
		m->room = 2 * m->room + padded + 1024;
		m->data = realloc(m->data, m->room);
		if (!m->data) {
			fputs("nftload: out of memory\n", stderr);
			exit(111);
		}
	}
	memset(m->data + m->len, 0, padded);
	m->len += padded;
	return m->data + m->len - padded;
}

void message_begin(struct message *m, unsigned int type, unsigned int flags,
		   unsigned int family, uint32_t line)
{
	struct nlmsghdr header = {
		.nlmsg_flags = NLM_F_REQUEST | flags,
		.nlmsg_seq = line,
	};
	struct nfgenmsg body = {
		.nfgen_family = family,
		.version = NFNETLINK_V0,
	};

	if (type < NLMSG_MIN_TYPE) {
		header.nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | type;
	} else {
		header.nlmsg_type = type;
		body.res_id = htons(NFNL_SUBSYS_NFTABLES);
	}
	m->start = m->len;
	memcpy(extend(m, sizeof(header)), &header, sizeof(header));
	memcpy(extend(m, sizeof(body)), &body, sizeof(body));
}

void message_end(struct message *m)
{
	uint32_t len = m->len - m->start;

	memcpy(m->data + m->start + offsetof(struct nlmsghdr, nlmsg_len), &len,
	       sizeof(len));
}

void put(struct message *m, unsigned int type, const void *data, size_t len)
{
	struct nlattr header = { .nla_len = NLA_HDRLEN + len, .nla_type = type };
	unsigned char *p = extend(m, NLA_HDRLEN + len);

	memcpy(p, &header, sizeof(header));
	memcpy(p + NLA_HDRLEN, data, len);
}

void put_string(struct message *m, unsigned int type, const char *s)
{
	put(m, type, s, strlen(s) + 1);
}

void put_u8(struct message *m, unsigned int type, uint8_t value)
{
	put(m, type, &value, sizeof(value));
}

void put_u32(struct message *m, unsigned int type, uint32_t value)
{
	value = htonl(value);
	put(m, type, &value, sizeof(value));
}

void put_u64(struct message *m, unsigned int type, uint64_t value)
{
	uint32_t halves[2] = { htonl(value >> 32), htonl(value) };

	put(m, type, halves, sizeof(halves));
}

size_t nest_begin(struct message *m, unsigned int type)
{
	size_t at = m->len;

	put(m, type | NLA_F_NESTED, "", 0);
	return at;
}

void nest_end(struct message *m, size_t at)
{
	uint16_t len = m->len - at;

	memcpy(m->data + at + offsetof(struct nlattr, nla_len), &len,
	       sizeof(len));
}

/*
 * The kernel has worked when sendto() returns; its answers are waiting.  The
 * first object asks for one, so silence is a fault, too.
 */
static int read_answers(int fd, uint32_t *line)
{
	char buf[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
	int answers = 0;
	ssize_t n;

	while ((n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		const struct nlmsghdr *h = (const struct nlmsghdr *)buf;
		int left = n;

		for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			const struct nlmsgerr *e = NLMSG_DATA(h);

			if (h->nlmsg_type != NLMSG_ERROR)
				continue;
			answers++;
			if (e->error) {
				*line = h->nlmsg_seq;
				errno = -e->error;
				return -1;
			}
		}
	}
	if (n < 0 && errno != EAGAIN)
		return -1;
	if (!answers)
		errno = EPROTO;
	return answers ? 0 : -1;
}

int message_send(const struct message *objects, const struct message *rules,
		 uint32_t *line)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct message m;
	int fd, saved, ret = -1;

	*line = 0;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (fd < 0)
		return -1;
	message_init(&m);
	message_begin(&m, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, 0);
	message_end(&m);
	memcpy(extend(&m, objects->len), objects->data, objects->len);
	if (rules->len)
		memcpy(extend(&m, rules->len), rules->data, rules->len);
	message_begin(&m, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, 0);
	message_end(&m);

	if (sendto(fd, m.data, m.len, 0, (struct sockaddr *)&kernel,
		   sizeof(kernel)) == (ssize_t)m.len)
		ret = read_answers(fd, line);
	saved = errno;
	message_release(&m);
	close(fd);
	errno = saved;
	return ret;
}
