/* SPDX-License-Identifier: MIT */
/*
 * The TSC's frequency by a PIT that is made up here: also on a host that lets the machine stand still.
 *
 * Links: plat/pc/acpi.c
 */
#include "test/unit/tap.h"

/* Devices and the counter are ours: their headers are not what is included below. */
#define ARCH_X86_64_PORT_H
#define tsc_read tsc_of_the_host
#include "arch/x86_64/cpuid.h"
#undef tsc_read
#include "kern/dev/mmio.h"
#include "plat/pc/acpi.h"

#define TSC_HZ   2000000000ull
#define ACCESS   2000 /* ticks of the TSC that one takes */
#define PIT_TICK (TSC_HZ / 1193182.0)

static uint64_t tsc;
static uint64_t started; /* when counter 2 was; 0: it does not count */
static bool out_stuck;   /* its end always shows */
static uint16_t latched;
static bool high;                      /* what is read next */
static unsigned reads, stand_still_at; /* at which access, */
static uint64_t stand_still;           /* and for how many ticks */
static bool dead;

static uint64_t tsc_read(void)
{
	return tsc += 20;
}

static uint64_t counted(void)
{
	return started ? (uint64_t)((double)(tsc - started) / PIT_TICK) : 0;
}

static void access(void)
{
	tsc += ACCESS;
	if (++reads == stand_still_at)
		tsc += stand_still;
}

static void port_out8(uint16_t port, uint8_t value)
{
	access();
	if (port == 0x43 && value == 0x80)
		latched = (uint16_t)(0xffff - counted());
	else if (port == 0x42)
		started = dead ? 0 : tsc;
}

static uint8_t port_in8(uint16_t port)
{
	access();
	if (port == 0x61)
		return out_stuck || counted() > 0xffff ? 0x20 : 0;
	high = !high;
	return (uint8_t)(high ? latched : latched >> 8);
}

static uint32_t port_in32(uint16_t unused_port)
{
	(void)unused_port;
	return 0;
}

void *mmio_map(paddr_t unused_pa, size_t unused_len)
{
	(void)unused_pa;
	(void)unused_len;
	return NULL;
}

const uint8_t *acpi_map(paddr_t unused_pa, size_t unused_len)
{
	(void)unused_pa;
	(void)unused_len;
	return NULL;
}

#include "plat/pc/clock_measure.c"

static bool measures(unsigned at, uint64_t ms)
{
	uint64_t hz;

	reads = 0;
	stand_still_at = at;
	stand_still = ms * TSC_HZ / 1000;
	hz = clock_measure(0);
	return hz > TSC_HZ / 1000 * 999 && hz < TSC_HZ / 1000 * 1001;
}

static void test_rests(const char *what)
{
	for (uint64_t ms = 1; ms < 1000; ms = ms * 3 / 2 + 1) {
		bool all = true;

		for (unsigned at = 1; at < 1000; at += 7)
			all &= measures(at, ms);
		ok(all, "a machine, %s, stands still for %lu ms, wherever that is", what,
		   (unsigned long)ms);
	}
}

int main(void)
{
	uint64_t began;

	ok(measures(0, 0), "undisturbed");
	test_rests("one that tells when the PIT wraps");
	out_stuck = true;
	test_rests("one that does not tell when the PIT wraps");
	began = tsc;
	ok(measures(0, 0), "undisturbed, it");
	ok(tsc - began < 2 * TSC_HZ / MEASURE_PER_SEC, "takes no longer for that");
	out_stuck = false;
	dead = true;
	ok_int((int64_t)clock_measure(0), 0, "no PIT, no ACPI: no clock");
	return tap_done();
}
