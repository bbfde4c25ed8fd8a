/* SPDX-License-Identifier: MIT */
/*
 * musl's stdio_impl.h includes "syscall.h" from its own folder: have ours in first.
 *
 * And the locks of streams: held against other threads, so linked with what makes these
 * (src/clone.c).
 */
#include "syscall.h"
#include_next "stdio_impl.h"

#ifndef PITH_STDIO_IMPL
#define PITH_STDIO_IMPL

hidden int __lockfile(FILE *) __attribute__((__weak__));
hidden void __unlockfile(FILE *) __attribute__((__weak__));

#undef FFINALLOCK
#undef FLOCK
#undef FUNLOCK
#define FFINALLOCK(f) (__lockfile && (f)->lock >= 0 ? __lockfile(f) : 0)
#define FLOCK(f)      int __need_unlock = FFINALLOCK(f)
#define FUNLOCK(f)                       \
	do {                             \
		if (__need_unlock)       \
			__unlockfile(f); \
	} while (0)

#endif
