/* SPDX-License-Identifier: MIT */
/*
 * Console output through a 16550 UART at COM1, which every monitor has.
 *
 * Output is programmed: a FIFO full at a time when the last one is gone. An image that also reads
 * its console (uart16550_input.c) has interrupts, and rests meanwhile; others spin, for a monitor
 * takes bytes at once unless its own reader is slow.
 *
 * A machine without a UART needs no test: a port that is not there reads as all ones, so there is
 * always room, and what is written goes nowhere.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/port.h"
#include "drivers/serial/uart16550.h"
#include "include/pith/control.h"
#include "kern/dev/console.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"

static ssize_t uart_write(enum console_stream stream, const char *buf, size_t n)
{
	if (stream == CONSOLE_ERR && control_stderr) {
		n = MIN(n, CONTROL_FRAME_MAX);
		control_send(PITH_CONTROL_STDERR, buf, n);
		return (ssize_t)n;
	}
	while (!(port_in8(UART_PORT + UART_LINE_STATUS) & UART_STATUS_ROOM)) {
		if (LINKED(uart16550_wait_room))
			uart16550_wait_room();
		else
			cpu_relax();
	}
	n = MIN(n, UART_FIFO_SIZE);
	port_out_bytes(UART_PORT + UART_DATA, buf, n);
	return (ssize_t)n;
}

static const struct console uart_console = {
	.write = uart_write,
	.read = uart16550_read,
	.input_queue = uart16550_input_queue,
};

static int uart_probe(void)
{
	port_out8(UART_PORT + UART_FIFO, UART_FIFO_ON);
	port_out8(UART_PORT + UART_LINE_CONTROL, UART_LINE_8N1);
	port_out8(UART_PORT + UART_MODEM_CONTROL, UART_MODEM_ON);
	console = &uart_console;
	return 0;
}

const struct driver uart16550_driver = {
	.plat = PLAT_PVH,
	.probe = uart_probe,
};
