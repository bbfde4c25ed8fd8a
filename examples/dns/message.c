/* SPDX-License-Identifier: MIT */
/*
 * Answers: A, AAAA, NS, SOA, MX, TXT and CNAME. Whatever is longer than a datagram may be is cut,
 * and says so.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "message.h"
#include "zone.h"

#define TTL 300

enum { INTERNET = 1 }; /* of classes, the one that a zone here is of */
enum { NO_ERROR, FORMAT_ERROR, SERVER_FAILURE, NO_NAME, NOT_IMPLEMENTED, REFUSED };

struct message {
	const struct zone *zone;
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
	char whole[NAME_SIZE];

	zone_whole_name(m->zone, whole, name);
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

/*
 * The name at (*at) as text; 0 for what is none. Questions are not compressed. What would end a part
 * of a text, or the text, becomes a byte that no name of a zone has.
 */
static int take_name(const uint8_t *q, size_t n, size_t *at, char name[NAME_SIZE])
{
	size_t to = 0;

	while (*at < n && q[*at]) {
		size_t length = q[*at];

		if (length > 63 || *at + 1 + length >= n || to + length + 1 >= NAME_SIZE)
			return 0;
		if (to)
			name[to++] = '.';
		for (const uint8_t *from = q + *at + 1; from <= q + *at + length; from++)
			name[to++] = (char)(*from == '.' || !*from ? ' ' : *from);
		*at += 1 + length;
	}
	name[to] = '\0';
	name_lower(name);
	return (*at)++ < n;
}

/* Answer (type) of (name). Returns the code; (*count) answers and (*authority) records were put. */
static unsigned answer(struct message *m, const char *name, unsigned type, unsigned *count,
		       unsigned *authority)
{
	int known = 0;

	if (!zone_has(m->zone, name))
		return REFUSED;
	for (size_t i = 0; i < m->zone->n; i++) {
		if (strcmp(m->zone->records[i].name, name))
			continue;
		known = 1;
		if (type == ANY || type == m->zone->records[i].type ||
		    m->zone->records[i].type == CNAME)
			*count += (unsigned)put_record(m, &m->zone->records[i], 1);
	}
	for (size_t i = 0; i < m->zone->n && !*count && !m->cut; i++)
		if (m->zone->records[i].type == SOA)
			*authority += (unsigned)put_record(m, &m->zone->records[i], 0);
	return known ? NO_ERROR : NO_NAME;
}

size_t message_respond(const struct zone *z, const uint8_t *q, size_t n, uint8_t out[MESSAGE_MAX])
{
	struct message m = { z, out, 0, MESSAGE_MAX, 0 };
	unsigned count = 0, authority = 0, code = FORMAT_ERROR, type, class;
	char name[NAME_SIZE];
	size_t at = 12;

	if (n < 12 || q[2] & 0x80)
		return 0;
	put(&m, q, 12);
	if (q[2] & 0x78) {
		code = NOT_IMPLEMENTED;
	} else if (q[4] == 0 && q[5] == 1 && take_name(q, n, &at, name) && at + 4 <= n) {
		type = (unsigned)(q[at] << 8 | q[at + 1]);
		class = (unsigned)(q[at + 2] << 8 | q[at + 3]);
		at += 4;
		put(&m, q + 12, at - 12);
		code = REFUSED;
		if (class == INTERNET || class == ANY)
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
