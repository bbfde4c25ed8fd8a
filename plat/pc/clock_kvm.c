/* SPDX-License-Identifier: MIT */
/*
 * What KVM says about time (Linux, Documentation/virt/kvm/x86/msr.rst): the host writes a structure
 * into our memory when it is told where. It is read once, so it is the TSC that must be stable,
 * which it is on every host of these years.
 */
#include "arch/x86_64/cpuid.h"
#include "arch/x86_64/msr.h"
#include "plat/pc/clock.h"

#define KVM_LEAVES_FIRST  0x40000000
#define KVM_LEAVES_SECOND 0x40000100 /* behind Hyper-V's */
#define KVM_SIGNATURE     0x4b4d564b /* "KVMK" */
#define KVM_HAS_CLOCK2    (1u << 3)

struct kvm_time {
	uint32_t version;
	uint32_t pad;
	uint64_t tsc;
	uint64_t ns;
	uint32_t multiplier;
	int8_t shift;
	uint8_t flags;
	uint8_t pad2[2];
} aligned(32);

struct kvm_wall {
	uint32_t version; /* odd while it is written */
	uint32_t seconds;
	uint32_t ns;
} aligned(16);

static bool has_clock(void)
{
	if (!(cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_HYPERVISOR))
		return false;
	for (uint32_t leaf = KVM_LEAVES_FIRST; leaf <= KVM_LEAVES_SECOND; leaf += 0x100)
		if (cpuid_get(leaf, 0).ebx == KVM_SIGNATURE)
			return cpuid_get(leaf + 1, 0).eax & KVM_HAS_CLOCK2;
	return false;
}

bool kvm_clock_scale(uintptr_t slide, struct clock_scale *s)
{
	static volatile struct kvm_time time;

	if (!has_clock())
		return false;
	msr_write(MSR_KVM_SYSTEM_TIME, ((uintptr_t)&time - slide) | 1);
	s->ratio = ratio_from_pvclock(time.multiplier, time.shift);
	s->origin = time.ns - ratio_apply(s->ratio, time.tsc);
	msr_write(MSR_KVM_SYSTEM_TIME, 0);
	return s->ratio;
}

bool kvm_wall_clock(uintptr_t slide, int64_t *boot_ns)
{
	static volatile struct kvm_wall wall;

	if (!has_clock())
		return false;
	msr_write(MSR_KVM_WALL_CLOCK, (uintptr_t)&wall - slide);
	if (!wall.seconds || wall.version & 1)
		return false;
	*boot_ns = (int64_t)wall.seconds * (int64_t)NSEC_PER_SEC + wall.ns;
	return true;
}
