// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traffic that both ends know: what arrives is compared with what was sent.
 *
 *   netload recv PORT                       one TCP connection, till its end
 *   netload send ADDRESS PORT SECONDS
 *   netload count PORT SECONDS              UDP, numbered datagrams
 *   netload burst ADDRESS PORT SECONDS PER_SECOND
 *
 * It stands in for iperf3, whose source archive Debian's mirrors do not have
 * (asked in 2026: 404), and checks what iperf3 does not: every byte.
 *
 * recv and send print "BYTES bytes", count "GOOD good BAD bad LOST lost" (lost:
 * of those numbered up to the last one that came), burst "SENT sent": it goes
 * on whatever the network says, and leaves out what it could not send.  Exit: 0
 * good, 1 something was not as it was sent, or the connection broke, 2 usage,
 * 111 the system failed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHUNK		(256 * 251)	/* whole periods of the pattern */
#define DATAGRAM	1400

static int die(const char *what)
{
	fprintf(stderr, "netload: %s: %s\n", what, strerror(errno));
	exit(111);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* A byte repeats after 64,256 only, so that a lost packet shows. */
static void fill(unsigned char *p, size_t n, uint64_t at)
{
	for (size_t i = 0; i < n; i++, at++)
		p[i] = at % 251 ^ at / 251 % 256;
}

static int open_socket(int type, const char *address, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons(atoi(port)) };
	int s = socket(AF_INET, type, 0);
	int one = 1;

	if (s < 0)
		die("socket");
	if (address) {
		if (inet_pton(AF_INET, address, &a.sin_addr) != 1) {
			fprintf(stderr, "netload: %s: no address\n", address);
			exit(2);
		}
		if (connect(s, (struct sockaddr *)&a, sizeof(a)))
			die(address);
		return s;
	}
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(s, (struct sockaddr *)&a, sizeof(a)))
		die("bind");
	return s;
}

static int tcp_receive(const char *port)
{
	static unsigned char got[CHUNK], pattern[2 * CHUNK];
	int l = open_socket(SOCK_STREAM, NULL, port);
	uint64_t bytes = 0;
	ssize_t n;
	int s;

	if (listen(l, 1))
		die("listen");
	s = accept(l, NULL, NULL);
	if (s < 0)
		die("accept");
	fill(pattern, sizeof(pattern), 0);
	while ((n = read(s, got, sizeof(got))) > 0) {
		if (memcmp(got, pattern + bytes % CHUNK, n)) {
			printf("wrong after %" PRIu64 " bytes\n", bytes);
			return 1;
		}
		bytes += n;
	}
	printf("%" PRIu64 " bytes\n", bytes);
	if (n < 0 || write(s, &bytes, sizeof(bytes)) != sizeof(bytes)) {
		perror("netload");
		return 1;
	}
	return 0;
}

static int tcp_send(const char *address, const char *port, double seconds)
{
	static unsigned char pattern[CHUNK];
	int s = open_socket(SOCK_STREAM, address, port);
	double end = now() + seconds;
	uint64_t bytes = 0, there = 0;
	size_t at;
	ssize_t n;

	fill(pattern, sizeof(pattern), 0);
	while (now() < end)
		for (at = 0; at < CHUNK; at += n, bytes += n) {
			n = write(s, pattern + at, CHUNK - at);
			if (n < 0) {
				perror("netload");
				return 1;
			}
		}
	shutdown(s, SHUT_WR);
	/* The other end says how much it got. */
	if (read(s, &there, sizeof(there)) != sizeof(there)) {
		fprintf(stderr, "netload: no word from the other end\n");
		return 1;
	}
	printf("%" PRIu64 " bytes\n", bytes);
	return 0;
}

static int udp_count(const char *port, double seconds)
{
	static unsigned char got[DATAGRAM + 1], want[DATAGRAM];
	int s = open_socket(SOCK_DGRAM, NULL, port);
	struct pollfd p = { .fd = s, .events = POLLIN };
	double end = now() + seconds;
	uint64_t good = 0, bad = 0, last = 0;
	uint32_t number;
	int left, size = 1 << 20;

	setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	while ((left = (end - now()) * 1000) > 0 && poll(&p, 1, left) > 0) {
		if (recv(s, got, sizeof(got), 0) != DATAGRAM) {
			bad++;
			continue;
		}
		memcpy(&number, got, sizeof(number));
		number = ntohl(number);
		fill(want, sizeof(want), number);
		if (memcmp(got + 4, want + 4, DATAGRAM - 4)) {
			bad++;
			continue;
		}
		good++;
		if (number >= last)
			last = number + 1;
	}
	printf("%" PRIu64 " good %" PRIu64 " bad %" PRIu64 " lost\n", good,
	       bad, last > good ? last - good : 0);
	return bad || last > good;
}

static int udp_burst(const char *address, const char *port, double seconds,
		     double rate)
{
	static unsigned char data[DATAGRAM];
	int s = open_socket(SOCK_DGRAM, address, port);
	double start = now(), at;
	uint32_t number, net, sent = 0;

	for (number = 0; number < seconds * rate; number++) {
		at = start + number / rate - now();
		if (at > 0)
			usleep(at * 1e6);
		fill(data, sizeof(data), number);
		net = htonl(number);
		memcpy(data, &net, sizeof(net));
		sent += send(s, data, sizeof(data), 0) == sizeof(data);
	}
	printf("%" PRIu32 " sent\n", sent);
	return 0;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 3 && !strcmp(argv[1], "recv"))
		return tcp_receive(argv[2]);
	if (argc == 5 && !strcmp(argv[1], "send"))
		return tcp_send(argv[2], argv[3], atof(argv[4]));
	if (argc == 4 && !strcmp(argv[1], "count"))
		return udp_count(argv[2], atof(argv[3]));
	if (argc == 6 && !strcmp(argv[1], "burst"))
		return udp_burst(argv[2], argv[3], atof(argv[4]),
				 atof(argv[5]));
	fprintf(stderr, "usage: netload recv PORT | send ADDRESS PORT SECONDS"
		" |\n\tcount PORT SECONDS |"
		" burst ADDRESS PORT SECONDS PER_SECOND\n");
	return 2;
}
