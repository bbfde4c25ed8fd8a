/* SPDX-License-Identifier: MIT */
/* What the call_*.c programs share: system calls by number, told by name and line, since libcs spell constants apart. */
#include "file.h"

#include <limits.h>
#include <sys/syscall.h>

/* An address that no program has, and one that none can have. */
#define BAD	((void *)0x8000000000000000)
#define CLOSED	987
#define STRANGE 0x40000000

#define C(name, ...)                                                        \
	do {                                                                \
		long r_;                                                    \
                                                                            \
		errno = 0;                                                  \
		r_ = syscall(SYS_##name, ##__VA_ARGS__);                    \
		printf("%d: %s: %ld", __LINE__, #name, r_);                 \
		printf(r_ == -1 ? " errno %d\n" : "\n", errno);             \
	} while (0)

/* As C, where the value itself differs from run to run. */
#define WORKS(name, ...)                                                    \
	do {                                                                \
		errno = 0;                                                  \
		printf("%d: %s: ", __LINE__, #name);                        \
		printf(syscall(SYS_##name, ##__VA_ARGS__) >= 0 ? "works\n" : "errno %d\n", errno); \
	} while (0)
