/* SPDX-License-Identifier: MIT */
/*
 * Random bytes for keys and everything else, as many as are wanted.
 */
#ifndef KERN_DEV_RANDOM_H
#define KERN_DEV_RANDOM_H

#include "base/types.h"

/*
 * Fill (buf) with (n) bytes. They cannot be told from random ones, nor found out later from the
 * library OS's memory.
 * Errors:  -EAGAIN when the platform has no entropy at all: nothing is made up, (buf) is then
 *          undefined.
 * Context: thread.
 */
must_use int random_bytes(void *buf, size_t n);

#endif
