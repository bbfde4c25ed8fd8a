/* SPDX-License-Identifier: MIT */
/*
 * Where the last walks came, by the text that led there: folders, and the last file. The next path
 * through one of them begins there, and not at the root: programs look a file up twice, and then
 * others beside it. Of absolute paths alone, without links and "..".
 *
 * Context: thread, no spin lock held.
 */
#ifndef KERN_VFS_TREE_KNOWN_H
#define KERN_VFS_TREE_KNOWN_H

#include "kern/vfs/mount.h"

/*
 * Is the text at (s), which may be the application's, that of the file? Then store where that is,
 * referenced. A text that ends in another page may be it, too.
 */
must_use bool known_find_file(const char *s, struct place *at);

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

/* All (len) bytes at (s) lead to (at), a regular file. */
void known_note_file(const char *s, size_t len, struct place at, uint32_t age);

/* The name of a file went, or leads to another. Drops a reference. */
void known_forget_file(void);

/*
 * Texts may lead elsewhere: called after the name of a folder went, after mounting and unmounting,
 * and when there is another root. Drops all references.
 */
void known_forget(void);

#endif
