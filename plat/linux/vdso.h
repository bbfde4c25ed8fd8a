/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux: the object that the host's kernel maps into every process, whose functions
 * answer some calls without one.
 */
#ifndef PLAT_LINUX_VDSO_H
#define PLAT_LINUX_VDSO_H

#include "base/types.h"

/*
 * Find function (name) in the ELF object that stands at (base) as it was loaded; its first page is
 * there. Returns its address, or 0 when there is none, or the object is not what it should be.
 */
uintptr_t vdso_find(const void *base, const char *name);

/* Bytes of the object, as it was loaded. */
size_t vdso_size(const void *base);

#endif
