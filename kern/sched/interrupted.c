/* SPDX-License-Identifier: MIT */
/*
 * On the way back from an interrupt: giving way, and signals for an application that makes no
 * system call.
 */
#include "arch/x86_64/trap.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

extern const char pith_image_start[], pith_kern_text_end[];

static struct {
	uintptr_t low;
	size_t size;
} lent; /* constant after it was set */

void run_lend_code(const void *low, size_t size)
{
	lent.low = (uintptr_t)low;
	lent.size = size;
}

/*
 * Does (f) stand for code of the application? The library OS's own comes first in the image, and it
 * may use some of the host's. The application's is behind it, or anywhere else.
 */
static bool in_application(const struct trap_frame *f)
{
	return f->rip - (uintptr_t)pith_image_start >=
		       (size_t)(pith_kern_text_end - pith_image_start) &&
	       f->rip - lent.low >= lent.size;
}

static void look(struct trap_frame *f)
{
	if (LINKED(run_give_way))
		run_give_way();
	if (!LINKED(signal_interrupted) || !thread_interrupted(thread_current()))
		return;
	if (in_application(f))
		signal_interrupted(f);
	else if (LINKED(signal_later))
		signal_later();
}

/*
 * Interrupts that come faster than they are served must not fill the trap stack: one that comes
 * while another is here goes back at once, and the other looks again.
 */
void run_interrupted(struct trap_frame *f)
{
	struct thread *t = thread_current();
	uint8_t once;

	if (t->looks) {
		t->looks = THREAD_LOOKS_AGAIN;
		return;
	}
	do {
		t->looks = once = THREAD_LOOKS_ONCE;
		plat_irq_unmask();
		look(f);
	} while (!__atomic_compare_exchange_n(&t->looks, &once, 0, false, __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
}
