/* SPDX-License-Identifier: MIT */
/*
 * The terminal's modes and commands, laid out and numbered as Linux has them on x86-64.
 */
#ifndef KERN_CONSOLE_TTY_H
#define KERN_CONSOLE_TTY_H

#include "base/assert.h"
#include "base/types.h"

/* struct termios of the kernel (asm-generic/termbits.h). */
struct tty_modes {
	uint32_t iflag;
	uint32_t oflag;
	uint32_t cflag;
	uint32_t lflag;
	uint8_t line;
	uint8_t cc[19];
};
static_assert(sizeof(struct tty_modes) == 36, "struct termios");

/* struct winsize */
struct tty_size {
	uint16_t rows;
	uint16_t columns;
	uint16_t xpixel;
	uint16_t ypixel;
};
static_assert(sizeof(struct tty_size) == 8, "struct winsize");

#define TTY_TCGETS     0x5401u
#define TTY_TCSETS     0x5402u
#define TTY_TCSETSW    0x5403u
#define TTY_TCSETSF    0x5404u
#define TTY_TCFLSH     0x540bu
#define TTY_TIOCGPGRP  0x540fu
#define TTY_TIOCSPGRP  0x5410u
#define TTY_TIOCGWINSZ 0x5413u
#define TTY_TIOCSWINSZ 0x5414u
#define TTY_FIONREAD   0x541bu

/* iflag */
#define TTY_INLCR 0x40u
#define TTY_IGNCR 0x80u
#define TTY_ICRNL 0x100u
#define TTY_IXON  0x400u

/* oflag */
#define TTY_OPOST 1u
#define TTY_ONLCR 4u

/* cflag */
#define TTY_B38400 0xfu
#define TTY_CS8    0x30u
#define TTY_CREAD  0x80u

/* lflag */
#define TTY_ISIG    1u
#define TTY_ICANON  2u
#define TTY_ECHO    8u
#define TTY_ECHOE   0x10u
#define TTY_ECHOK   0x20u
#define TTY_ECHOCTL 0x200u
#define TTY_ECHOKE  0x800u
#define TTY_NOFLSH  0x80u
#define TTY_IEXTEN  0x8000u

/* Indices of cc */
#define TTY_VINTR    0
#define TTY_VQUIT    1
#define TTY_VERASE   2
#define TTY_VKILL    3
#define TTY_VEOF     4
#define TTY_VTIME    5
#define TTY_VMIN     6
#define TTY_VSTART   8
#define TTY_VSTOP    9
#define TTY_VSUSP    10
#define TTY_VEOL     11
#define TTY_VREPRINT 12
#define TTY_VDISCARD 13
#define TTY_VWERASE  14
#define TTY_VLNEXT   15

extern struct tty_modes tty_modes; /* replaced whole, by ioctl() */

/*
 * Set while the terminal is not to make \r\n of \n: everything else about modes is
 * read.c's.
 */
extern bool tty_raw_output;

/* A key that is a signal forgot the line that was being typed: for who next looks. Atomic. */
extern bool tty_flushed;

#endif
