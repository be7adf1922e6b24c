// SPDX-License-Identifier: GPL-2.0-only
/*
 * ethstats DEVICE: what a network driver counts, as ethtool -S prints it, a
 * line "NAME VALUE" each.  Exit: 0 good, 1 the driver has none, 2 usage, 111
 * the system failed.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int ask(const char *device, void *command)
{
	static int s = -1;
	struct ifreq ifr = { .ifr_data = command };

	if (s < 0)
		s = socket(AF_INET, SOCK_DGRAM, 0);
	if (s < 0)
		exit(111);
	strncpy(ifr.ifr_name, device, sizeof(ifr.ifr_name) - 1);
	if (ioctl(s, SIOCETHTOOL, &ifr) == 0)
		return 0;
	fprintf(stderr, "ethstats: %s: %s\n", device, strerror(errno));
	return -1;
}

int main(int argc, char **argv)
{
	struct {
		struct ethtool_sset_info info;
		uint32_t n;
	} sets = {
		.info = { .cmd = ETHTOOL_GSSET_INFO,
			  .sset_mask = 1 << ETH_SS_STATS },
	};
	struct ethtool_gstrings *names;
	struct ethtool_stats *values;
	uint32_t n;

	if (argc != 2) {
		fprintf(stderr, "usage: ethstats DEVICE\n");
		return 2;
	}
	if (ask(argv[1], &sets))
		return 1;
	n = sets.info.sset_mask ? sets.n : 0;
	if (!n) {
		fprintf(stderr, "ethstats: %s counts nothing\n", argv[1]);
		return 1;
	}
	names = calloc(1, sizeof(*names) + n * ETH_GSTRING_LEN);
	values = calloc(1, sizeof(*values) + n * sizeof(values->data[0]));
	if (!names || !values)
		return 111;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = n;
	values->cmd = ETHTOOL_GSTATS;
	values->n_stats = n;
	if (ask(argv[1], names) || ask(argv[1], values))
		return 1;
	for (uint32_t i = 0; i < n; i++)
		printf("%.*s %" PRIu64 "\n", ETH_GSTRING_LEN,
		       (char *)names->data + i * ETH_GSTRING_LEN,
		       (uint64_t)values->data[i]);
	return 0;
}
