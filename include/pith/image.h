/* SPDX-License-Identifier: MIT */
/*
 * What the tool can read in an image: its notes, and the symbol table of its crash reports.
 *
 * An image is a static-PIE ELF64. Its notes have the name "Pith"; their descriptors are described
 * here. PITH_IMAGE_VERSION changes when an older tool would misread an image; adding a note type
 * does not change it.
 */
#ifndef PITH_IMAGE_H
#define PITH_IMAGE_H

#include <stdint.h>

#define PITH_IMAGE_VERSION 1

#define PITH_NOTE_NAME "Pith"

/*
 * Where a running image has the number of the thread that runs (uint32_t), for who looks at it from
 * outside: in an object to which the eight bytes at GS base + PITH_THREAD_AT point.
 */
#define PITH_THREAD_AT     8
#define PITH_THREAD_NUMBER 44

enum pith_note_type {
	/*
	 * uint32_t version, uint32_t targets (PITH_TARGET_*), char libos_version[]
	 * (NUL-terminated).
	 */
	PITH_NOTE_IMAGE = 1,

	/*
	 * The configuration keys of the application, as NUL-terminated strings, five to a key:
	 * name, type, default, environment variable, help. Types: "string", "bool", "int MIN MAX",
	 * "size", "duration", "enum A|B|C". The default is "" when there is none (the key must then
	 * be given), else "=" and the value. An empty name ends the list. The library OS reads this
	 * very note when it starts.
	 */
	PITH_NOTE_SCHEMA = 2,

	/*
	 * Values fixed at build time: one string in the grammar of the command line
	 * (docs/configuration.md).
	 */
	PITH_NOTE_VALUES = 3,

	/*
	 * The build record: kind, name, version and SHA-256 of what went in, see
	 * tool/link/record.h.
	 */
	PITH_NOTE_RECORD = 4,

	/*
	 * Of images that use a network, or ask for one: uint32_t flags (PITH_NETWORK_*), then
	 * NUL-terminated strings: what `pith run --net` says ("" for nothing), then the ports to
	 * publish, and an empty one.
	 */
	PITH_NOTE_NETWORK = 5,

	/*
	 * Of images whose root file system stands in a file of its own, IMAGE.root: uint64_t size,
	 * a multiple of PITH_ROOT_PAGE, of the EROFS image that the file begins with. Behind it
	 * are the SHA-256 of each of its pages, in order, and zeros up to a whole page. The
	 * descriptor goes on with the SHA-256 of each page of those.
	 */
	PITH_NOTE_ROOT = 6,

	/*
	 * Of images of a Linux program: uint32_t ring, at which it is in a machine (0 or 3), then
	 * char path[] (NUL-terminated): where it is among the image's files.
	 */
	PITH_NOTE_PROGRAM = 7,
};

#define PITH_ROOT_PAGE 4096

#define PITH_NETWORK_DEVICES 1u /* it has drivers of network devices */

#define PITH_VALUES_MAX 4096 /* bytes of PITH_NOTE_VALUES, with its terminator */

#define PITH_TARGET_VM      1u
#define PITH_TARGET_PROCESS 2u

/*
 * Section .pith.symbols, at the end of the read-only data: the names of functions, for backtraces.
 * Entries in address order, each: ULEB128 distance from the previous entry's address (the first:
 * from the image base), then the name, NUL-terminated. A distance of 0 after the first entry ends
 * the table. Symbols pith_symbols_start/end bound it.
 */

#endif
