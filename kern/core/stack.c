/* SPDX-License-Identifier: MIT */
/*
 * Stacks that were freed are kept for the next thread: they are few pages, and taking one out of
 * the address space would have to be told to every CPU.
 */
#include "kern/core/stack.h"

#include "kern/mem/mmu.h"
#include "kern/sched/lock.h"
#include "kern/sched/thread.h"

static struct {
	struct spinlock lock; /* guards: */
	void *first;          /* the first word of a free stack leads to the next */
} stacks;

size_t stack_size = TRAP_STACK_SIZE;

void stack_set_size(size_t size)
{
	stack_size = size;
	stacks.first = NULL; /* those that were freed before are too small */
}

void *stack_alloc(void)
{
	void *low;

	spin_lock(&stacks.lock);
	low = stacks.first;
	if (low)
		stacks.first = *(void **)low;
	spin_unlock(&stacks.lock);
	return low ? low : mmu_stack_create(stack_size);
}

void stack_free(void *low)
{
	spin_lock(&stacks.lock);
	*(void **)low = stacks.first;
	stacks.first = low;
	spin_unlock(&stacks.lock);
}
