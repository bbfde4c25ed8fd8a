/* SPDX-License-Identifier: MIT */
/*
 * The length of instructions. Private to plat/linux/calls; a pure function over bytes.
 */
#ifndef PLAT_LINUX_CALLS_INSN_H
#define PLAT_LINUX_CALLS_INSN_H

#include "base/types.h"

#define INSN_MAX 15

/* Bytes that may be read from an instruction's beginning on, whatever it is. */
#define INSN_LOOK 24

/* The length of the instruction at (code), of INSN_LOOK bytes; 0 when it is none. */
size_t insn_length(const uint8_t *code);

#endif
