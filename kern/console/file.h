/* SPDX-License-Identifier: MIT */
/*
 * The console as files: descriptors 0, 1 and 2, /dev/console and /dev/tty.
 *
 * As a terminal it has a line discipline of its own, but only in a machine: a process's terminal is
 * the host's, which has one.
 */
#ifndef KERN_CONSOLE_FILE_H
#define KERN_CONSOLE_FILE_H

#include "kern/dev/console.h"
#include "kern/vfs/file.h"

extern const struct file_ops console_file_ops;

/* /dev/console, once it is there; else NULL. Atomic. WEAK: fs/devfs.c has it. */
extern WEAK const struct inode *console_node;

/* Which of descriptors 0 to 2 (f) is, or 0 for one that was opened by name. */
static inline unsigned console_file_nr(const struct file *f)
{
	return (unsigned)(uintptr_t)f->data;
}

static inline bool console_file_is_tty(const struct file *f)
{
	return console_info.kind[console_file_nr(f)] == CONSOLE_TTY;
}

/* Can input come, or do reads end at once? */
static inline bool console_file_has_input(const struct file *f)
{
	return console && console->read && console_info.kind[console_file_nr(f)] != CONSOLE_NONE;
}

/*
 * Is there something to read, an end of file included? 0, or -EAGAIN. Takes from the console what
 * it has.
 */
must_use int console_input_ready(struct file *f);

/* How many bytes are ready, of those that were taken from the console. */
unsigned console_input_bytes(void);

/* Entries of console_file_ops, linked by those that call them. */
int console_file_read(struct file *f, struct io *io, const int64_t *pos);
int console_file_stat(struct file *f, struct file_stat *st);
unsigned console_file_poll(struct file *f, struct wait_queue **queues);

/* The commands that few programs use, linked with console_file_read(). */
int console_file_ioctl_more(struct file *f, unsigned cmd, uintptr_t arg);

#endif
