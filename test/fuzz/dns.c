/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: messages of DNS to the name server of examples/dns: each answer has the parts that it says, and not a
 * byte more.
 *
 * Links: examples/dns/message.c examples/dns/zone.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples/dns/message.h"
#include "examples/dns/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the example has, and what fits badly. */
static const char text[] =
	"zone example.org\n"
	"@ SOA ns admin 1 3600 600 86400 300\n"
	"@ NS ns\n"
	"@ MX 10 mail\n"
	"www A 192.0.2.80\n"
	"www AAAA 2001:db8::80\n"
	"web CNAME www\n"
	"bad A none\n"
	"bad MX none\n"
	"bad TXT x\n"
	"a..b A 192.0.2.1\n"
	"l TXT 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"012345678901234567890123456789012345678901234567890123456789012345678901234567890123\n"
	"l TXT 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n"
	"l NS 0123456789012345678901234567890123456789012345678901234567890123456789.0123456789012345678\n";

static void must(int so)
{
	if (!so)
		abort();
}

/* Past the name at (at): parts, and at most one step back to the question. */
static size_t skip_name(const uint8_t *m, size_t n, size_t at)
{
	while (at < n && m[at] && m[at] < 0xc0) {
		must(m[at] < 64);
		at += 1u + m[at];
	}
	must(at < n);
	if (!m[at])
		return at + 1;
	must(at + 1 < n && m[at] == 0xc0 && m[at + 1] == 12);
	return at + 2;
}

static unsigned get16(const uint8_t *m, size_t n, size_t at)
{
	must(at + 2 <= n);
	return (unsigned)(m[at] << 8 | m[at + 1]);
}

static void check(const uint8_t *q, const uint8_t *m, size_t n)
{
	unsigned records;
	size_t at = 12;

	must(n >= 12 && n <= MESSAGE_MAX && !memcmp(q, m, 2) && (m[2] & 0x80));
	records = get16(m, n, 6) + get16(m, n, 8) + get16(m, n, 10);
	for (unsigned i = get16(m, n, 4); i; i--)
		at = skip_name(m, n, at) + 4;
	for (; records; records--) {
		at = skip_name(m, n, at) + 8;
		at += 2 + get16(m, n, at);
		must(at <= n);
	}
	must(at == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct zone zone;
	uint8_t answer[MESSAGE_MAX];
	size_t n;

	if (!zone.n) {
		FILE *f = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");

		must(f != NULL);
		zone_read(&zone, f, "zone");
		fclose(f);
	}
	n = message_respond(&zone, data, size, answer);
	if (n)
		check(data, answer, n);
	return 0;
}
