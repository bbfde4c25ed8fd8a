/* SPDX-License-Identifier: MIT */
/*
 * Requests of the tool, through a second 16550 (include/pith/control.h).
 *
 * Nothing is touched until the application handles a signal that can come from outside, so a boot
 * pays nothing. The bytes are the tool's; a frame that makes no sense is passed over.
 */
#include "arch/x86_64/port.h"
#include "drivers/serial/uart16550.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"
#include "kern/dev/irq.h"

#define NOBODY 0xff /* what a port reads as that nothing answers */

/* The frame that is being read; the interrupt's alone. */
static struct {
	uint8_t have; /* bytes of the header */
	uint8_t type;
	uint16_t left; /* of the data */
} frame;

static void take_data(uint8_t byte)
{
	/* The data of what we know is one byte. */
	if (frame.left == 1 && frame.type == PITH_REQUEST_SIGNAL)
		control_signal(byte);
	frame.left--;
}

static void take(uint8_t byte)
{
	switch (frame.have++) {
	case 0:
		frame.type = byte;
		return;
	case 1:
		frame.left = byte;
		return;
	case 2:
		frame.left |= (uint16_t)(byte << 8);
		break;
	default:
		take_data(byte);
		break;
	}
	if (!frame.left)
		frame.have = 0;
	else
		frame.have = 3;
}

static uint8_t get(enum uart_register r)
{
	return port_in8((uint16_t)(PITH_REQUEST_PORT + r));
}

static void put(enum uart_register r, uint8_t value)
{
	port_out8((uint16_t)(PITH_REQUEST_PORT + r), value);
}

static void requests_interrupt(void)
{
	(void)get(UART_IDENTIFY);
	while (get(UART_LINE_STATUS) & UART_STATUS_INPUT)
		take(get(UART_DATA));
}

/* Whatever is asked for, all that is sent comes by here. */
static void requests_listen(uint64_t unused_set)
{
	static bool tried; /* atomic */

	(void)unused_set;
	if (!control_present || __atomic_exchange_n(&tried, true, __ATOMIC_RELAXED) ||
	    get(UART_LINE_STATUS) == NOBODY)
		return;
	put(UART_LINE_CONTROL, UART_LINE_8N1);
	put(UART_FIFO, UART_FIFO_ON);
	put(UART_MODEM_CONTROL, UART_MODEM_ON);
	irq_set_handler(IRQ_REQUESTS, requests_interrupt);
	if (irq_connect(IRQ_REQUESTS, PITH_REQUEST_LINE, IRQ_EDGE))
		return;
	put(UART_ENABLE, UART_ENABLE_INPUT);
	control_send_shared(PITH_CONTROL_LISTENS, "", 0);
}

static int requests_probe(void)
{
	static struct control_source source = { .listen = requests_listen };

	control_add(&source);
	return 0;
}

const struct driver requests16550_driver = {
	.plat = PLAT_PVH,
	.probe = requests_probe,
};
