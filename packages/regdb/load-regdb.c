// SPDX-License-Identifier: GPL-2.0-only
/*
 * load-regdb - has the kernel read /lib/firmware/regulatory.db.
 *
 * A kernel with cfg80211 built in looks for the file before the root file
 * system is mounted, and never again by itself.  Until it has the file every
 * country is the "world": 2.4 GHz, channels 1 to 11.
 *
 * Netlink by hand: two requests are not worth a library.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct message {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	char attrs[16384];	/* the answer lists nl80211's commands */
};

/*
 * Send @command and get the answer: 0 or an errno.  With @attr it is a
 * question, which is answered; without, an order, which is acknowledged when
 * one asks for that.
 */
static int ask(int sock, int family, int command, const struct nlattr *attr,
	       struct message *answer)
{
	struct message request = {
		.nl = {
			.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
			.nlmsg_type = family,
			.nlmsg_flags = NLM_F_REQUEST | (attr ? 0 : NLM_F_ACK),
		},
		.genl = { .cmd = command, .version = 1 },
	};
	const struct nlmsgerr *error;
	ssize_t n;

	if (attr) {
		memcpy(request.attrs, attr, attr->nla_len);
		request.nl.nlmsg_len += NLA_ALIGN(attr->nla_len);
	}
	if (send(sock, &request, request.nl.nlmsg_len, 0) < 0)
		return errno;
	n = recv(sock, answer, sizeof(*answer), 0);
	if (n < 0)
		return errno;
	if (!NLMSG_OK(&answer->nl, n))
		return EPROTO;
	if (answer->nl.nlmsg_type != NLMSG_ERROR)
		return 0;
	error = NLMSG_DATA(&answer->nl);
	return -error->error;
}

/* The number that the kernel has given to nl80211; -1 with errno set. */
static int family_of_nl80211(int sock)
{
	struct {
		struct nlattr attr;
		char name[NLA_ALIGN(sizeof(NL80211_GENL_NAME))];
	} name = {
		.attr = {
			.nla_len = NLA_HDRLEN + sizeof(NL80211_GENL_NAME),
			.nla_type = CTRL_ATTR_FAMILY_NAME,
		},
		.name = NL80211_GENL_NAME,
	};
	struct message answer;
	const struct nlattr *attr;
	const char *p, *end;
	unsigned short id;

	errno = ask(sock, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, &name.attr,
		    &answer);
	if (errno)
		return -1;
	p = answer.attrs;
	end = (char *)&answer + answer.nl.nlmsg_len;
	while (end - p >= NLA_HDRLEN) {
		attr = (const struct nlattr *)p;
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID) {
			memcpy(&id, p + NLA_HDRLEN, sizeof(id));
			return id;
		}
		p += NLA_ALIGN(attr->nla_len);
	}
	errno = EPROTO;
	return -1;
}

int main(void)
{
	struct message answer;
	int sock, family;

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (sock < 0) {
		perror("load-regdb: netlink");
		return 111;
	}
	family = family_of_nl80211(sock);
	if (family < 0) {
		perror("load-regdb: this kernel has no wifi (nl80211)");
		return 111;
	}
	errno = ask(sock, family, NL80211_CMD_RELOAD_REGDB, NULL, &answer);
	if (errno) {
		perror("load-regdb: /lib/firmware/regulatory.db");
		return 111;
	}
	return 0;
}
