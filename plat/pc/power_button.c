/* SPDX-License-Identifier: MIT */
/*
 * The power button of a machine is SIGTERM, to an application that knows signals. It is a fixed
 * event of ACPI, or one of the generic event device (microvm). Like the tool's requests it is
 * switched on when the application first wants to hear of signals.
 */
#include "arch/x86_64/mmio.h"
#include "arch/x86_64/port.h"
#include "kern/dev/control.h"
#include "kern/dev/driver.h"
#include "kern/dev/irq.h"
#include "kern/dev/mmio.h"
#include "plat/pc/acpi.h"

#define SIGTERM 15

#define PM1_BUTTON  (1u << 8) /* in the registers of status and of what interrupts */
#define PM1_ENABLED 1u        /* in that of control: ACPI is in charge */
#define PATIENCE    1000000

#define GED_BUTTON 2u /* among its events, in QEMU */

static uint16_t status;       /* the port of PM1's status, or 0 */
static const uint8_t *events; /* the register of the event device, or NULL */

static void button_interrupt(void)
{
	bool pressed = false;

	if (events)
		pressed = mmio_read32(events) & GED_BUTTON;
	else if (port_in16(status) & PM1_BUTTON)
		pressed = true;
	if (!pressed)
		return;
	if (!events)
		port_out16(status, PM1_BUTTON);
	control_signal(SIGTERM);
}

/* Without this the firmware has the events. */
static void take_over(const uint8_t *fadt)
{
	uint16_t control = (uint16_t)acpi_get32(fadt + FADT_PM1A_CONTROL);
	uint16_t command = (uint16_t)acpi_get32(fadt + FADT_SMI_COMMAND);

	if (!command || (port_in16(control) & PM1_ENABLED))
		return;
	port_out8(command, fadt[FADT_ACPI_ENABLE]);
	for (unsigned i = 0; i < PATIENCE && !(port_in16(control) & PM1_ENABLED); i++)
		;
}

static void use_fixed(const uint8_t *fadt)
{
	const uint8_t *madt = acpi_find(acpi_map, acpi_root(), ACPI_MADT);
	uint32_t line = acpi_get32(fadt + FADT_SCI) & 0xffff;
	uint16_t base = (uint16_t)acpi_get32(fadt + FADT_PM1A_EVENT);
	bool high = madt && acpi_is_high(madt, acpi_get32(madt + ACPI_LENGTH), &line);

	if (!base || !fadt[FADT_PM1_EVENT_LENGTH])
		return;
	take_over(fadt);
	status = base;
	port_out16(status, PM1_BUTTON);
	irq_set_handler(IRQ_ACPI, button_interrupt);
	if (!irq_connect(IRQ_ACPI, line, high ? IRQ_LEVEL_HIGH : IRQ_LEVEL))
		port_out16((uint16_t)(base + fadt[FADT_PM1_EVENT_LENGTH] / 2), PM1_BUTTON);
}

static void use_device(const uint8_t *fadt)
{
	const uint8_t *dsdt = acpi_table(acpi_map, acpi_get32(fadt + FADT_DSDT));
	struct acpi_ged g;

	if (!dsdt || acpi_find_ged(dsdt, acpi_get32(dsdt + ACPI_LENGTH), &g))
		return;
	events = mmio_map(g.events, sizeof(uint32_t));
	if (!events)
		return;
	irq_set_handler(IRQ_ACPI, button_interrupt);
	(void)!irq_connect(IRQ_ACPI, g.line, IRQ_EDGE); /* without its line it is silent */
}

static void button_listen(uint64_t set)
{
	static bool tried; /* atomic */
	const uint8_t *fadt;

	(void)set;
	if (__atomic_exchange_n(&tried, true, __ATOMIC_RELAXED))
		return;
	fadt = acpi_find(acpi_map, acpi_root(), ACPI_FADT);
	if (!fadt || acpi_get32(fadt + ACPI_LENGTH) < FADT_FLAGS + 4)
		return;
	if (acpi_get32(fadt + FADT_FLAGS) & FADT_HW_REDUCED)
		use_device(fadt);
	else
		use_fixed(fadt);
}

static int button_probe(void)
{
	static struct control_source source = { .listen = button_listen };

	control_add(&source);
	return 0;
}

const struct driver power_button_driver = {
	.plat = PLAT_PVH,
	.probe = button_probe,
};
