/* SPDX-License-Identifier: MIT */
/*
 * How fast does the TSC count? By comparison with a clock of known frequency, for 8 ms.
 *
 * The PIT needs no tables to be found, so it is asked first. Then the timer of ACPI, which is
 * finer but costs a walk, then the HPET. A clock that does not move is not there.
 *
 * The PIT wraps after 55 ms, and a host that is busy lets a machine stand still for longer: its
 * clock would be several times too slow for good. So that is looked for, and measured again.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/mmio.h"
#include "arch/x86_64/port.h"
#include "kern/dev/mmio.h"
#include "plat/pc/acpi.h"
#include "plat/pc/clock.h"

#define PIT_HZ      1193182
#define PIT_COUNTER 0x42
#define PIT_CONTROL 0x43
#define PIT_GATE    0x61

#define PIT_LATCH_2 0x80
#define PIT_START_2 0xb0 /* counter 2, both bytes, mode 0 */
#define PIT_GATE_ON 0x01
#define PIT_SPEAKER 0x02
#define PIT_ENDED   0x20 /* counter 2 came to its end once */

#define PIT_ATTEMPTS 8 /* where that bit always stands, it says nothing */

#define PM_TIMER_HZ 3579545

#define HPET_PERIOD      0x04 /* femtoseconds a tick */
#define HPET_CONFIG      0x10
#define HPET_COUNTER     0xf0
#define HPET_CONFIG_RUNS 1u
#define FSEC_PER_SEC     1000000000000000ull

#define MEASURE_PER_SEC 125 /* 1 / 8 ms */
#define SAMPLES         8
#define STUCK_READS     10000

struct reference {
	uint32_t (*read)(void);
	uint32_t mask; /* of the bits that count */
	uint32_t hz;   /* 0: not there */
};

struct sample {
	uint64_t tsc;
	uint32_t count;
};

static paddr_t root; /* what the monitor said of ACPI */
static uint16_t pm_timer_port;
static const uint8_t *hpet;

static uint32_t pit_read(void)
{
	uint8_t low;

	port_out8(PIT_CONTROL, PIT_LATCH_2);
	low = port_in8(PIT_COUNTER);
	return ~((uint32_t)port_in8(PIT_COUNTER) << 8 | low);
}

static struct reference pit_start(void)
{
	port_out8(PIT_GATE, (uint8_t)((port_in8(PIT_GATE) & ~PIT_SPEAKER) | PIT_GATE_ON));
	port_out8(PIT_CONTROL, PIT_START_2);
	port_out8(PIT_COUNTER, 0xff);
	port_out8(PIT_COUNTER, 0xff);
	return (struct reference){ pit_read, 0xffff, PIT_HZ };
}

static bool pit_ended(void)
{
	return port_in8(PIT_GATE) & PIT_ENDED;
}

static uint32_t pm_timer_read(void)
{
	return port_in32(pm_timer_port);
}

static struct reference pm_timer_start(void)
{
	struct reference r = { pm_timer_read, 0xffffff, 0 };
	const uint8_t *t = acpi_find(acpi_map, root, ACPI_FADT);

	if (!t || acpi_get32(t + ACPI_LENGTH) < FADT_PM_TIMER + 4)
		return r;
	pm_timer_port = (uint16_t)acpi_get32(t + FADT_PM_TIMER);
	if (pm_timer_port)
		r.hz = PM_TIMER_HZ;
	return r;
}

static uint32_t hpet_read(void)
{
	return mmio_read32(hpet + HPET_COUNTER);
}

static struct reference hpet_start(void)
{
	struct reference r = { hpet_read, UINT32_MAX, 0 };
	const uint8_t *t = acpi_find(acpi_map, root, ACPI_HPET);
	uint8_t *p;
	uint32_t period;

	if (!t || acpi_get32(t + ACPI_LENGTH) < HPET_ADDRESS + 8)
		return r;
	p = mmio_map(acpi_get64(t + HPET_ADDRESS), PAGE_SIZE);
	if (!p)
		return r;
	hpet = p;
	mmio_write32(p + HPET_CONFIG, mmio_read32(p + HPET_CONFIG) | HPET_CONFIG_RUNS);
	period = mmio_read32(p + HPET_PERIOD);
	if (period)
		r.hz = (uint32_t)(FSEC_PER_SEC / period);
	return r;
}

/* Both clocks at once: of a few attempts the one that was least disturbed. */
static struct sample sample(const struct reference *r)
{
	uint64_t best = UINT64_MAX;
	struct sample s = { 0 };

	for (unsigned i = 0; i < SAMPLES; i++) {
		uint64_t before = tsc_read();
		uint32_t count = r->read();
		uint64_t after = tsc_read();

		if (after - before < best) {
			best = after - before;
			s = (struct sample){ before + best / 2, count };
		}
	}
	return s;
}

/*
 * The last comparison stood still for 5/6 of its time: what wraps a PIT unseen takes at least 47 of
 * 55 ms. Other reasons are no reason to doubt it, but harmless.
 */
static bool stood_still;

static uint64_t compare(const struct reference *r)
{
	uint32_t ticks = r->hz / MEASURE_PER_SEC;
	uint32_t seen = 0, last = 0, stuck = 0;
	uint64_t at, now, longest = 0;
	struct sample from, to;

	if (!r->hz)
		return 0;
	from = sample(r);
	at = from.tsc;
	while (seen < ticks && stuck < STUCK_READS) {
		seen = (r->read() - from.count) & r->mask;
		stuck = seen == last ? stuck + 1 : 0;
		last = seen;
		now = tsc_read();
		longest = MAX(longest, now - at);
		at = now;
	}
	if (stuck == STUCK_READS)
		return 0;
	to = sample(r);
	longest = MAX(longest, to.tsc - at);
	stood_still = longest > (to.tsc - from.tsc) / 6 * 5;
	return (to.tsc - from.tsc) * r->hz / ((to.count - from.count) & r->mask);
}

/* Start the counter. Does the bit tell when it ends? A microvm of QEMU has none, and reads ones. */
static bool pit_tells(struct reference *r)
{
	unsigned attempts = 0;

	do
		*r = pit_start();
	while (pit_ended() && ++attempts < PIT_ATTEMPTS);
	return attempts < PIT_ATTEMPTS;
}

static uint64_t compare_with_pit(void)
{
	unsigned attempts = 0;
	struct reference r;
	uint64_t hz;
	bool tells;

	do {
		tells = pit_tells(&r);
		hz = compare(&r);
	} while (hz && (tells ? pit_ended() : stood_still) && ++attempts < PIT_ATTEMPTS);
	return hz;
}

uint64_t clock_measure(paddr_t rsdp)
{
	struct reference (*const start[])(void) = { pm_timer_start, hpet_start };
	uint64_t hz = compare_with_pit();

	root = rsdp;
	for (unsigned i = 0; !hz && i < nitems(start); i++) {
		struct reference r = start[i]();

		hz = compare(&r);
	}
	return hz;
}
