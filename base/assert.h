/* SPDX-License-Identifier: MIT */
/*
 * Three kinds of assertion, none with a side effect: static_assert for layout,
 * debug_assert for invariants (parsed but not evaluated in release builds), and
 * panic_unless for what would corrupt data. Input from the host, a device, the
 * network or the application is never asserted: it is checked.
 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#include "base/compiler.h"

#ifndef static_assert
#define static_assert _Static_assert
#endif

/*
 * Stop the image: print (why) and a report with a backtrace, end as a crash.
 * The library OS defines it in kern/core/crash.c, host builds in test/ or tool/.
 * Context: any.
 */
_Noreturn void panic(const char *why) cold;

#define ASSERT_STR2(x) #x
#define ASSERT_STR(x)  ASSERT_STR2(x)

#define panic_unless(e) \
	((void)(likely(e) ? 0 : (panic(__FILE_NAME__ ":" ASSERT_STR(__LINE__) ": " #e), 0)))

#ifdef DEBUG
#define debug_assert(e) panic_unless(e)
#else
#define debug_assert(e) ((void)sizeof(!(e)))
#endif

#endif
