/* SPDX-License-Identifier: MIT */
/*
 * The 16550 at COM1: registers, and what its two halves tell each other.
 */
#ifndef DRIVERS_SERIAL_UART16550_H
#define DRIVERS_SERIAL_UART16550_H

#include "base/types.h"
#include "kern/sched/wait.h"

#define UART_PORT 0x3f8
#define UART_LINE 4 /* ISA interrupt */

enum uart_register {
	UART_DATA = 0,     /* also the divisor's low byte, while UART_LINE_DIVISOR is set */
	UART_ENABLE = 1,   /* also the divisor's high byte */
	UART_IDENTIFY = 2, /* read */
	UART_FIFO = 2,     /* write */
	UART_LINE_CONTROL = 3,
	UART_MODEM_CONTROL = 4,
	UART_LINE_STATUS = 5,
};

#define UART_ENABLE_INPUT 0x01
#define UART_ENABLE_ROOM  0x02
#define UART_FIFO_ON      0x01
#define UART_FIFO_14      0xc0 /* interrupt when 14 bytes came, or after a pause */
#define UART_LINE_8N1     0x03
#define UART_LINE_DIVISOR 0x80
#define UART_MODEM_ON     0x0b /* DTR, RTS, and OUT2, which a PC has in the interrupt's way */
#define UART_STATUS_INPUT 0x01
#define UART_STATUS_ROOM  0x20 /* the output FIFO is empty */

#define UART_FIFO_SIZE 16

/* Input, WEAK: only in an image that reads its console. */
WEAK ssize_t uart16550_read(char *buf, size_t n);
WEAK struct wait_queue *uart16550_input_queue(void);

/* Sleep until there may be room for output. WEAK. Context: as console write. */
WEAK void uart16550_wait_room(void);

/*
 * Guards the registers, but for those that say what came in and what is the matter. The last lock
 * of all: nothing is called with it held.
 */
extern struct spinlock uart16550_lock;

/* Woken by the interrupt, as are the readers. */
extern struct wait_queue uart16550_room;

/* Have interrupts from now on. Context: thread. */
void uart16550_start_interrupts(void);

/* Also have one when there is room for output. */
void uart16550_want_room(void) REQUIRES(&uart16550_lock);

#endif
