/* SPDX-License-Identifier: MIT */
/*
 * What we ask of the compiler beyond C: attributes, and the two link-time idioms
 * that make the linker the configurator.
 *
 * An operation table would pull every operation into every image. So an entry
 * that few images need is a WEAK reference, and the code that calls through the
 * entry says LINK_WITH(implementation): an image then has the implementation if,
 * and only if, something in it can call it.
 */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#define must_use               __attribute__((warn_unused_result))
#define packed                 __attribute__((packed))
#define aligned(n)             __attribute__((aligned(n)))
#define always_inline          inline __attribute__((always_inline))
#define noinline               __attribute__((noinline))
#define cold                   __attribute__((cold))
#define unused                 __attribute__((unused))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))

/* A reference that links nothing by itself; its address is NULL in an image without the target. */
#define WEAK __attribute__((weak))

/*
 * (symbol), which is WEAK, as a condition. The linker makes a constant of a load, but not of the
 * comparison with a table entry that the compiler would choose.
 */
#define LINKED(symbol)                                      \
	({                                                  \
		__typeof__(&*(symbol)) address_ = (symbol); \
		__asm__("" : "+r"(address_));               \
		address_ != NULL;                           \
	})

/* An image that has this object has (symbol), too. At file scope. */
#define LINK_WITH(symbol) __asm__(".globl " #symbol)

#define likely(e)   __builtin_expect(!!(e), 1)
#define unlikely(e) __builtin_expect(!!(e), 0)

#define nitems(array) (sizeof(array) / sizeof((array)[0]))
#define container_of(ptr, type, member) \
	((type *)(void *)((char *)(ptr) - __builtin_offsetof(type, member)))

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* (n) must be a power of two. */
#define ROUND_DOWN(x, n) ((x) & ~((__typeof__(x))(n)-1))
#define ROUND_UP(x, n)   ROUND_DOWN((x) + ((__typeof__(x))(n)-1), n)

/* Lock annotations: clang's -Wthread-safety checks them, gcc sees nothing. */
#if defined(__clang__)
#define CAPABILITY(name) __attribute__((capability(name)))
#define REQUIRES(...)    __attribute__((requires_capability(__VA_ARGS__)))
#define ACQUIRES(...)    __attribute__((acquire_capability(__VA_ARGS__)))
#define RELEASES(...)    __attribute__((release_capability(__VA_ARGS__)))
#define NO_LOCK_CHECK    __attribute__((no_thread_safety_analysis))
#else
#define CAPABILITY(name)
#define REQUIRES(...)
#define ACQUIRES(...)
#define RELEASES(...)
#define NO_LOCK_CHECK
#endif

#endif
