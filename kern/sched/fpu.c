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
	uint64_t components; /* 0 without XSAVE */
	uint32_t size;       /* of XSAVE's part, magic2 not counted */
} fpu;

static void fpu_measure(void)
{
	if (fpu.known)
		return;
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

void fpu_reset(void)
{
	static const uint32_t mxcsr = 0x1f80;

	__asm__ volatile("fninit; ldmxcsr %0" ::"m"(mxcsr));
}

uint32_t cpu_features(void)
{
	return cpuid_get(CPUID_FEATURES, 0).edx;
}
