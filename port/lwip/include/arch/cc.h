/* SPDX-License-Identifier: MIT */
/*
 * The compiler and the platform, as lwIP wants them described (its doc/sys_arch.txt).
 */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include "base/assert.h"
#include "base/string.h"
#include "base/types.h"

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_UNISTD_H   1
#define LWIP_NO_LIMITS_H   1
#define INT_MAX            INT32_MAX
#define LWIP_NO_CTYPE_H    1
#define SSIZE_MAX          INT64_MAX

#define X8_F  "x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "lu"

#define BYTE_ORDER LITTLE_ENDIAN

#define lwip_htons(x) __builtin_bswap16((uint16_t)(x))
#define lwip_htonl(x) __builtin_bswap32((uint32_t)(x))

/* base/compiler.h gives the name a meaning. */
#define PACK_STRUCT_STRUCT packed

#define LWIP_PLATFORM_DIAG(text)
/* The report says where; the texts would be some KiB. */
_Noreturn void lwip_failed(void);
#define LWIP_PLATFORM_ASSERT(text) lwip_failed()

uint32_t lwip_random(void);
#define LWIP_RAND() lwip_random()

#endif
