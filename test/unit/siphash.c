/* SPDX-License-Identifier: MIT */
/*
 * SipHash-2-4, against the vectors of its authors: key 00 01 .. 0f, of 00 01 02 ..
 *
 * Links: base/siphash.c
 */
#include "base/siphash.h"
#include "test/unit/tap.h"

int main(void)
{
	static const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	static const uint64_t words[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };

	ok(siphash(key, words, 0) == 0x726fdb47dd0e0e31, "nothing");
	ok(siphash(key, words, 1) == 0x93f5f5799a932462, "a word");
	ok(siphash(key, words, 2) == 0x3f2acc7f57c29bdb, "two words");
	return tap_done();
}
