/* SPDX-License-Identifier: MIT */
/*
 * The toolkit: the folder with everything that an image is linked from.
 *
 *   libkern.a                 the library OS, one member per piece
 *   libring3.a                what takes the place of some of them where programs are at ring 3
 *   libc.a crt1.o include/    the C library (libm.a and the like are empty)
 *   libfast.a                 some of its functions, quicker, for applications that call them
 *   plat_TARGET.o             the platform dispatch, for any, vm and process
 *   image_TARGET.lds          the layout of an image
 *   drivers.tbl               which driver is listed when
 */
#ifndef TOOL_LINK_TOOLKIT_H
#define TOOL_LINK_TOOLKIT_H

#include <stdbool.h>

#include "base/compiler.h"
#include "tool/diag.h"

enum target {
	TARGET_ANY,
	TARGET_VM,
	TARGET_PROCESS,
	TARGETS,
};

extern const char *const target_names[TARGETS];

/* The platforms of (target): PITH_TARGET_* of include/pith/image.h. */
unsigned target_platforms(enum target target);

/* Find the target called (name). Errors: -EINVAL, and for those that come with later versions. */
must_use int target_find(const char *name, enum target *target, struct diag *d);

/* Does an image for (target) carry the names of its functions when nobody says? */
bool target_has_symbols(enum target target);

struct toolkit {
	char folder[4096]; /* an absolute path */
};

/*
 * Find the toolkit: $PITH_TOOLKIT, or lib/pith beside the tool, or ../lib/pith from there.
 * Errors: -ENOENT.
 */
must_use int toolkit_find(struct toolkit *t, struct diag *d);

/* The path of (name) in the toolkit. Owns: the caller, until free(). */
char *toolkit_path(const struct toolkit *t, const char *name);

#endif
