/* SPDX-License-Identifier: MIT */
/*
 * SHA-256, against the examples of FIPS 180-4, and its two ways against each other: plain code, and
 * the CPU's own instructions where it has them. What the latter are called from may be an
 * application's code, whose vector registers stay.
 *
 * Links: base/sha256.c arch/x86_64/sha256*.[cS]
 */
#include "base/sha256.h"
#include "test/unit/tap.h"

#define BYTES 4096

/* The example computations of FIPS 180-4 that NIST publishes, and the digest of nothing. */
static const struct {
	const char *what, *message;
	unsigned times;
	const char *digest;
} cases[] = {
	{ "nothing", "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "a message of two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "one of 896 bits",
	  "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	{ "a million times a", "aaaaaaaaaa", 100000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static uint32_t number(void)
{
	static uint64_t state = 88172645463325252ull;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

/* Both ways, from the same state, over blocks anywhere. */
static void test_ways(void)
{
	static uint8_t bytes[BYTES + 64];
	uint32_t start[8], hand[8], cpu[8];
	unsigned differ = 0;
	bool has;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)number();
	for (unsigned i = 0; i < 8; i++)
		start[i] = number();
	memcpy(cpu, start, sizeof cpu);
	has = sha256_by_cpu(cpu, bytes, 1);
	if (!has)
		ok(!memcmp(cpu, start, sizeof cpu), "a CPU without instructions does nothing");
	for (unsigned i = 0; has && i < 2000; i++) {
		size_t n = 1 + number() % (BYTES / 64), at = number() % 64;

		for (unsigned k = 0; k < 8; k++)
			start[k] = number();
		memcpy(hand, start, sizeof hand);
		memcpy(cpu, start, sizeof cpu);
		sha256_by_hand(hand, bytes + at, n);
		differ += !sha256_by_cpu(cpu, bytes + at, n) || memcmp(hand, cpu, sizeof cpu);
	}
	ok(!differ, "both ways agree%s", has ? "" : " # SKIP the CPU has plain code only");
}

/* Digests do not depend on how a message is cut. */
static void test_pieces(void)
{
	static uint8_t bytes[BYTES];
	uint8_t whole[SHA256_SIZE], cut[SHA256_SIZE];
	unsigned differ = 0;

	for (unsigned i = 0; i < 300; i++) {
		size_t n = number() % (BYTES + 1), at = 0;
		struct sha256 s;

		for (size_t k = 0; k < n; k++)
			bytes[k] = (uint8_t)number();
		sha256_init(&s);
		sha256_add(&s, bytes, n);
		sha256_end(&s, whole);
		sha256_init(&s);
		while (at < n) {
			size_t part = 1 + number() % 200;

			part = part < n - at ? part : n - at;
			sha256_add(&s, bytes + at, part);
			at += part;
		}
		sha256_end(&s, cut);
		differ += memcmp(whole, cut, sizeof whole) != 0;
	}
	ok(!differ, "a message in pieces is the message");
}

#define ALL "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"

static void test_registers(void)
{
	static uint8_t before[256], after[256], block[64];
	uint32_t state[8] = { 0 }, *s = state;
	const uint8_t *p = block;
	size_t n = 1;
	bool has = sha256_by_cpu(state, block, 1);

	for (size_t i = 0; i < sizeof before; i++)
		before[i] = (uint8_t)number();
	if (has)
		__asm__ volatile("sub $128, %%rsp\n\t"
				 ".irp i, " ALL "; movdqu 16 * \\i(%[b]), %%xmm\\i; .endr\n\t"
				 "call sha256_rounds\n\t"
				 ".irp i, " ALL "; movdqu %%xmm\\i, 16 * \\i(%[a]); .endr\n\t"
				 "add $128, %%rsp"
				 : "+D"(s), "+S"(p), "+d"(n)
				 : [b] "b"(before), [a] "r"(after)
				 : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
				   "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
				   "xmm13", "xmm14", "xmm15");
	ok(!has || !memcmp(before, after, sizeof after), "vector registers are what they were%s",
	   has ? "" : " # SKIP the CPU has plain code only");
}

int main(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		char text[SHA256_TEXT_SIZE];
		struct sha256 s;

		sha256_init(&s);
		for (unsigned k = 0; k < cases[i].times; k++)
			sha256_add(&s, cases[i].message, strlen(cases[i].message));
		sha256_text(&s, text);
		ok_text(text, cases[i].digest, cases[i].what);
	}
	test_ways();
	test_pieces();
	test_registers();
	return tap_done();
}
