/* SPDX-License-Identifier: MIT */
/*
 * System calls that an image has not: -ENOSYS, and one line that names the call and its arguments.
 */
#ifndef ABI_LINUX_ABSENT_H
#define ABI_LINUX_ABSENT_H

#include "base/compiler.h"
#include "base/types.h"

/* "number name letters", one after the other; an empty one ends the list. See absent_names.c. */
extern const char absent_names[];

/* Answer call (n), which is not there. Context: thread. */
long sys_absent(long n, long a, long b, long c, long d, long e, long f);

/*
 * The same for a caller that knows more: (name), or NULL; (letters) as in absent_names.c; six
 * arguments.
 */
long absent_report(long n, const char *name, const char *letters, const long *args);

/*
 * In the image of a program that was sealed: end it, unless call (n) is in its list. (args): their
 * text. WEAK: image.c wants it where there is a seal, with the list, a bit for each number.
 */
WEAK void sealed_refuse(long n, const char *name, const char *args);

#define SEAL_CALLS 512
extern const uint8_t image_seal[SEAL_CALLS / 8];

#endif
