/* SPDX-License-Identifier: MIT */
/*
 * What mkfs.erofs makes of a folder of the host is what the calls of Linux find in it: for the unit
 * tests of an image's own root file system, and of one on a disk.
 */
#ifndef TEST_UNIT_EROFS_COMPARE_H
#define TEST_UNIT_EROFS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the EROFS image is read to: at the end are zeros. */
extern uint8_t pith_root_start[], pith_root_end[];

/* Kinds of images: options of mkfs.erofs. */
#define EROFS_KINDS 6
extern const char *const erofs_kinds[EROFS_KINDS];

/*
 * Compare an image of (kind), in a process of its own, which calls (begin) first, if that is not
 * NULL, with the size of the image. Between begin and end.
 */
bool erofs_compare(unsigned kind, bool (*begin)(size_t size));
void erofs_compare_begin(void);
void erofs_compare_end(void);

#endif
