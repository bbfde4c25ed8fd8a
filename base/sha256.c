/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 by the book, but that the eight words of state stay where they are and their names go
 * round. Where the CPU has instructions for it and they are linked, they do the work.
 */
#include "base/sha256.h"

#include "base/string.h"

static always_inline uint32_t rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static always_inline uint32_t big_endian(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Round (k) of eight: (word) is its constant and the message's. */
static always_inline void add_round(uint32_t v[8], unsigned k, uint32_t word)
{
	uint32_t *d = &v[(3 - k) & 7], *h = &v[(7 - k) & 7];
	uint32_t a = v[-k & 7], b = v[(1 - k) & 7], c = v[(2 - k) & 7], e = v[(4 - k) & 7];
	uint32_t f = v[(5 - k) & 7], g = v[(6 - k) & 7];

	*h += (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + word;
	*d += *h;
	*h += (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
}

/* FIPS 180-4, 6.2.2. */
static void add_block(uint32_t state[8], const uint8_t *block)
{
	uint32_t w[64], v[8];

	for (unsigned t = 0; t < 16; t++)
		w[t] = big_endian(block + 4 * t);
	for (unsigned t = 16; t < 64; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + w[t - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		       (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
	memcpy(v, state, sizeof v);
	for (unsigned t = 0; t < 64; t += 8) {
		add_round(v, 0, sha256_constants[t] + w[t]);
		add_round(v, 1, sha256_constants[t + 1] + w[t + 1]);
		add_round(v, 2, sha256_constants[t + 2] + w[t + 2]);
		add_round(v, 3, sha256_constants[t + 3] + w[t + 3]);
		add_round(v, 4, sha256_constants[t + 4] + w[t + 4]);
		add_round(v, 5, sha256_constants[t + 5] + w[t + 5]);
		add_round(v, 6, sha256_constants[t + 6] + w[t + 6]);
		add_round(v, 7, sha256_constants[t + 7] + w[t + 7]);
	}
	for (unsigned i = 0; i < 8; i++)
		state[i] += v[i];
}

void sha256_by_hand(uint32_t state[8], const uint8_t *blocks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_block(state, blocks + 64 * i);
}

static void add_blocks(uint32_t state[8], const uint8_t *blocks, size_t n)
{
	if (!LINKED(sha256_by_cpu) || !sha256_by_cpu(state, blocks, n))
		sha256_by_hand(state, blocks, n);
}

void sha256_init(struct sha256 *s)
{
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	*s = (struct sha256){ 0 };
	memcpy(s->state, start, sizeof start);
}

void sha256_add(struct sha256 *s, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	while (n) {
		size_t used = s->total % 64, part = 64 - used;

		if (!used && n >= 64) {
			part = ROUND_DOWN(n, 64);
			add_blocks(s->state, p, part / 64);
		} else {
			part = part < n ? part : n;
			memcpy(s->block + used, p, part);
			if (used + part == 64)
				add_blocks(s->state, s->block, 1);
		}
		s->total += part;
		p += part;
		n -= part;
	}
}

void sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE])
{
	static const uint8_t padding[64] = { 0x80 };
	uint64_t bits = s->total * 8;
	uint8_t length[8];

	for (unsigned i = 0; i < 8; i++)
		length[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha256_add(s, padding, 1 + (119 - s->total % 64) % 64);
	sha256_add(s, length, sizeof length);
	for (unsigned i = 0; i < SHA256_SIZE; i++)
		digest[i] = (uint8_t)(s->state[i / 4] >> (24 - i % 4 * 8));
}

void sha256_text(struct sha256 *s, char text[SHA256_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[SHA256_SIZE];

	sha256_end(s, digest);
	for (unsigned i = 0; i < SHA256_SIZE; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[2 * SHA256_SIZE] = '\0';
}

const uint32_t sha256_constants[64] aligned(16) = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};
