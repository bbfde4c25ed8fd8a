/* SPDX-License-Identifier: MIT */
/*
 * Console input through the 16550, and sleeping while its output waits.
 *
 * The interrupt moves what came into a ring. When the ring is full the interrupt is switched off
 * and bytes stay in the UART, and behind it in the monitor, which waits: nothing is lost.
 *
 * Two bytes may come before the FIFO is switched on, and switching it on forgets them: the monitor
 * connects its input before the machine runs. A stream that must not lose any therefore begins with
 * bytes that may be lost, up to a mark (include/pith/control.h).
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/port.h"
#include "base/errno.h"
#include "base/string.h"
#include "drivers/serial/uart16550.h"
#include "include/pith/control.h"
#include "kern/dev/console.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/sched/wait.h"

#define RING_SIZE 1024 /* a power of two */

/* Filled by the interrupt, emptied by read, on whatever CPUs they are. Indices run freely. */
static struct {
	struct spinlock lock; /* guards: */
	uint32_t head;
	uint32_t tail;
	uint8_t bytes[RING_SIZE];
} ring;

/* Where the escaped stream is. */
static enum {
	STREAM_BEFORE, /* the mark */
	STREAM_BEFORE_ESCAPE,
	STREAM_DATA,
	STREAM_ESCAPE,
	STREAM_ENDED,
} stream;

struct spinlock uart16550_lock = SPINLOCK_INIT;
static uint8_t enabled; /* interrupts: UART_ENABLE_*; under uart16550_lock, read by anyone */
static struct wait_queue queue = WAIT_QUEUE_INIT(queue);
struct wait_queue uart16550_room = WAIT_QUEUE_INIT(uart16550_room);

static void enable(uint8_t bits) REQUIRES(&uart16550_lock)
{
	enabled = bits;
	port_out8(UART_PORT + UART_ENABLE, bits);
}

void uart16550_want_room(void)
{
	enable(enabled | UART_ENABLE_ROOM);
}

/* Have the interrupts (bits), and those of (more) that were there. */
static void enable_only(uint8_t bits, uint8_t more)
{
	spin_lock(&uart16550_lock);
	enable(bits | (enabled & more));
	spin_unlock(&uart16550_lock);
}

static bool has_input(void)
{
	return port_in8(UART_PORT + UART_LINE_STATUS) & UART_STATUS_INPUT;
}

/* A byte came, and the ring has room. */
static void take(uint8_t c) REQUIRES(&ring.lock)
{
	bool flush = false;

	if (console_info.kind[0] != CONSOLE_TTY || !LINKED(console_key) || !console_key(c, &flush))
		ring.bytes[ring.head++ % RING_SIZE] = c;
	else if (flush)
		ring.tail = ring.head;
}

/* Reading the reason clears that of room for output; input is cleared by taking it. */
static void uart_interrupt(void)
{
	uint8_t keep;

	spin_lock(&ring.lock);
	keep = enabled & UART_ENABLE_INPUT;
	(void)port_in8(UART_PORT + UART_IDENTIFY);
	while (keep && has_input()) {
		if (ring.head - ring.tail == RING_SIZE)
			keep = 0;
		else
			take(port_in8(UART_PORT + UART_DATA));
	}
	if (keep != enabled)
		enable_only(keep, 0);
	spin_unlock(&ring.lock);
	wait_wake(&queue, WAIT_ALL);
	wait_wake(&uart16550_room, WAIT_ALL);
}

void uart16550_start_interrupts(void)
{
	static uint8_t started; /* by one thread, for which others wait */

	if (__atomic_load_n(&started, __ATOMIC_ACQUIRE) == 2)
		return;
	if (__atomic_exchange_n(&started, 1, __ATOMIC_ACQ_REL)) {
		while (__atomic_load_n(&started, __ATOMIC_ACQUIRE) != 2)
			cpu_relax();
		return;
	}
	spin_lock(&uart16550_lock);
	/*
	 * The interrupt after a pause comes after four bytes' time: make that short, at 115200
	 * baud.
	 */
	port_out8(UART_PORT + UART_LINE_CONTROL, UART_LINE_8N1 | UART_LINE_DIVISOR);
	port_out8(UART_PORT + UART_DATA, 1);
	port_out8(UART_PORT + UART_ENABLE, 0);
	port_out8(UART_PORT + UART_LINE_CONTROL, UART_LINE_8N1);
	port_out8(UART_PORT + UART_FIFO, UART_FIFO_ON | UART_FIFO_14);
	spin_unlock(&uart16550_lock);
	irq_set_handler(IRQ_CONSOLE, uart_interrupt);
	if (!irq_connect(IRQ_CONSOLE, UART_LINE, IRQ_EDGE))
		enable_only(UART_ENABLE_INPUT, 0);
	control_send_shared(PITH_CONTROL_INPUT, "", 0);
	__atomic_store_n(&started, 2, __ATOMIC_RELEASE);
}

void uart16550_wait_room(void)
{
	uart16550_start_interrupts();
	if (cpu_this()->irq_depth) { /* a panic, or early boot */
		cpu_relax();
		return;
	}
	irq_disable();
	enable_only(UART_ENABLE_ROOM, UART_ENABLE_INPUT);
	if (!(port_in8(UART_PORT + UART_LINE_STATUS) & UART_STATUS_ROOM))
		plat_idle(NSEC_NEVER);
	irq_enable();
}

/* Follow the escaped stream by one byte; true when it is data. */
static bool stream_take(uint8_t c)
{
	bool escape = c == PITH_ESCAPE;

	switch (stream) {
	case STREAM_BEFORE:
	case STREAM_BEFORE_ESCAPE:
		if (stream == STREAM_BEFORE_ESCAPE && c == PITH_ESCAPE_START)
			stream = STREAM_DATA;
		else
			stream = escape ? STREAM_BEFORE_ESCAPE : STREAM_BEFORE;
		return false;
	case STREAM_DATA:
		if (escape)
			stream = STREAM_ESCAPE;
		return !escape;
	case STREAM_ESCAPE:
		stream = c == PITH_ESCAPE_END ? STREAM_ENDED : STREAM_DATA;
		return escape;
	case STREAM_ENDED:
		break;
	}
	return false;
}

/* Move up to (n) bytes of data out of the ring; what is there of it is gone through. */
static size_t take_out(char *buf, size_t n) REQUIRES(&ring.lock)
{
	bool escaped = console_info.kind[0] == CONSOLE_PIPE;
	size_t done = 0;

	while (done < n && ring.head != ring.tail) {
		uint8_t c = ring.bytes[ring.tail % RING_SIZE];

		ring.tail++;
		if (!escaped || stream_take(c))
			buf[done++] = (char)c;
	}
	return done;
}

ssize_t uart16550_read(char *buf, size_t n)
{
	char bytes[128]; /* (buf) is the application's, which no lock is held over */
	size_t done = 0, got;
	bool ended;

	uart16550_start_interrupts();
	do {
		spin_lock(&ring.lock);
		got = take_out(bytes, MIN(n - done, sizeof bytes));
		/* There is room now: go on where the interrupt stopped. */
		if (!(enabled & UART_ENABLE_INPUT) && ring.head - ring.tail < RING_SIZE / 2)
			enable_only(UART_ENABLE_INPUT, UART_ENABLE_ROOM);
		ended = stream == STREAM_ENDED;
		spin_unlock(&ring.lock);
		memcpy(buf + done, bytes, got);
		done += got;
	} while (got == sizeof bytes && done < n);
	if (done)
		return (ssize_t)done;
	return ended ? 0 : -EAGAIN;
}

struct wait_queue *uart16550_input_queue(void)
{
	return &queue;
}

/* Listed so that an image that reads its console has this half; the other half registers both. */
static int input_probe(void)
{
	return 0;
}

const struct driver uart16550_input_driver = {
	.plat = PLAT_PVH,
	.probe = input_probe,
};
