/* SPDX-License-Identifier: MIT */
/* Private to plat/pvh: the machine's CPUs. */
#ifndef PLAT_PVH_SMP_H
#define PLAT_PVH_SMP_H

#include "kern/sched/cpu.h"

/* What interrupts for (c) are addressed to. Context: any, (c) is online. */
uint32_t smp_apic_id(const struct cpu *c);

#endif
