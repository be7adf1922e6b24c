// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tests ask of network devices, on a board that has neither ethtool nor
 * bridge(8), and on a computer whose kernel may know nothing of VLANs.
 *
 *   nettool stats DEVICE            "NAME VALUE" lines: what ethtool -S shows
 *   nettool pause DEVICE on|off     ethtool -A: flow control, not negotiated
 *   nettool down DEVICE
 *   nettool failup DEVICE N         it comes up, while the N-th allocation of
 *                                   that fails; prints how many were left to N
 *   nettool vlan DEVICE add|del VID [pvid] [untagged]
 *                                   bridge vlan, on a port or the bridge itself
 *   nettool shout DEVICE VID TEXT [N]
 *                                   N broadcast frames (1); VID 0: without a tag
 *   nettool hear DEVICE SECONDS     "VID TEXT" lines of shouts that come in
 *
 * Shouts are frames of the type for experiments (IEEE 802, 88b5).  Exit: 0
 * good, 2 usage, 111 the system failed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* linux/if_bridge.h, which musl's headers do not bear beside them */
#define BRIDGE_FLAGS_SELF	2
#define BRIDGE_VLAN_PVID	(1 << 1)
#define BRIDGE_VLAN_UNTAGGED	(1 << 2)
enum { BRIDGE_FLAGS = 0, BRIDGE_VLAN_INFO = 2 };
struct vlan_info {
	uint16_t flags;
	uint16_t vid;
};

#define SHOUT		0x88b5
#define TEXT_MAX	40
#define FRAME_MAX	1600

static int die(const char *what)
{
	fprintf(stderr, "nettool: %s: %s\n", what, strerror(errno));
	exit(111);
}

static unsigned int index_of(const char *device)
{
	unsigned int index = if_nametoindex(device);

	if (!index)
		die(device);
	return index;
}

/* -------------------------------------------------------------- ethtool */

static void ethtool(const char *device, void *data)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq r = { .ifr_data = data };

	strncpy(r.ifr_name, device, IFNAMSIZ - 1);
	if (s < 0 || ioctl(s, SIOCETHTOOL, &r))
		die(device);
	close(s);
}

static int stats(const char *device)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ethtool_gstrings *names;
	struct ethtool_stats *values;
	uint32_t n;

	ethtool(device, &info);
	n = info.n_stats;
	names = calloc(1, sizeof(*names) + n * ETH_GSTRING_LEN);
	values = calloc(1, sizeof(*values) + n * sizeof(values->data[0]));
	if (!names || !values)
		die("memory");
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = n;
	ethtool(device, names);
	values->cmd = ETHTOOL_GSTATS;
	values->n_stats = n;
	ethtool(device, values);
	for (uint32_t i = 0; i < n; i++)
		printf("%.*s %llu\n", ETH_GSTRING_LEN,
		       (char *)names->data + i * ETH_GSTRING_LEN,
		       (unsigned long long)values->data[i]);
	return 0;
}

static int set_pause(const char *device, int on)
{
	struct ethtool_pauseparam p = {
		.cmd = ETHTOOL_SPAUSEPARAM,
		.rx_pause = on,
		.tx_pause = on,
	};

	ethtool(device, &p);
	return 0;
}

/* ---------------------------------------------------------- up and down */

static int set_up(int s, const char *device, int up)
{
	struct ifreq r = { .ifr_flags = 0 };

	strncpy(r.ifr_name, device, IFNAMSIZ - 1);
	if (ioctl(s, SIOCGIFFLAGS, &r))
		return -1;
	r.ifr_flags = up ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP;
	return ioctl(s, SIOCSIFFLAGS, &r);
}

static int down(const char *device)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	if (s < 0 || set_up(s, device, 0))
		die(device);
	return 0;
}

/* Documentation/fault-injection: of this very task's allocations */
static int fail_up(const char *device, const char *nth)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	int f = open("/proc/self/fail-nth", O_RDWR);
	char left[16] = "";

	if (s < 0 || f < 0 || write(f, nth, strlen(nth)) < 0)
		die("fail-nth");
	set_up(s, device, 1);
	if (pread(f, left, sizeof(left) - 1, 0) < 0 ||
	    pwrite(f, "0", 1, 0) < 0)
		die("fail-nth");
	printf("%d\n", atoi(left));
	return 0;
}

/* ---------------------------------------------------------------- VLANs */

struct request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	char attributes[128];
};

static struct rtattr *append(struct request *r, int type, const void *data,
			     size_t len)
{
	struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(a), data, len);
	r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) +
			    RTA_ALIGN(a->rta_len);
	return a;
}

static int vlan(const char *device, int type, int vid, int flags)
{
	struct request r = {
		.head.nlmsg_len = NLMSG_LENGTH(sizeof(r.link)),
		.head.nlmsg_type = type,
		.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.link.ifi_family = PF_BRIDGE,
		.link.ifi_index = index_of(device),
	};
	struct vlan_info info = { .vid = vid, .flags = flags };
	uint16_t self = BRIDGE_FLAGS_SELF;
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char request[512];
	} reply;
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	char path[64 + IFNAMSIZ];
	struct rtattr *nest;

	nest = append(&r, IFLA_AF_SPEC, NULL, 0);
	snprintf(path, sizeof(path), "/sys/class/net/%s/bridge", device);
	if (!access(path, F_OK))
		append(&r, BRIDGE_FLAGS, &self, sizeof(self));
	append(&r, BRIDGE_VLAN_INFO, &info, sizeof(info));
	nest->rta_len = (char *)&r + r.head.nlmsg_len - (char *)nest;

	if (s < 0 || send(s, &r, r.head.nlmsg_len, 0) < 0 ||
	    recv(s, &reply, sizeof(reply), 0) < (ssize_t)NLMSG_LENGTH(4))
		die("netlink");
	errno = reply.head.nlmsg_type == NLMSG_ERROR ? -reply.error.error :
						       EPROTO;
	if (errno)
		die(device);
	return 0;
}

/* --------------------------------------------------------------- frames */

static int packet_socket(const char *device)
{
	struct sockaddr_ll a = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = index_of(device),
	};
	int s = socket(AF_PACKET, SOCK_RAW, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof(a)))
		die(device);
	return s;
}

static int shout(const char *device, int vid, const char *text, int times)
{
	unsigned char frame[ETH_ZLEN + 4] = { 0 }, *p = frame + 2 * ETH_ALEN;
	int s = packet_socket(device);
	size_t len = ETH_ZLEN;

	memset(frame, 0xff, ETH_ALEN);
	/* an address of its own, so that no table of addresses is spoilt */
	memcpy(frame + ETH_ALEN, "\x02\x53\x48\x4f\x55\x54", ETH_ALEN);
	if (vid) {
		memcpy(p, (uint16_t[]){ htons(ETH_P_8021Q), htons(vid) }, 4);
		p += 4;
		len += 4;
	}
	memcpy(p, (uint16_t[]){ htons(SHOUT) }, 2);
	strncpy((char *)p + 2, text, TEXT_MAX);
	while (times-- > 0)
		if (send(s, frame, len, 0) != (ssize_t)len)
			die(device);
	return 0;
}

/* The kernel takes a tag off before it hands a frame over, and tells it. */
static void heard(int s)
{
	unsigned char frame[FRAME_MAX], *type = frame + 2 * ETH_ALEN;
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct iovec io = { .iov_base = frame, .iov_len = sizeof(frame) };
	struct sockaddr_ll from;
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &io, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(s, &m, 0);
	struct tpacket_auxdata aux;
	int vid = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == SOL_PACKET &&
		    c->cmsg_type == PACKET_AUXDATA) {
			memcpy(&aux, CMSG_DATA(c), sizeof(aux));
			if (aux.tp_status & TP_STATUS_VLAN_VALID)
				vid = aux.tp_vlan_tci & 0xfff;
		}
	if (n < ETH_ZLEN - 4 || from.sll_pkttype == PACKET_OUTGOING)
		return;
	if (type[0] == 0x81 && type[1] == 0x00) {
		vid = (type[2] << 8 | type[3]) & 0xfff;
		type += 4;
	}
	if ((type[0] << 8 | type[1]) == SHOUT) {
		printf("%d %.*s\n", vid, TEXT_MAX, (char *)type + 2);
		fflush(stdout);
	}
}

static int hear(const char *device, double seconds)
{
	int s = packet_socket(device), one = 1, left;
	struct pollfd p = { .fd = s, .events = POLLIN };
	struct timespec start, now;

	if (setsockopt(s, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)))
		die(device);
	printf("ready\n");
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		left = 1000 * (seconds - (now.tv_sec - start.tv_sec)) -
		       (now.tv_nsec - start.tv_nsec) / 1000000;
		if (left > 0 && poll(&p, 1, left) > 0)
			heard(s);
	} while (left > 0);
	return 0;
}

static int usage(void)
{
	fprintf(stderr, "usage: nettool stats DEVICE | pause DEVICE on|off |\n"
		"\tdown DEVICE | failup DEVICE N |\n"
		"\tvlan DEVICE add|del VID [pvid] [untagged] |\n"
		"\tshout DEVICE VID TEXT [N] | hear DEVICE SECONDS\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "", *device = argv[2];
	int flags = 0;

	if (argc == 3 && !strcmp(verb, "stats"))
		return stats(device);
	if (argc == 3 && !strcmp(verb, "down"))
		return down(device);
	if (argc == 4 && !strcmp(verb, "failup"))
		return fail_up(device, argv[3]);
	if (argc == 4 && !strcmp(verb, "pause"))
		return set_pause(device, !strcmp(argv[3], "on"));
	if ((argc == 5 || argc == 6) && !strcmp(verb, "shout"))
		return shout(device, atoi(argv[3]), argv[4],
			     argc == 6 ? atoi(argv[5]) : 1);
	if (argc == 4 && !strcmp(verb, "hear"))
		return hear(device, atof(argv[3]));
	if (argc < 5 || strcmp(verb, "vlan"))
		return usage();
	for (int i = 5; i < argc; i++)
		flags |= !strcmp(argv[i], "pvid") ? BRIDGE_VLAN_PVID :
						    BRIDGE_VLAN_UNTAGGED;
	return vlan(device, strcmp(argv[3], "del") ? RTM_SETLINK : RTM_DELLINK,
		    atoi(argv[4]), flags);
}
