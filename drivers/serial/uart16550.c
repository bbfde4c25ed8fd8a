/* SPDX-License-Identifier: MIT */
/*
 * The 16550 UART at COM1: thin.
 */
#include "arch/x86_64/port.h"
#include "base/errno.h"
#include "kern/dev/console.h"
#include "kern/dev/driver.h"

#define COM1 0x3f8

static ssize_t uart_write(enum console_stream s, const char *b, size_t n)
{
	(void)s;
	while (!(port_in8(COM1 + 5) & 0x20))
		;
	if (n > 16)
		n = 16;
	port_out_bytes(COM1, b, n);
	return (ssize_t)n;
}

static const struct console uart_console = { .write = uart_write };

static int uart_probe(void)
{
	port_out8(COM1 + 2, 7);
	console = &uart_console;
	return 0;
}

const struct driver uart16550_driver = { .name = "uart16550", .plat = PLAT_PVH, .probe = uart_probe };
