/* SPDX-License-Identifier: MIT */
/*
 * Console output through the 16550, in an image with more threads than one: they may write at the
 * same time, from several CPUs, and one that waits for room lets the others run. The interrupt
 * comes to one CPU, which wakes whoever waits.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/port.h"
#include "base/string.h"
#include "drivers/serial/uart16550.h"
#include "include/pith/control.h"
#include "kern/dev/console.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"

/* Put (n) bytes into the FIFO, if it is empty; if not, and they are (wanted), have an interrupt. */
static bool put(const char *bytes, size_t n, bool wanted)
{
	bool room;

	spin_lock(&uart16550_lock);
	room = port_in8(UART_PORT + UART_LINE_STATUS) & UART_STATUS_ROOM;
	if (room)
		port_out_bytes(UART_PORT + UART_DATA, bytes, n);
	else if (wanted)
		uart16550_want_room();
	spin_unlock(&uart16550_lock);
	return room;
}

static void put_when_room(const char *bytes, size_t n)
{
	struct waiter w;

	uart16550_start_interrupts();
	wait_begin(&uart16550_room, &w);
	/* A signal does not end the wait: its handler comes after the call. */
	while (!put(bytes, n, true))
		wait_sleep_deaf(&w);
	wait_end(&uart16550_room, &w);
}

static ssize_t shared_write(enum console_stream stream, const char *buf, size_t n)
{
	bool masked = cpu_this()->irq_depth; /* a panic, or early boot */
	char bytes[UART_FIFO_SIZE];

	if (stream == CONSOLE_ERR && control_stderr)
		return (ssize_t)control_send_shared(PITH_CONTROL_STDERR, buf, n);
	n = MIN(n, sizeof bytes);
	memcpy(bytes, buf, n);
	while (!put(bytes, n, false)) {
		if (!masked) {
			put_when_room(bytes, n);
			break;
		}
		cpu_relax();
	}
	return (ssize_t)n;
}

static const struct console shared_console = {
	.write = shared_write,
	.read = uart16550_read,
	.input_queue = uart16550_input_queue,
};

/* After the driver for one thread, which set the UART up. */
static int shared_probe(void)
{
	console = &shared_console;
	return 0;
}

const struct driver uart16550_shared_driver = {
	.plat = PLAT_PVH,
	.probe = shared_probe,
};
