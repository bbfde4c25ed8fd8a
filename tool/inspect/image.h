/* SPDX-License-Identifier: MIT */
/*
 * An image as the tool sees it: an ELF file with Pith's notes (include/pith/image.h).
 */
#ifndef TOOL_INSPECT_IMAGE_H
#define TOOL_INSPECT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/elf.h"
#include "tool/inspect/graph.h"
#include "tool/inspect/schema.h"

struct image {
	const char *path;
	struct elf elf;
	uint32_t targets;    /* PITH_TARGET_* */
	const char *version; /* of the library OS in it */
	struct schema schema;
	const char *values; /* keys given at build time; "" for none */
	bool has_network;   /* it has drivers for one */
	const char *net;    /* as `pith run --net`, from the build; "" for nothing */
	struct strings ports;
	uint64_t root_size;  /* of IMAGE.root, which has its files: bytes; 0: it needs none */
	const char *program; /* of Linux that it begins with, or NULL */
	uint32_t ring;       /* at which that is in a machine */
	const char *record;  /* (record_size) bytes of the build record */
	size_t record_size;
};

/*
 * Open the image (path), which must stay as long as (image).
 *
 * Owns:   the caller: image_close().
 * Errors: those of opening a file; -ENOEXEC or -EINVAL when it is no image, or a broken one.
 */
must_use int image_open(struct image *image, const char *path, struct diag *d);
void image_close(struct image *image);

/*
 * Open the detached debug file that the build left beside (image): IMAGE.debug.
 *
 * Owns:   the caller: graph_close().
 * Errors: -ENOENT when there is none, or as graph_open(); -EINVAL when it belongs to another image.
 */
must_use int image_open_graph(const struct image *image, struct graph *g, struct diag *d);

/* As image_open_graph(), from the file (path). */
must_use int image_open_debug(const struct image *image, const char *path, struct graph *g,
			      struct diag *d);

/* "process and machine", "machine", "process". */
const char *image_targets_text(uint32_t targets);

#endif
