/* SPDX-License-Identifier: MIT */
/*
 * An authoritative name server (RFC 1035) for one zone, read from a file of the image. Answers A,
 * AAAA, NS, SOA, MX, TXT and CNAME over UDP; whatever is longer than a datagram may be is cut, and
 * says so. A line of the zone is NAME TYPE VALUE; `@` is the zone itself.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define RECORDS_MAX 1024
#define NAME_MAX_   256
#define VALUE_MAX   512
#define MESSAGE_MAX 512
#define TTL         300

enum { A = 1, NS = 2, CNAME = 5, SOA = 6, MX = 15, TXT = 16, AAAA = 28, ANY = 255 };
enum { NO_ERROR, FORMAT_ERROR, SERVER_FAILURE, NO_NAME, NOT_IMPLEMENTED, REFUSED };

static const struct {
	const char *name;
	unsigned type;
} types[] = {
	{ "A", A },   { "NS", NS },   { "CNAME", CNAME }, { "SOA", SOA },
	{ "MX", MX }, { "TXT", TXT }, { "AAAA", AAAA },
};

struct record {
	char name[NAME_MAX_]; /* whole, in lower case, without the last dot */
	unsigned type;
	char value[VALUE_MAX];
};

static struct record records[RECORDS_MAX];
static size_t nr_records;
static char zone[NAME_MAX_];

/* --- The zone --- */

static void lower(char *s)
{
	for (; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

static void fail(const char *path, unsigned line, const char *why)
{
	fprintf(stderr, "dns: %s:%u: %s\n", path, line, why);
	exit(1);
}

/* "www" is www.ZONE, "@" is ZONE, "other." is other. */
static void whole_name(char *to, const char *name)
{
	size_t n = strlen(name);

	if (!strcmp(name, "@"))
		snprintf(to, NAME_MAX_, "%s", zone);
	else if (n && name[n - 1] == '.')
		snprintf(to, NAME_MAX_, "%.*s", (int)(n - 1), name);
	else
		snprintf(to, NAME_MAX_, "%.120s.%.120s", name, zone);
	lower(to);
}

static unsigned type_of(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (!strcasecmp(types[i].name, name))
			return types[i].type;
	return 0;
}

static void read_zone(const char *path)
{
	char line[1024], name[128], type[16];
	unsigned number = 0;
	FILE *f = fopen(path, "r");
	int at;

	if (!f)
		fail(path, 0, "cannot be opened");
	while (fgets(line, sizeof line, f)) {
		struct record *r = &records[nr_records];

		number++;
		line[strcspn(line, "\r\n;")] = '\0';
		if (sscanf(line, " zone %255s", zone) == 1 || line[strspn(line, " \t")] == '\0')
			continue;
		if (!zone[0])
			fail(path, number, "no 'zone NAME' before it");
		if (sscanf(line, "%127s %15s %n", name, type, &at) < 2 || !line[at])
			fail(path, number, "not NAME TYPE VALUE");
		r->type = type_of(type);
		if (!r->type || nr_records == RECORDS_MAX - 1)
			fail(path, number, r->type ? "too many records" : "unknown type");
		whole_name(r->name, name);
		snprintf(r->value, sizeof r->value, "%s", line + at);
		nr_records++;
	}
	fclose(f);
}

/* --- Messages --- */

struct message {
	uint8_t *bytes;
	size_t n;
	size_t max;
	int cut;
};

static void put(struct message *m, const void *p, size_t n)
{
	if (n > m->max - m->n) {
		m->cut = 1;
		return;
	}
	memcpy(m->bytes + m->n, p, n);
	m->n += n;
}

static void put16(struct message *m, unsigned v)
{
	const uint8_t b[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	put(m, b, 2);
}

static void put32(struct message *m, unsigned v)
{
	put16(m, v >> 16);
	put16(m, v & 0xffff);
}

static void put_name(struct message *m, const char *name)
{
	while (*name) {
		size_t n = strcspn(name, ".");
		uint8_t length = (uint8_t)(n > 63 ? 63 : n);

		put(m, &length, 1);
		put(m, name, length);
		name += n + (name[n] == '.');
	}
	put(m, "", 1);
}

static void put_relative(struct message *m, const char *name)
{
	char whole[NAME_MAX_];

	whole_name(whole, name);
	put_name(m, whole);
}

static void put_soa(struct message *m, const char *value)
{
	char primary[128] = "", mail[128] = "";
	unsigned numbers[5] = { 1, 3600, 600, 86400, 300 };

	sscanf(value, "%127s %127s %u %u %u %u %u", primary, mail, &numbers[0], &numbers[1],
	       &numbers[2], &numbers[3], &numbers[4]);
	put_relative(m, primary);
	put_relative(m, mail);
	for (int i = 0; i < 5; i++)
		put32(m, numbers[i]);
}

static void put_value(struct message *m, const struct record *r)
{
	uint8_t address[16], length;
	unsigned preference;
	char name[128];

	switch (r->type) {
	case A:
		if (inet_pton(AF_INET, r->value, address) == 1)
			put(m, address, 4);
		break;
	case AAAA:
		if (inet_pton(AF_INET6, r->value, address) == 1)
			put(m, address, 16);
		break;
	case MX:
		if (sscanf(r->value, "%u %127s", &preference, name) == 2) {
			put16(m, preference);
			put_relative(m, name);
		}
		break;
	case TXT:
		length = (uint8_t)(strlen(r->value) > 255 ? 255 : strlen(r->value));
		put(m, &length, 1);
		put(m, r->value, length);
		break;
	case SOA:
		put_soa(m, r->value);
		break;
	default:
		put_relative(m, r->value);
	}
}

/*
 * Put (r) as an answer to the name at byte 12, or by its own name. Returns whether there was room.
 */
static int put_record(struct message *m, const struct record *r, int asked)
{
	size_t before = m->n, at;

	if (asked)
		put16(m, 0xc00c);
	else
		put_name(m, r->name);
	put16(m, r->type);
	put16(m, 1);
	put32(m, TTL);
	at = m->n;
	put16(m, 0);
	put_value(m, r);
	if (m->cut) {
		m->n = before;
		return 0;
	}
	m->bytes[at] = (uint8_t)((m->n - at - 2) >> 8);
	m->bytes[at + 1] = (uint8_t)(m->n - at - 2);
	return 1;
}

/* The name at (*at) as text; 0 for what is none. Questions are not compressed. */
static int take_name(const uint8_t *q, size_t n, size_t *at, char *name)
{
	size_t to = 0;

	while (*at < n && q[*at]) {
		size_t length = q[*at];

		if (length > 63 || *at + 1 + length >= n || to + length + 1 >= NAME_MAX_)
			return 0;
		if (to)
			name[to++] = '.';
		memcpy(name + to, q + *at + 1, length);
		to += length;
		*at += 1 + length;
	}
	name[to] = '\0';
	lower(name);
	return (*at)++ < n;
}

static int in_zone(const char *name)
{
	size_t n = strlen(name), z = strlen(zone);

	return n >= z && !strcasecmp(name + n - z, zone) && (n == z || name[n - z - 1] == '.');
}

/* Answer (type) of (name). Returns the code; (*count) answers and (*authority) records were put. */
static unsigned answer(struct message *m, const char *name, unsigned type, unsigned *count,
		       unsigned *authority)
{
	int known = 0;

	if (!in_zone(name))
		return REFUSED;
	for (size_t i = 0; i < nr_records; i++) {
		if (strcmp(records[i].name, name))
			continue;
		known = 1;
		if (type == ANY || type == records[i].type || records[i].type == CNAME)
			*count += (unsigned)put_record(m, &records[i], 1);
	}
	for (size_t i = 0; i < nr_records && !*count && !m->cut; i++)
		if (records[i].type == SOA)
			*authority += (unsigned)put_record(m, &records[i], 0);
	return known ? NO_ERROR : NO_NAME;
}

/* Make the answer to the (n) bytes at (q). Returns its length; 0: there is none. */
static size_t respond(const uint8_t *q, size_t n, uint8_t *out)
{
	struct message m = { out, 0, MESSAGE_MAX, 0 };
	unsigned count = 0, authority = 0, code = FORMAT_ERROR, type;
	char name[NAME_MAX_];
	size_t at = 12;

	if (n < 12 || q[2] & 0x80)
		return 0;
	put(&m, q, 12);
	if (q[2] & 0x78) {
		code = NOT_IMPLEMENTED;
		at = 12;
	} else if (q[4] == 0 && q[5] == 1 && take_name(q, n, &at, name) && at + 4 <= n) {
		type = (unsigned)(q[at] << 8 | q[at + 1]);
		at += 4;
		put(&m, q + 12, at - 12);
		code = answer(&m, name, type, &count, &authority);
	} else {
		at = 12;
	}
	out[2] = (uint8_t)(0x84 | (q[2] & 0x79) | (m.cut ? 2 : 0));
	out[3] = (uint8_t)code;
	memset(out + 4, 0, 8);
	out[5] = at > 12;
	out[7] = (uint8_t)count;
	out[9] = (uint8_t)authority;
	return m.n;
}

int main(int argc, char **argv)
{
	const char *text = getenv("PORT");
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)(text ? atoi(text) : 53)) };
	int s = socket(AF_INET6, SOCK_DGRAM, 0);

	read_zone(argc > 1 ? argv[1] : "/zone");
	if (s < 0 || bind(s, (struct sockaddr *)&any, sizeof any)) {
		perror("dns");
		return 1;
	}
	printf("dns: %zu records of %s\n", nr_records, zone);
	fflush(stdout);
	for (;;) {
		uint8_t question[MESSAGE_MAX], out[MESSAGE_MAX];
		struct sockaddr_in6 from;
		socklen_t length = sizeof from;
		ssize_t n = recvfrom(s, question, sizeof question, 0, (struct sockaddr *)&from,
				     &length);
		size_t size = n > 0 ? respond(question, (size_t)n, out) : 0;

		if (size)
			sendto(s, out, size, 0, (struct sockaddr *)&from, length);
	}
}
