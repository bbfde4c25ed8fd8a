/* SPDX-License-Identifier: MIT */
/*
 * ChaCha20's block function (RFC 8439, 2.3).
 */
#ifndef BASE_CHACHA_H
#define BASE_CHACHA_H

#include "base/types.h"

#define CHACHA_KEY   32 /* bytes */
#define CHACHA_BLOCK 64

/* Store block number (counter) of the key stream for (key) and (nonce) in (block). Context: any. */
void chacha20_block(uint8_t block[CHACHA_BLOCK], const uint8_t key[CHACHA_KEY], uint32_t counter,
		    const uint8_t nonce[12]);

#endif
