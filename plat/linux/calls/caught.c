/* SPDX-License-Identifier: MIT */
/*
 * The instruction `syscall` of a process's program: the host leaves it to us (Linux,
 * Documentation/admin-guide/syscall-user-dispatch.rst). Only the library OS itself, which is the
 * text of the image, makes host calls; any other is SIGSYS before the seal sees it, and its
 * handler sends the thread to where the instruction leads on a machine, by a look at the place that
 * it came from (patch.c).
 */
#include "plat/linux/names.h"

#include "kern/core/crash.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "plat/linux/calls/calls.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"
#include "plat/linux/signals.h"

#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON           1

#define AUDIT_ARCH_X86_64 0xc000003eu
#define SIGSEGV           11

extern const char pith_image_start[], pith_text_end[];

void linux_catch_calls(void)
{
	if (host_call6(HOST_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON,
		       (long)pith_image_start, pith_text_end - pith_image_start, 0, 0) != 0)
		image_refuse("the host has no Syscall User Dispatch (Linux 5.11): "
			     "programs cannot run as a process here");
}

void linux_user_call(const struct host_siginfo *info, struct host_ucontext *uc)
{
	uint64_t *regs = uc->regs;

	if (info->arch != AUDIT_ARCH_X86_64)
		crash("a system call of 32 bits", regs[REG_RIP], SIGSEGV, NULL);
	regs[REG_RCX] = regs[REG_RIP];
	regs[REG_R11] = regs[REG_EFLAGS];
	regs[REG_RIP] = (uintptr_t)linux_call_caught;
}

/* The rest was done when the CPUs were made: after the seal it could not be. */
void linux_syscalls_on(void)
{
	__asm__("mov %%cs, %0" : "=r"(plat_selectors.code));
	__asm__("mov %%ss, %0" : "=r"(plat_selectors.stack));
}
