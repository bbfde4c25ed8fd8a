/* SPDX-License-Identifier: MIT */
/*
 * Going on as the frame of a signal handler says, which is the program's to write: by the rules of
 * Linux (arch/x86/kernel/signal_64.c), whichever ring the program is at.
 */
#include "abi/linux/binary/binary.h"
#include "abi/linux/signal/frame.h"
#include "abi/linux/signal/queue.h"
#include "kern/dev/plat.h"
#include "kern/mem/user.h"
#include "kern/sched/fpu.h"

#define FPU_SIZE  TRAP_STACK_FPU /* room for any */
#define FPU_ALIGN 64

#define RING 3u /* of a selector */

/* By a copy: another thread could change what was looked at. */
bool binary_restore_fpu(const void *from)
{
	uint8_t area[FPU_SIZE] aligned(FPU_ALIGN);

	if (user_get(area, from, fpu_size()))
		return false;
	fpu_restore(area);
	return true;
}

/* Those of 64-bit programs: IRETQ would refuse any other. At ring 0 there is nothing to say. */
bool binary_restore_selectors(struct trap_frame *f, const struct signal_ucontext *uc)
{
	unsigned cs = uc->context.cs, ss = uc->context.ss;

	f->cs = plat_selectors.code;
	f->ss = plat_selectors.stack;
	if (!(f->cs & RING))
		return true;
	return (cs | RING) == f->cs &&
	       ((ss | RING) == f->ss || !(uc->flags & UC_STRICT_RESTORE_SS));
}
