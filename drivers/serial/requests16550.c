/* SPDX-License-Identifier: MIT */
/*
 * Requests of the tool, through a second 16550 (include/pith/control.h).
 *
 * Nothing is touched until the image wants one, so a boot of others pays nothing. The bytes are the
 * tool's; a frame that makes no sense is passed over.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/port.h"
#include "drivers/serial/uart16550.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/dev/irq.h"
#include "kern/dev/plat.h"
#include "kern/sched/lock.h"

#pragma weak control_signal /* who wants to hear of either has it */
#pragma weak control_time

#define NOBODY 0xff /* what a port reads as that nothing answers */

/* The frame that is being read; the interrupt's alone. */
static struct {
	uint8_t have; /* bytes of the header */
	uint8_t type;
	uint16_t left;  /* of the data */
	uint16_t size;  /* of all of it */
	uint64_t value; /* its last eight bytes, the last one on top */
} frame;

static void end_frame(void)
{
	frame.have = 0;
	if (frame.type == PITH_REQUEST_SIGNAL && frame.size == 1 && LINKED(control_signal))
		control_signal((int)(frame.value >> 56));
	if (frame.type == PITH_REQUEST_TIME && frame.size == 8 && LINKED(control_time))
		control_time((int64_t)frame.value);
}

static void take(uint8_t byte)
{
	switch (frame.have) {
	case 0:
		frame.type = byte;
		frame.have = 1;
		return;
	case 1:
		frame.size = byte;
		frame.have = 2;
		return;
	case 2:
		frame.size |= (uint16_t)(byte << 8);
		frame.left = frame.size;
		frame.have = 3;
		break;
	default:
		frame.value = frame.value >> 8 | (uint64_t)byte << 56;
		frame.left--;
		break;
	}
	if (!frame.left)
		end_frame();
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

static bool switch_on(void)
{
	if (!control_present || get(UART_LINE_STATUS) == NOBODY)
		return false;
	put(UART_LINE_CONTROL, UART_LINE_8N1);
	put(UART_FIFO, UART_FIFO_ON);
	put(UART_MODEM_CONTROL, UART_MODEM_ON);
	irq_set_handler(IRQ_REQUESTS, requests_interrupt);
	if (irq_connect(IRQ_REQUESTS, PITH_REQUEST_LINE, IRQ_EDGE))
		return false;
	put(UART_ENABLE, UART_ENABLE_INPUT);
	return true;
}

bool control_take_requests(void)
{
	static struct spinlock lock = SPINLOCK_INIT; /* guards: */
	static bool tried, on;
	bool is_on;

	spin_lock(&lock);
	if (!tried)
		on = switch_on();
	tried = true;
	is_on = on;
	spin_unlock(&lock);
	return is_on;
}

void control_await(const bool *done, nsec_t limit)
{
	if (cpu_this()->irq_depth)
		return;
	while (!__atomic_load_n(done, __ATOMIC_ACQUIRE) && plat_clock() < limit)
		cpu_relax();
}
