/* SPDX-License-Identifier: MIT */
/*
 * The root file system of an image: what mkfs.erofs makes of a folder of the host is what the calls
 * of Linux find in it. Both sizes of inodes, blocks and tails, folders of many blocks.
 *
 * Links: kern/mem/user.c kern/pipe/[a-z]*.c
 * Links: test/unit/erofs_compare.c test/unit/vfs_fake.c kern/vfs/[a-z]*.c kern/vfs/tree/[a-z]*.c kern/vfs/made/text.c kern/sched/lock.c kern/sched/mutex.c
 * Links: kern/console/[a-z]*.c
 * Links: abi/linux/grown.c abi/linux/file/[a-oqrt-z]*.c abi/linux/file/p[a-oq-z]*.c abi/linux/file/s[a-df-z]*.c
 * Links: fs/[a-z]*.c base/format.c
 */
#include "test/unit/erofs_compare.h"
#include "test/unit/tap.h"

int main(void)
{
	erofs_compare_begin();
	for (unsigned i = 0; i < EROFS_KINDS; i++)
		ok(erofs_compare(i, NULL), "an image made with '%s' reads as its folder",
		   erofs_kinds[i]);
	erofs_compare_end();
	return tap_done();
}
