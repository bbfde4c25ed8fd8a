/* SPDX-License-Identifier: MIT */
/*
 * Names of functions, for backtraces: the table that the build puts at the end of the read-only
 * data (include/pith/image.h, section .pith.symbols).
 */
#ifndef KERN_CORE_SYMBOLS_H
#define KERN_CORE_SYMBOLS_H

#include "base/types.h"

/*
 * The function that (address), of the code, lies in and how far, or NULL. WEAK: only in an image
 * that was built with the table. Context: any.
 */
WEAK const char *symbol_find(uintptr_t address, size_t *offset);

#endif
