/* SPDX-License-Identifier: MIT */
/*
 * The console class: a byte stream out, and perhaps a byte stream in.
 *
 * One console serves an image: the first driver that registers. What a line is, echo and end of
 * file are the business of kern/vfs (the console file); here there are only bytes.
 */
#ifndef KERN_DEV_CONSOLE_H
#define KERN_DEV_CONSOLE_H

#include "base/types.h"

enum console_stream {
	CONSOLE_OUT,
	CONSOLE_ERR,
};

/* What the far end of descriptors 0, 1 and 2 is, as far as the platform knows. */
enum console_kind {
	CONSOLE_TTY,
	CONSOLE_PIPE, /* bytes, with an end */
	CONSOLE_NONE, /* reads end at once */
};

struct wait_queue;

struct console {
	/*
	 * Write (n) > 0 bytes. Returns how many were taken, at least 1, or -EIO, -EPIPE when the
	 * far end is gone. May wait for the far end.
	 * Context: thread; or panic, with interrupts masked.
	 */
	ssize_t (*write)(enum console_stream stream, const char *buf, size_t n);

	/*
	 * Take up to (n) bytes that are there. Returns 0 at the end of input, -EAGAIN when there
	 * are none yet. WEAK.
	 */
	ssize_t (*read)(char *buf, size_t n);

	/* The queue that is woken when input arrives. WEAK: NULL without (read). */
	struct wait_queue *(*input_queue)(void);
};

/*
 * Key (c) came to a terminal in a machine: is it one that sends a signal, and no input? Then it is
 * sent, and what came before it and was not read is to be forgotten if (*flush) is set. WEAK: where
 * the console can be read. Context: interrupt.
 */
WEAK bool console_key(uint8_t c, bool *flush);

extern const struct console *console; /* NULL before a driver registered */

/* What descriptor (fd), 0 to 2, is connected to; and the window, 0 x 0 when unknown. */
struct console_info {
	enum console_kind kind[3];
	uint16_t rows;
	uint16_t columns;
};
extern struct console_info console_info;

#endif
