/* SPDX-License-Identifier: MIT */
/*
 * Folders that the last walks came through, by the text that led there: the next path through one
 * of them begins there, and not at the root. Of absolute paths alone, without links and "..".
 *
 * Context: thread, no spin lock held.
 */
#ifndef KERN_VFS_TREE_KNOWN_H
#define KERN_VFS_TREE_KNOWN_H

#include "kern/vfs/mount.h"

/*
 * Store the folder that the beginning of the (len) bytes at (s) leads to, referenced. The text may
 * be the application's.
 * Returns how many bytes that beginning has, up to the first one of a name; 0: none is known.
 */
must_use size_t known_find(const char *s, size_t len, struct place *at);

/* A walk asks before it begins, and says so when it notes. */
uint32_t known_age(void);

/* The (len) bytes at (s), up to the first one of a name, lead to (at), a folder. */
void known_note(const char *s, size_t len, struct place at, uint32_t age);

/*
 * Texts may lead elsewhere: called after the name of a folder went, after mounting and unmounting,
 * and when there is another root. Drops the references to all of them.
 */
void known_forget(void);

#endif
