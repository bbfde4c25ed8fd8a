/* SPDX-License-Identifier: MIT */
/*
 * Blocks of LZ4 (the format's description: doc/lz4_Block_format.md of lz4), as a pure function over
 * bounded buffers that trusts nothing that it finds.
 */
#ifndef FS_LZ4_H
#define FS_LZ4_H

#include "base/types.h"

/*
 * Decode the block that begins at (from), of at most (n) bytes, until (size) bytes are at (to).
 * What the block has behind that does not matter. Errors: -EIO: it is broken, or says less.
 */
must_use int lz4_decode(const uint8_t *from, size_t n, uint8_t *to, size_t size);

#endif
