/* SPDX-License-Identifier: MIT */
/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012), of whole words: a number that nobody predicts who
 * does not know the key.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include "base/types.h"

/* The hash of (n) words, as they stand in memory. Context: any. */
uint64_t siphash(const uint64_t key[2], const uint64_t *words, size_t n);

#endif
