/* SPDX-License-Identifier: MIT */
/*
 * Saved floating-point state: FXSAVE's 512 bytes, and where the system enabled more, XSAVE's header
 * and components behind them. Of the components those are kept that a program can use unasked.
 */
#include "arch/x86_64/fpu.h"
#include "base/string.h"
#include "kern/sched/fpu.h"

/* What Linux leaves in bytes that FXSAVE does not use (asm/sigcontext.h: struct _fpx_sw_bytes). */
#define SOFTWARE_BYTES 464
#define MAGIC1         0x46505853u
#define MAGIC2         0x46505845u

struct software_bytes {
	uint32_t magic1;
	uint32_t extended_size;
	uint64_t components;
	uint32_t xsave_size;
};

static struct {
	bool known;
	uint32_t components; /* 0 without XSAVE, or when it is not known */
	uint32_t size;       /* of XSAVE's part, magic2 not counted */
} fpu;

static noinline void measure(void)
{
	fpu.size = FXSAVE_SIZE;
	if (cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_OSXSAVE) {
		fpu.components = xcr0_read() & XSTATE_COMPONENTS;
		fpu.size = XSAVE_HEADER + XSAVE_HEADER_SIZE;
		for (unsigned i = 2; i < 8; i++) {
			struct cpuid c = cpuid_get(CPUID_XSTATE, i);

			if (fpu.components & 1ull << i)
				fpu.size = MAX(fpu.size, c.ebx + c.eax);
		}
	}
	fpu.known = true;
}

static always_inline void fpu_measure(void)
{
	if (unlikely(!fpu.known))
		measure();
}

bool fpu_extended(void)
{
	fpu_measure();
	return fpu.components;
}

size_t fpu_size(void)
{
	fpu_measure();
	return fpu.components ? fpu.size + sizeof(uint32_t) : fpu.size;
}

void fpu_save(void *area)
{
	char *a = area;
	struct software_bytes said;

	if (!fpu_extended()) {
		fpu_fxsave(a);
		return;
	}
	said = (struct software_bytes){ MAGIC1, fpu.size + (uint32_t)sizeof(uint32_t),
					fpu.components, fpu.size };
	memset(a + XSAVE_HEADER, 0, XSAVE_HEADER_SIZE);
	fpu_xsave(a, fpu.components);
	memcpy(a + SOFTWARE_BYTES, &said, sizeof said);
	*(uint32_t *)(void *)(a + fpu.size) = MAGIC2;
}

void fpu_restore(void *area)
{
	char *a = area;
	uint64_t *header = (void *)(a + XSAVE_HEADER);
	const struct software_bytes *said = (void *)(a + SOFTWARE_BYTES);

	*(uint32_t *)(void *)(a + FXSAVE_MXCSR) &= MXCSR_DEFINED;
	if (!fpu_extended() || said->magic1 != MAGIC1) {
		fpu_fxrstor(a);
		return;
	}
	header[0] &= fpu.components;
	memset(header + 1, 0, XSAVE_HEADER_SIZE - sizeof *header);
	fpu_xrstor(a, fpu.components);
}

/* The CPU leaves of the header what it does not define, and wants these words of it to be zero. */
static always_inline void park(void *area, uint32_t components)
{
	uint64_t *header = (void *)((char *)area + XSAVE_HEADER);

	header[0] = 0; /* components that are not asked for, of which it says nothing */
	header[1] = 0; /* the layout is the standard one */
	header[2] = 0;
	fpu_xsave(area, components);
}

static noinline void park_otherwise(void *area)
{
	if (fpu_extended())
		park(area, fpu.components);
	else
		fpu_fxsave(area);
}

void fpu_park(void *area)
{
	uint32_t components = fpu.components;

	if (likely(components))
		park(area, components);
	else
		park_otherwise(area);
}

void fpu_unpark(const void *area)
{
	uint32_t components = fpu.components;

	if (likely(components))
		fpu_xrstor(area, components);
	else
		fpu_fxrstor(area);
}

void fpu_reset(void)
{
	static const uint32_t mxcsr = 0x1f80;

	__asm__ volatile("fninit; ldmxcsr %0" ::"m"(mxcsr));
}

uint32_t cpu_features(void)
{
	return cpuid_get(CPUID_FEATURES, 0).edx;
}
