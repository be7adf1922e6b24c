// SPDX-License-Identifier: GPL-2.0-only
#include "ruleset.h"

#include <arpa/inet.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netlink.h>

#define WORD_MAX 128
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum token { END, NEWLINE, WORD, STRING, PUNCT };

struct parser {
	struct ruleset *rs;
	const char *next;		/* after the token */
	uint32_t line;
	enum token token;
	char word[WORD_MAX];		/* its text; "\n" for NEWLINE */
	char table[NFT_TABLE_MAXNAMELEN];
	char chain[NFT_TABLE_MAXNAMELEN];
	unsigned int l4proto;		/* this rule has matched it already */
	char *err;
	size_t err_size;
};

struct name {
	const char *name;
	unsigned int value;
};

static const struct name protocols[] = {
	{ "icmp", IPPROTO_ICMP }, { "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP }, { "esp", IPPROTO_ESP },
	{ "gre", IPPROTO_GRE }, { }
};

static const struct name icmp_types[] = {
	{ "echo-reply", ICMP_ECHOREPLY },
	{ "destination-unreachable", ICMP_DEST_UNREACH },
	{ "echo-request", ICMP_ECHO },
	{ "time-exceeded", ICMP_TIME_EXCEEDED },
	{ "parameter-problem", ICMP_PARAMETERPROB }, { }
};

static const struct name tcp_flags[] = {
	{ "fin", 1 }, { "syn", 2 }, { "rst", 4 }, { "psh", 8 }, { "ack", 16 },
	{ "urg", 32 }, { }
};

static const struct name ct_states[] = {
	{ "invalid", NF_CT_STATE_INVALID_BIT },
	{ "established", NF_CT_STATE_BIT(IP_CT_ESTABLISHED) },
	{ "related", NF_CT_STATE_BIT(IP_CT_RELATED) },
	{ "new", NF_CT_STATE_BIT(IP_CT_NEW) },
	{ "untracked", NF_CT_STATE_UNTRACKED_BIT }, { }
};

static const struct name ct_statuses[] = {
	{ "snat", IPS_SRC_NAT }, { "dnat", IPS_DST_NAT }, { }
};

static const struct name hooks[] = {
	{ "prerouting", NF_INET_PRE_ROUTING }, { "input", NF_INET_LOCAL_IN },
	{ "forward", NF_INET_FORWARD }, { "output", NF_INET_LOCAL_OUT },
	{ "postrouting", NF_INET_POST_ROUTING }, { }
};

static const struct name chain_types[] = {
	{ "filter", 0 }, { "nat", 0 }, { "route", 0 }, { }
};

static const struct name policies[] = {
	{ "accept", NF_ACCEPT }, { "drop", NF_DROP }, { }
};

static const struct name priorities[] = {
	{ "raw", (unsigned int)NF_IP_PRI_RAW },
	{ "mangle", (unsigned int)NF_IP_PRI_MANGLE },
	{ "dstnat", (unsigned int)NF_IP_PRI_NAT_DST },
	{ "filter", (unsigned int)NF_IP_PRI_FILTER },
	{ "security", (unsigned int)NF_IP_PRI_SECURITY },
	{ "srcnat", (unsigned int)NF_IP_PRI_NAT_SRC }, { }
};

static const struct name units[] = {
	{ "second", 1 }, { "minute", 60 }, { "hour", 3600 }, { "day", 86400 },
	{ }
};

/* The first message stays: what follows from it says less. */
__attribute__((format(printf, 2, 3)))
static int fail(struct parser *p, const char *format, ...)
{
	va_list ap;

	if (p->err[0])
		return -1;
	va_start(ap, format);
	vsnprintf(p->err, p->err_size, format, ap);
	va_end(ap);
	return -1;
}

static int unexpected(struct parser *p, const char *wanted)
{
	return fail(p, "expected %s, not %s%s%s", wanted,
		    p->token == WORD || p->token == PUNCT ? "\"" : "",
		    p->token == END ? "the end of the file" :
		    p->token == NEWLINE ? "the end of the line" :
		    p->token == STRING ? "a string" : p->word,
		    p->token == WORD || p->token == PUNCT ? "\"" : "");
}

/* Words: what stands between spaces and the characters below. */

static size_t token_length(const char *s)
{
	if (s[0] == '!' && s[1] == '=')
		return 2;
	if (strchr("{};,", s[0]))
		return 1;
	return strcspn(s, " \t\r\n{};,#\"!");
}

static int advance(struct parser *p)
{
	size_t n;

	if (p->token == NEWLINE && p->word[0] == '\n')
		p->line++;
	p->next += strspn(p->next, " \t\r");
	if (*p->next == '#')
		p->next += strcspn(p->next, "\n");
	p->word[0] = '\0';
	if (!*p->next) {
		p->token = END;
		return 0;
	}
	if (*p->next == '\n' || *p->next == ';') {
		p->token = NEWLINE;
		p->word[0] = *p->next++;
		p->word[1] = '\0';
		return 0;
	}
	if (*p->next == '"') {
		p->token = STRING;
		p->next++;
		n = strcspn(p->next, "\"\n");
		if (p->next[n] != '"')
			return fail(p, "a string has no end on its line");
	} else {
		p->token = strchr("{},!", *p->next) ? PUNCT : WORD;
		n = token_length(p->next);
		if (!n)
			return fail(p, "unexpected character '%c'", *p->next);
	}
	if (n >= WORD_MAX)
		return fail(p, "a word of %zu characters; the limit is %d", n,
			    WORD_MAX - 1);
	memcpy(p->word, p->next, n);
	p->word[n] = '\0';
	p->next += n + (p->token == STRING);
	return 0;
}

static bool is(const struct parser *p, const char *word)
{
	return (p->token == WORD || p->token == PUNCT) &&
		!strcmp(p->word, word);
}

static int expect(struct parser *p, const char *word)
{
	char wanted[WORD_MAX];

	if (is(p, word))
		return advance(p);
	snprintf(wanted, sizeof(wanted), "\"%s\"", word);
	return unexpected(p, wanted);
}

/* words: "tcp option maxseg ..." one after the other */
static int expect_words(struct parser *p, const char *words)
{
	char word[WORD_MAX];
	int n;

	while (sscanf(words, "%127s%n", word, &n) == 1) {
		if (expect(p, word) < 0)
			return -1;
		words += n;
	}
	return 0;
}

static int skip_newlines(struct parser *p)
{
	while (p->token == NEWLINE)
		if (advance(p) < 0)
			return -1;
	return 0;
}

/* Values */

static const struct name *find(const struct name *names, const char *word)
{
	for (; names->name; names++)
		if (!strcmp(names->name, word))
			return names;
	return NULL;
}

static int read_name(struct parser *p, const struct name *names,
		     const char *what, unsigned int *value)
{
	const struct name *n = p->token == WORD ? find(names, p->word) : NULL;

	if (!n)
		return unexpected(p, what);
	*value = n->value;
	return advance(p);
}

/* One or more names with commas between them, or'ed. */
static int read_flags(struct parser *p, const struct name *names,
		      const char *what, uint32_t *value)
{
	unsigned int one;

	*value = 0;
	for (;;) {
		if (read_name(p, names, what, &one) < 0)
			return -1;
		*value |= one;
		if (!is(p, ","))
			return 0;
		if (advance(p) < 0)
			return -1;
	}
}

/* A decimal number up to @max at *s, which is moved behind it. */
static int read_number(struct parser *p, const char **s, unsigned long max,
		       const char *what, unsigned long *value)
{
	char *end;

	if (**s < '0' || **s > '9')
		return unexpected(p, what);
	*value = strtoul(*s, &end, 10);
	if (*value > max)
		return fail(p, "%s: the limit is %lu, not %s", what, max,
			    p->word);
	*s = end;
	return 0;
}

static int read_identifier(struct parser *p, const char *what, char *out)
{
	size_t n = strlen(p->word);

	if (p->token != WORD || n >= NFT_TABLE_MAXNAMELEN ||
	    strspn(p->word, "abcdefghijklmnopqrstuvwxyz"
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != n)
		return unexpected(p, what);
	memcpy(out, p->word, n + 1);
	return advance(p);
}

static int read_address(struct parser *p, const char *s, size_t n,
			struct in_addr *address)
{
	char text[INET_ADDRSTRLEN] = "";

	if (n < sizeof(text))
		memcpy(text, s, n);
	if (p->token != WORD || inet_pton(AF_INET, text, address) != 1)
		return unexpected(p, "an IPv4 address");
	return 0;
}

/* Expressions */

struct expression {
	size_t element, data;
};

static struct expression expr_begin(struct parser *p, const char *name)
{
	struct message *m = &p->rs->rules;
	struct expression e = { .element = nest_begin(m, NFTA_LIST_ELEM) };

	put_string(m, NFTA_EXPR_NAME, name);
	e.data = nest_begin(m, NFTA_EXPR_DATA);
	return e;
}

static void expr_end(struct parser *p, struct expression e)
{
	nest_end(&p->rs->rules, e.data);
	nest_end(&p->rs->rules, e.element);
}

static void put_value(struct message *m, unsigned int type, const void *value,
		      size_t len)
{
	size_t at = nest_begin(m, type);

	put(m, NFTA_DATA_VALUE, value, len);
	nest_end(m, at);
}

static void add_cmp(struct parser *p, unsigned int op, const void *value,
		    size_t len)
{
	struct expression e = expr_begin(p, "cmp");
	struct message *m = &p->rs->rules;

	put_u32(m, NFTA_CMP_SREG, NFT_REG_1);
	put_u32(m, NFTA_CMP_OP, op);
	put_value(m, NFTA_CMP_DATA, value, len);
	expr_end(p, e);
}

/* register 1 &= mask */
static void add_mask(struct parser *p, const void *mask, size_t len)
{
	struct expression e = expr_begin(p, "bitwise");
	struct message *m = &p->rs->rules;

	put_u32(m, NFTA_BITWISE_SREG, NFT_REG_1);
	put_u32(m, NFTA_BITWISE_DREG, NFT_REG_1);
	put_u32(m, NFTA_BITWISE_LEN, len);
	put_value(m, NFTA_BITWISE_MASK, mask, len);
	put_value(m, NFTA_BITWISE_XOR, "\0\0\0\0", len);
	expr_end(p, e);
}

static void add_meta(struct parser *p, unsigned int key)
{
	struct expression e = expr_begin(p, "meta");

	put_u32(&p->rs->rules, NFTA_META_DREG, NFT_REG_1);
	put_u32(&p->rs->rules, NFTA_META_KEY, key);
	expr_end(p, e);
}

static void add_ct(struct parser *p, unsigned int key)
{
	struct expression e = expr_begin(p, "ct");

	put_u32(&p->rs->rules, NFTA_CT_DREG, NFT_REG_1);
	put_u32(&p->rs->rules, NFTA_CT_KEY, key);
	expr_end(p, e);
}

static void add_payload(struct parser *p, unsigned int base,
			unsigned int offset, unsigned int len)
{
	struct expression e = expr_begin(p, "payload");
	struct message *m = &p->rs->rules;

	put_u32(m, NFTA_PAYLOAD_DREG, NFT_REG_1);
	put_u32(m, NFTA_PAYLOAD_BASE, base);
	put_u32(m, NFTA_PAYLOAD_OFFSET, offset);
	put_u32(m, NFTA_PAYLOAD_LEN, len);
	expr_end(p, e);
}

static void add_load(struct parser *p, unsigned int reg, const void *value,
		     size_t len)
{
	struct expression e = expr_begin(p, "immediate");

	put_u32(&p->rs->rules, NFTA_IMMEDIATE_DREG, reg);
	put_value(&p->rs->rules, NFTA_IMMEDIATE_DATA, value, len);
	expr_end(p, e);
}

/* Fields of headers mean something only behind the right protocol number. */
static void need_l4proto(struct parser *p, unsigned int l4proto)
{
	uint8_t value = l4proto;

	if (!l4proto || p->l4proto == l4proto)
		return;
	p->l4proto = l4proto;
	add_meta(p, NFT_META_L4PROTO);
	add_cmp(p, NFT_CMP_EQ, &value, sizeof(value));
}

/* Matches */

struct match;
typedef int (*match_fn)(struct parser *p, const struct match *m,
			unsigned int op);

struct match {
	const char *first;
	const char *second;
	match_fn read;
	unsigned int key;		/* of meta or ct */
	unsigned int l4proto;
	unsigned int base, offset, len;	/* of the header's field */
	const struct name *names;
};

static void load_field(struct parser *p, const struct match *m)
{
	need_l4proto(p, m->l4proto);
	add_payload(p, m->base, m->offset, m->len);
}

/* Whole names are compared with their end, prefixes without. */
static int match_interface(struct parser *p, const struct match *m,
			   unsigned int op)
{
	char name[IFNAMSIZ] = "";
	size_t n = strlen(p->word);
	bool prefix = n > 1 && p->word[n - 1] == '*';

	if ((p->token != STRING && p->token != WORD) || !n || n >= IFNAMSIZ)
		return unexpected(p, "the name of an interface");
	memcpy(name, p->word, n);
	add_meta(p, m->key);
	add_cmp(p, op, name, prefix ? n - 1 : IFNAMSIZ);
	return advance(p);
}

static int match_address(struct parser *p, const struct match *m,
			 unsigned int op)
{
	size_t n = strcspn(p->word, "/");
	const char *bits_text = p->word + n;
	unsigned long bits = 32;
	struct in_addr address, mask;

	if (read_address(p, p->word, n, &address) < 0)
		return -1;
	if (*bits_text++ == '/' &&
	    (read_number(p, &bits_text, 32, "bits of a network", &bits) < 0 ||
	     *bits_text))
		return unexpected(p, "ADDRESS/BITS");
	mask.s_addr = bits ? htonl(~0u << (32 - bits)) : 0;
	if (address.s_addr & ~mask.s_addr)
		return fail(p, "%s has bits set beyond its network", p->word);
	load_field(p, m);
	if (bits < 32)
		add_mask(p, &mask, sizeof(mask));
	add_cmp(p, op, &address, sizeof(address));
	return advance(p);
}

static int match_name(struct parser *p, const struct match *m,
		      unsigned int op)
{
	unsigned int number;
	uint8_t value;

	if (read_name(p, m->names, m->second, &number) < 0)
		return -1;
	value = number;
	if (m->len)
		load_field(p, m);
	else
		add_meta(p, m->key);
	add_cmp(p, op, &value, sizeof(value));
	if (m->key == NFT_META_L4PROTO && op == NFT_CMP_EQ && !m->len)
		p->l4proto = value;
	return 0;
}

static int match_port(struct parser *p, const struct match *m,
		      unsigned int op)
{
	const char *s = p->word;
	unsigned long from, to;
	uint16_t value;

	if (p->token != WORD)
		return unexpected(p, "a port");
	if (read_number(p, &s, 65535, "a port", &from) < 0)
		return -1;
	to = from;
	if (*s == '-') {
		s++;
		if (read_number(p, &s, 65535, "a port", &to) < 0)
			return -1;
	}
	if (*s || to < from)
		return unexpected(p, "PORT or PORT-PORT");
	load_field(p, m);
	value = htons(from);
	if (to == from) {
		add_cmp(p, op, &value, sizeof(value));
		return advance(p);
	}
	if (op != NFT_CMP_EQ)
		return fail(p, "\"!=\" before a range is not known here");
	add_cmp(p, NFT_CMP_GTE, &value, sizeof(value));
	value = htons(to);
	add_cmp(p, NFT_CMP_LTE, &value, sizeof(value));
	return advance(p);
}

static int match_flags(struct parser *p, const struct match *m,
		       unsigned int op)
{
	uint32_t flags, zero = 0;
	uint8_t byte;

	if (op != NFT_CMP_EQ)
		return fail(p, "\"!=\" before flags is not known here");
	if (read_flags(p, m->names, m->second, &flags) < 0)
		return -1;
	if (m->len) {
		byte = flags;
		load_field(p, m);
		add_mask(p, &byte, sizeof(byte));
		add_cmp(p, NFT_CMP_NEQ, &zero, sizeof(byte));
	} else {
		add_ct(p, m->key);
		add_mask(p, &flags, sizeof(flags));
		add_cmp(p, NFT_CMP_NEQ, &zero, sizeof(flags));
	}
	return 0;
}

#define NETWORK .base = NFT_PAYLOAD_NETWORK_HEADER
#define TRANSPORT .base = NFT_PAYLOAD_TRANSPORT_HEADER

static const struct match matches[] = {
	{ "iifname", NULL, match_interface, .key = NFT_META_IIFNAME },
	{ "oifname", NULL, match_interface, .key = NFT_META_OIFNAME },
	{ "meta", "l4proto", match_name, .key = NFT_META_L4PROTO,
	  .names = protocols },
	{ "ip", "protocol", match_name, NETWORK, .offset = 9, .len = 1,
	  .names = protocols },
	{ "ip", "saddr", match_address, NETWORK, .offset = 12, .len = 4 },
	{ "ip", "daddr", match_address, NETWORK, .offset = 16, .len = 4 },
	{ "icmp", "type", match_name, TRANSPORT, .len = 1,
	  .l4proto = IPPROTO_ICMP, .names = icmp_types },
	{ "tcp", "sport", match_port, TRANSPORT, .len = 2,
	  .l4proto = IPPROTO_TCP },
	{ "tcp", "dport", match_port, TRANSPORT, .offset = 2, .len = 2,
	  .l4proto = IPPROTO_TCP },
	{ "udp", "sport", match_port, TRANSPORT, .len = 2,
	  .l4proto = IPPROTO_UDP },
	{ "udp", "dport", match_port, TRANSPORT, .offset = 2, .len = 2,
	  .l4proto = IPPROTO_UDP },
	{ "tcp", "flags", match_flags, TRANSPORT, .offset = 13, .len = 1,
	  .l4proto = IPPROTO_TCP, .names = tcp_flags },
	{ "ct", "state", match_flags, .key = NFT_CT_STATE,
	  .names = ct_states },
	{ "ct", "status", match_flags, .key = NFT_CT_STATUS,
	  .names = ct_statuses },
};

/* Statements, called with their first word still to be read. */

static int verdict(struct parser *p, int code, const char *chain)
{
	struct expression e = expr_begin(p, "immediate");
	struct message *m = &p->rs->rules;
	size_t data, inner;

	put_u32(m, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	data = nest_begin(m, NFTA_IMMEDIATE_DATA);
	inner = nest_begin(m, NFTA_DATA_VERDICT);
	put_u32(m, NFTA_VERDICT_CODE, (uint32_t)code);
	if (chain)
		put_string(m, NFTA_VERDICT_CHAIN, chain);
	nest_end(m, inner);
	nest_end(m, data);
	expr_end(p, e);
	return 0;
}

static int state_verdict(struct parser *p)
{
	int code = is(p, "accept") ? NF_ACCEPT :
		is(p, "drop") ? NF_DROP : NFT_RETURN;

	verdict(p, code, NULL);
	return advance(p);
}

static int state_jump(struct parser *p)
{
	int code = is(p, "jump") ? NFT_JUMP : NFT_GOTO;
	char chain[NFT_TABLE_MAXNAMELEN];

	if (advance(p) < 0 || read_identifier(p, "a chain", chain) < 0)
		return -1;
	return verdict(p, code, chain);
}

static int state_counter(struct parser *p)
{
	expr_end(p, expr_begin(p, "counter"));
	return advance(p);
}

static int state_log(struct parser *p)
{
	struct expression e = expr_begin(p, "log");
	int ret = advance(p);

	if (!ret && is(p, "prefix")) {
		ret = advance(p);
		if (!ret && p->token != STRING)
			ret = unexpected(p, "a string");
		if (!ret) {
			put_string(&p->rs->rules, NFTA_LOG_PREFIX, p->word);
			ret = advance(p);
		}
	}
	expr_end(p, e);
	return ret;
}

/* The burst is what nft takes when nothing is said. */
static int state_limit(struct parser *p)
{
	struct message *m = &p->rs->rules;
	const struct name *unit;
	struct expression e;
	unsigned long rate;
	const char *s;

	if (expect_words(p, "limit rate") < 0)
		return -1;
	s = p->word;
	if (p->token != WORD ||
	    read_number(p, &s, 1000000, "a rate", &rate) < 0)
		return unexpected(p, "NUMBER/UNIT");
	unit = *s == '/' ? find(units, s + 1) : NULL;
	if (!unit || !rate)
		return unexpected(p, "NUMBER/second, minute, hour or day");
	e = expr_begin(p, "limit");
	put_u64(m, NFTA_LIMIT_RATE, rate);
	put_u64(m, NFTA_LIMIT_UNIT, unit->value);
	put_u32(m, NFTA_LIMIT_BURST, 5);
	put_u32(m, NFTA_LIMIT_TYPE, NFT_LIMIT_PKTS);
	expr_end(p, e);
	return advance(p);
}

static int state_reject(struct parser *p)
{
	unsigned int type = NFT_REJECT_ICMP_UNREACH;
	struct expression e;

	if (advance(p) < 0)
		return -1;
	if (is(p, "with")) {
		if (expect_words(p, "with tcp reset") < 0)
			return -1;
		need_l4proto(p, IPPROTO_TCP);
		type = NFT_REJECT_TCP_RST;
	}
	e = expr_begin(p, "reject");
	put_u32(&p->rs->rules, NFTA_REJECT_TYPE, type);
	if (type == NFT_REJECT_ICMP_UNREACH)
		put_u8(&p->rs->rules, NFTA_REJECT_ICMP_CODE, ICMP_PORT_UNREACH);
	expr_end(p, e);
	return 0;
}

static int state_masquerade(struct parser *p)
{
	expr_end(p, expr_begin(p, "masq"));
	return advance(p);
}

static int state_dnat(struct parser *p)
{
	struct message *m = &p->rs->rules;
	unsigned long port = 0;
	struct in_addr address;
	struct expression e;
	const char *s;
	uint16_t value;

	if (expect_words(p, "dnat to") < 0)
		return -1;
	s = p->word + strcspn(p->word, ":");
	if (read_address(p, p->word, s - p->word, &address) < 0)
		return -1;
	if (*s++ == ':' &&
	    (read_number(p, &s, 65535, "a port", &port) < 0 || *s || !port))
		return unexpected(p, "ADDRESS:PORT");
	if (port && !p->l4proto)
		return fail(p, "dnat to a port wants tcp or udp before it");

	add_load(p, NFT_REG_1, &address, sizeof(address));
	value = htons(port);
	if (port)
		add_load(p, NFT_REG_2, &value, sizeof(value));
	e = expr_begin(p, "nat");
	put_u32(m, NFTA_NAT_TYPE, NFT_NAT_DNAT);
	put_u32(m, NFTA_NAT_FAMILY, NFPROTO_IPV4);
	put_u32(m, NFTA_NAT_REG_ADDR_MIN, NFT_REG_1);
	if (port)
		put_u32(m, NFTA_NAT_REG_PROTO_MIN, NFT_REG_2);
	expr_end(p, e);
	return advance(p);
}

/* Option 2 of TCP is the maximum segment size, 2 bytes behind its head. */
static int state_clamp(struct parser *p)
{
	struct message *m = &p->rs->rules;
	struct expression e;

	if (expect_words(p, "option maxseg size set rt mtu") < 0)
		return -1;
	e = expr_begin(p, "rt");
	put_u32(m, NFTA_RT_DREG, NFT_REG_1);
	put_u32(m, NFTA_RT_KEY, NFT_RT_TCPMSS);
	expr_end(p, e);
	e = expr_begin(p, "byteorder");
	put_u32(m, NFTA_BYTEORDER_SREG, NFT_REG_1);
	put_u32(m, NFTA_BYTEORDER_DREG, NFT_REG_1);
	put_u32(m, NFTA_BYTEORDER_OP, NFT_BYTEORDER_HTON);
	put_u32(m, NFTA_BYTEORDER_LEN, 2);
	put_u32(m, NFTA_BYTEORDER_SIZE, 2);
	expr_end(p, e);
	e = expr_begin(p, "exthdr");
	put_u32(m, NFTA_EXTHDR_SREG, NFT_REG_1);
	put_u8(m, NFTA_EXTHDR_TYPE, 2);
	put_u32(m, NFTA_EXTHDR_OFFSET, 2);
	put_u32(m, NFTA_EXTHDR_LEN, 2);
	put_u32(m, NFTA_EXTHDR_OP, NFT_EXTHDR_OP_TCPOPT);
	expr_end(p, e);
	return 0;
}

static const struct {
	const char *first;
	int (*read)(struct parser *p);
} statements[] = {
	{ "accept", state_verdict },
	{ "drop", state_verdict },
	{ "return", state_verdict },
	{ "jump", state_jump },
	{ "goto", state_jump },
	{ "counter", state_counter },
	{ "log", state_log },
	{ "limit", state_limit },
	{ "reject", state_reject },
	{ "masquerade", state_masquerade },
	{ "dnat", state_dnat },
};

/* Rules, chains, tables */

static int read_match(struct parser *p, const char *first)
{
	const struct match *m;
	unsigned int op = NFT_CMP_EQ;

	for (m = matches; m < matches + ARRAY_SIZE(matches); m++)
		if (!strcmp(m->first, first) &&
		    (!m->second || is(p, m->second)))
			break;
	if (m == matches + ARRAY_SIZE(matches))
		return fail(p, "\"%s%s%s\" is not known here", first,
			    p->token == WORD ? " " : "",
			    p->token == WORD ? p->word : "");
	if (m->second && advance(p) < 0)
		return -1;
	if (is(p, "!=")) {
		op = NFT_CMP_NEQ;
		if (advance(p) < 0)
			return -1;
	}
	return m->read(p, m, op);
}

static int read_term(struct parser *p)
{
	char first[WORD_MAX];

	if (p->token != WORD)
		return unexpected(p, "a match or a statement");
	for (size_t i = 0; i < ARRAY_SIZE(statements); i++)
		if (is(p, statements[i].first))
			return statements[i].read(p);
	memcpy(first, p->word, sizeof(first));
	if (advance(p) < 0)
		return -1;
	if (!strcmp(first, "tcp") && is(p, "option"))
		return state_clamp(p);
	return read_match(p, first);
}

static int read_rule(struct parser *p)
{
	struct message *m = &p->rs->rules;
	size_t list;

	p->l4proto = 0;
	message_begin(m, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
		      NFPROTO_IPV4, p->line);
	put_string(m, NFTA_RULE_TABLE, p->table);
	put_string(m, NFTA_RULE_CHAIN, p->chain);
	list = nest_begin(m, NFTA_RULE_EXPRESSIONS);
	while (p->token != NEWLINE && p->token != END && !is(p, "}"))
		if (read_term(p) < 0)
			return -1;
	nest_end(m, list);
	message_end(m);
	return 0;
}

/* type TYPE hook HOOK priority PRIORITY; policy POLICY */
static int read_hook(struct parser *p)
{
	unsigned int ignored, hook, priority, policy = NF_ACCEPT;
	struct message *m = &p->rs->objects;
	char type[WORD_MAX];
	size_t at;

	if (expect(p, "type") < 0)
		return -1;
	memcpy(type, p->word, sizeof(type));
	if (read_name(p, chain_types, "filter, nat or route", &ignored) < 0 ||
	    expect(p, "hook") < 0 ||
	    read_name(p, hooks, "a hook", &hook) < 0 ||
	    expect(p, "priority") < 0 ||
	    read_name(p, priorities, "a priority by name", &priority) < 0 ||
	    skip_newlines(p) < 0)
		return -1;
	if (is(p, "policy") &&
	    (advance(p) < 0 ||
	     read_name(p, policies, "accept or drop", &policy) < 0))
		return -1;

	put_string(m, NFTA_CHAIN_TYPE, type);
	put_u32(m, NFTA_CHAIN_POLICY, policy);
	at = nest_begin(m, NFTA_CHAIN_HOOK);
	put_u32(m, NFTA_HOOK_HOOKNUM, hook);
	put_u32(m, NFTA_HOOK_PRIORITY, priority);
	nest_end(m, at);
	return 0;
}

static int read_chain(struct parser *p)
{
	struct message *m = &p->rs->objects;
	uint32_t line = p->line;

	if (expect(p, "chain") < 0 ||
	    read_identifier(p, "a chain's name", p->chain) < 0 ||
	    expect(p, "{") < 0 || skip_newlines(p) < 0)
		return -1;
	message_begin(m, NFT_MSG_NEWCHAIN, NLM_F_CREATE, NFPROTO_IPV4, line);
	put_string(m, NFTA_CHAIN_TABLE, p->table);
	put_string(m, NFTA_CHAIN_NAME, p->chain);
	if (is(p, "type") && read_hook(p) < 0)
		return -1;
	message_end(m);

	while (skip_newlines(p) == 0 && !is(p, "}"))
		if (p->token == END || read_rule(p) < 0)
			return p->token == END ? unexpected(p, "\"}\"") : -1;
	return expect(p, "}");
}

static int read_table(struct parser *p)
{
	struct message *m = &p->rs->objects;
	bool delete = is(p, "delete");
	uint32_t line = p->line;

	if ((delete && advance(p) < 0) || expect_words(p, "table ip") < 0 ||
	    read_identifier(p, "a table's name", p->table) < 0)
		return -1;
	/* the first one asks for an answer */
	message_begin(m, delete ? NFT_MSG_DELTABLE : NFT_MSG_NEWTABLE,
		      (delete ? 0 : NLM_F_CREATE) | (m->len ? 0 : NLM_F_ACK),
		      NFPROTO_IPV4, line);
	put_string(m, NFTA_TABLE_NAME, p->table);
	message_end(m);
	if (delete || !is(p, "{"))
		return 0;

	if (advance(p) < 0)
		return -1;
	while (skip_newlines(p) == 0 && !is(p, "}"))
		if (read_chain(p) < 0)
			return -1;
	return expect(p, "}");
}

void ruleset_init(struct ruleset *rs)
{
	message_init(&rs->objects);
	message_init(&rs->rules);
}

void ruleset_release(struct ruleset *rs)
{
	message_release(&rs->objects);
	message_release(&rs->rules);
}

int ruleset_parse(struct ruleset *rs, const char *text, uint32_t *line,
		  char *err, size_t size)
{
	struct parser p = {
		.rs = rs, .next = text, .line = 1, .token = WORD,
		.err = err, .err_size = size,
	};
	int ret;

	err[0] = '\0';
	ret = advance(&p);
	while (ret == 0 && (ret = skip_newlines(&p)) == 0 && p.token != END)
		ret = read_table(&p);
	if (ret == 0 && !rs->objects.len)
		ret = fail(&p, "no table in this file");
	*line = p.line;
	return ret;
}
