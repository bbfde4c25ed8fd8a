/* SPDX-License-Identifier: MIT */
/*
 * ChaCha20's block function, against RFC 8439.
 *
 * Links: base/chacha.c
 */
#include "base/chacha.h"
#include "test/unit/tap.h"

/*
 * RFC 8439, 2.3.2 and appendix A.1, vectors 1 to 5. (key_at) is the one byte of the key that is
 * not 0.
 */
static const struct {
	const char *what;
	bool counting; /* key 00 01 .. 1f and the nonce of 2.3.2 */
	uint32_t counter;
	int key_at;
	uint8_t key_byte;
	uint8_t nonce_last;
	uint8_t first[16]; /* of the block */
} cases[] = {
	{ "the block of 2.3.2",
	  true,
	  1,
	  0,
	  0,
	  0,
	  { 0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3, 0x20,
	    0x71, 0xc4 } },
	{ "zeros (A.1 #1)",
	  false,
	  0,
	  0,
	  0,
	  0,
	  { 0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86,
	    0xbd, 0x28 } },
	{ "the second block (A.1 #2)",
	  false,
	  1,
	  0,
	  0,
	  0,
	  { 0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a, 0x98, 0xba, 0x97, 0x7c, 0x73, 0x2d,
	    0x08, 0x0d } },
	{ "the last bit of the key (A.1 #3)",
	  false,
	  1,
	  31,
	  1,
	  0,
	  { 0x3a, 0xeb, 0x52, 0x24, 0xec, 0xf8, 0x49, 0x92, 0x9b, 0x9d, 0x82, 0x8d, 0xb1, 0xce,
	    0xd4, 0xdd } },
	{ "a key of one byte (A.1 #4)",
	  false,
	  2,
	  1,
	  0xff,
	  0,
	  { 0x72, 0xd5, 0x4d, 0xfb, 0xf1, 0x2e, 0xc4, 0x4b, 0x36, 0x26, 0x92, 0xdf, 0x94, 0x13,
	    0x7f, 0x32 } },
	{ "a nonce (A.1 #5)",
	  false,
	  0,
	  0,
	  0,
	  2,
	  { 0xc2, 0xc6, 0x4d, 0x37, 0x8c, 0xd5, 0x36, 0x37, 0x4a, 0xe2, 0x04, 0xb9, 0xef, 0x93,
	    0x3f, 0xcd } },
};

int main(void)
{
	static const uint8_t rfc_nonce[12] = { 0, 0, 0, 9, 0, 0, 0, 0x4a, 0, 0, 0, 0 };
	static const uint8_t rfc_end[8] = { 0xa2, 0x50, 0x3c, 0x4e, 0, 0, 0, 0 };
	uint8_t block[CHACHA_BLOCK];

	for (size_t i = 0; i < nitems(cases); i++) {
		uint8_t key[CHACHA_KEY] = { 0 }, nonce[12] = { 0 };

		for (unsigned k = 0; cases[i].counting && k < CHACHA_KEY; k++)
			key[k] = (uint8_t)k;
		if (cases[i].counting)
			memcpy(nonce, rfc_nonce, sizeof nonce);
		else
			key[cases[i].key_at] = cases[i].key_byte;
		nonce[11] |= cases[i].nonce_last;
		chacha20_block(block, key, cases[i].counter, nonce);
		ok(!memcmp(block, cases[i].first, 16), "%s", cases[i].what);
		if (i == 0)
			ok(!memcmp(block + 60, rfc_end, 4), "and how it ends");
	}
	return tap_done();
}
