/* SPDX-License-Identifier: MIT */
/*
 * Where the toolkit is. The tool may be moved together with it, so the way starts at the
 * executable.
 */
#include "tool/link/toolkit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "include/pith/image.h"
#include "tool/buf.h"
#include "tool/nearest.h"

unsigned target_platforms(enum target target)
{
	switch (target) {
	case TARGET_VM:
		return PITH_TARGET_VM;
	case TARGET_PROCESS:
		return PITH_TARGET_PROCESS;
	case TARGET_ANY:
	case TARGETS:
		break;
	}
	return PITH_TARGET_VM | PITH_TARGET_PROCESS;
}

bool target_has_symbols(enum target target)
{
	return target == TARGET_ANY;
}

int target_find(const char *name, enum target *target, struct diag *d)
{
	static const char *const later[] = { "iso", "disk", "oci" };
	struct nearest n = { .word = name };

	for (unsigned i = 0; i < TARGETS; i++) {
		if (strcmp(name, target_names[i]) == 0) {
			*target = (enum target)i;
			return 0;
		}
		nearest_try(&n, target_names[i]);
	}
	for (size_t i = 0; i < nitems(later); i++) {
		if (strcmp(name, later[i]) == 0)
			return diag_fail(
				d, 0,
				"target '%s' comes with a later version: build any, vm or process",
				name);
	}
	return diag_fail(d, 0, "unknown target '%s'%s: it is any, vm or process", name,
			 nearest_hint(&n, ""));
}

static bool is_toolkit(const char *folder)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof path, "%s/libkern.a", folder);
	return access(path, R_OK) == 0;
}

/* Take (folder), which need not exist, as the toolkit. */
static bool try_folder(struct toolkit *t, const char *folder)
{
	char path[PATH_MAX];

	if (!realpath(folder, path) || !is_toolkit(path))
		return false;
	snprintf(t->folder, sizeof t->folder, "%s", path);
	return true;
}

int toolkit_find(struct toolkit *t, struct diag *d)
{
	static const char *const places[] = { "lib/pith", "../lib/pith" };
	const char *given = getenv("PITH_TOOLKIT");
	char self[PATH_MAX], folder[PATH_MAX + 16];
	ssize_t n;

	if (given && *given) {
		if (try_folder(t, given))
			return 0;
		diag_fail(d, 0, "toolkit '%s' (from PITH_TOOLKIT): no libkern.a in it", given);
		return -ENOENT;
	}
	n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n < 0)
		return diag_fail(d, errno, "find the toolkit: read '/proc/self/exe'");
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < nitems(places); i++) {
		snprintf(folder, sizeof folder, "%s/%s", self, places[i]);
		if (try_folder(t, folder))
			return 0;
	}
	diag_fail(d, 0, "find the toolkit: no lib/pith with libkern.a beside '%s' (make builds it)",
		  self);
	return -ENOENT;
}

char *toolkit_path(const struct toolkit *t, const char *name)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s/%s", t->folder, name);
	return b.data;
}

const char *const target_names[TARGETS] = {
	[TARGET_ANY] = "any",
	[TARGET_VM] = "vm",
	[TARGET_PROCESS] = "process",
};
