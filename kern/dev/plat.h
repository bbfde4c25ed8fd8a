/* SPDX-License-Identifier: MIT */
/*
 * What differs between a machine and a process: the functions that each platform defines.
 *
 * plat/plat.tbl lists them; the build makes from it either a jump (an image for one platform) or a
 * test and a jump (an image for any). A platform's own functions are called pvh_* and linux_*.
 */
#ifndef KERN_DEV_PLAT_H
#define KERN_DEV_PLAT_H

#include "base/types.h"

enum plat_kind {
	PLAT_PVH,   /* a virtual machine, CPL 0 */
	PLAT_LINUX, /* a host process, CPL 3 */
};

/*
 * The selectors of the application's code and stack, where it makes system calls by the
 * instruction; abi/linux/binary. plat_syscalls_on() sets it, and it is constant after.
 */
extern struct plat_selectors {
	uint16_t code;
	uint16_t stack;
} plat_selectors;

extern uint8_t plat_kind; /* enum plat_kind; set by the entry code, constant after */

/* Nanoseconds since boot. Never goes back. Calibrates the clock on its first call. Context: any. */
nsec_t plat_clock(void);

/*
 * The wall clock now, in nanoseconds since 1970; (*mono) is what plat_clock() returns at the same
 * instant. Context: thread.
 */
int64_t plat_wall_clock(nsec_t *mono);

/*
 * From now on the wall clock said (boot) when plat_clock() was 0. A process cannot: its host keeps
 * the time. Context: any.
 */
void plat_wall_set(int64_t boot);

/*
 * Let the CPU rest until an interrupt (process: host signal, or input) comes or (deadline) passes.
 * May return early for no reason. Context: interrupts masked by one level; noted ones are run by
 * the caller.
 */
void plat_idle(nsec_t deadline);

/*
 * Raise IRQ_TIMER on this CPU when (deadline) comes, perhaps earlier; it takes the place of the one
 * before. Context: interrupts masked.
 */
void plat_timer_arm(nsec_t deadline);

/* --- More than one CPU: only where there is more than one thread --- */

struct cpu;

/* How many CPUs there are, at least 1. Context: boot or thread. */
unsigned plat_cpu_count(void);

/*
 * Get ready for (n) CPUs, of which the boot CPU runs. Context: boot, before plat_seal().
 * Errors:  -ENOMEM and others: then there is no second CPU.
 */
must_use int plat_cpus_prepare(unsigned n);

/*
 * Start CPU (c), whose id is below what plat_cpus_prepare() was told: it calls cpu_main(c), on the
 * stack that ends at (stack).
 * Errors:  -ENODEV when it does not come. Context: thread, one at a time.
 */
must_use int plat_cpu_start(struct cpu *c, uintptr_t stack);

/* What a CPU does once it can run C: kern/core/cpus.c. */
_Noreturn void cpu_main(struct cpu *c);

/* Raise IRQ_KICK on (c), which may be in plat_idle(). Context: any. */
void plat_cpu_kick(struct cpu *c);

/* A moment in a loop that waits for another CPU. Context: any. */
void plat_relax(void);

/*
 * Send the instruction `syscall` of programs to arch/x86_64/syscall_entry.S, on all CPUs. Context:
 * boot.
 */
void plat_syscalls_on(void);

/* Set up what brings interrupts, once, and let them in: kern/dev/irq.c. Context: boot or thread. */
void plat_irq_start(void);
void plat_irq_unmask(void);

/*
 * Fill (buf) with up to (size) bytes that nobody can guess; returns how many there were. Context:
 * thread.
 */
size_t plat_entropy(void *buf, size_t size);

/* 64 bits of randomness this early: for canaries and addresses, not for keys. Context: any. */
uint64_t plat_random_early(void);

/* Make (base) the FS base of the running thread. Context: thread. */
void plat_set_tls(uintptr_t base);

/*
 * The control channel (include/pith/control.h): open what (where) names, "debugcon" or "fd:N";
 * false when there is no such thing. Then write bytes to it. Context: any.
 */
bool plat_control_open(const char *where);
void plat_control_write(const void *buf, size_t n);

/*
 * Configuration is known: offer memory that depends on it. (size) is the value of the key `memory`,
 * or NULL. A machine has done so already. Context: boot.
 */
void plat_memory(const char *size);

/*
 * Nothing will be opened any more: give up what the application must not have. Context: boot, last.
 */
void plat_seal(void);

/* Why an image ends. */
struct plat_end {
	uint8_t status; /* exit status, when (signal) is 0 */
	uint8_t signal; /* the signal that killed it, or 0 */
};

/* End the image: power off, or exit. Context: any. */
_Noreturn void plat_end(struct plat_end end);

#endif
