/* SPDX-License-Identifier: MIT */
/*
 * pith.yaml: what an application is made of, and what it is started with.
 *
 * Every key is optional; an unknown one is refused with file, line and the nearest known key.
 * Paths are relative to the folder of pith.yaml. docs/pith.yaml.md describes the keys.
 */
#ifndef TOOL_BUILD_MANIFEST_H
#define TOOL_BUILD_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"

struct manifest {
	char *name;
	char *workdir;
	char *memory;
	char *cpus; /* as texts: the image reads them */
	char *uid;
	char *gid;
	char *tmpfs;
	char *target;
	char *net;            /* as `pith run --net` */
	struct strings ports; /* as `pith run -p` */
	char *rootfs;         /* a folder, or a tar */
	char *erofs;          /* how it is compressed: "lz4"; NULL: not */
	bool owner_keep;      /* its files keep their owners, modes and times */
	bool root_file;       /* it stands in a file of its own, not in the image */
	bool seal;            /* the program makes the system calls that it is seen to have, only */
	unsigned ring;        /* at which the program is in a machine: 0, or 3 */
	bool jit;             /* what the application maps may be executed */
	char *binary;         /* a Linux program: its place in the image; or NULL */
	char *binary_here;    /* where it is, if that is another place */
	struct strings with;  /* files and folders of this host that go into the image with it */
	struct strings packages; /* Debian packages whose files do, too */
	struct strings sources;  /* C files; empty: every .c file of the folder */
	struct strings cflags;
	struct strings args;
	struct strings env;   /* NAME=VALUE */
	struct strings guest; /* of `files`: where in the image, and from what */
	struct strings host;
	struct strings schema; /* of `config`: five strings to a key, as in the note */
};

/*
 * Read (n) bytes of YAML; (path) is what the sentences name. A pure function over the bytes.
 *
 * Owns:   the caller, until manifest_fini(), also after a failure.
 * Errors: -EINVAL.
 */
must_use int manifest_read(struct manifest *m, const char *text, size_t n, const char *path,
			   struct diag *d);
void manifest_fini(struct manifest *m);

/* Does the name (guest) of a file in an image stay in it? */
bool manifest_stays_inside(const char *guest);

/* Say at which ring the program is. Errors: -EINVAL for one that there is not. */
must_use int manifest_set_ring(struct manifest *m, const char *ring, struct diag *d);

/* Say how files are compressed. Errors: -EINVAL for a way that there is not. */
must_use int manifest_set_erofs(struct manifest *m, const char *how, struct diag *d);

/* Say whom its files belong to: "root", or "keep": as they do. Errors: -EINVAL. */
must_use int manifest_set_owner(struct manifest *m, const char *whom, struct diag *d);

/* Say where the root file system stands: "image" or "file". Errors: -EINVAL. */
must_use int manifest_set_root(struct manifest *m, const char *where, struct diag *d);

#endif
