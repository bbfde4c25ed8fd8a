/* SPDX-License-Identifier: MIT */
/*
 * The generator: seeded by the platform or refusing, never the same twice, its key erased.
 *
 * Links: kern/dev/random.c kern/sched/lock.c base/chacha.c
 */
#include <asm/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/errno.h"
#include "kern/dev/entropy.h"
#include "kern/dev/plat.h"
#include "kern/dev/random.h"
#include "kern/sched/lock.h"
#include "test/unit/tap.h"

static size_t entropy_there; /* what the platform has to give */
static unsigned asked;

size_t plat_entropy(void *buf, size_t size)
{
	size_t n = MIN(size, entropy_there);

	memset(buf, 0x5a, n);
	asked++;
	return n;
}

void panic(const char *why)
{
	fprintf(stderr, "panic: %s\n", why);
	abort();
}

/* Locks as a machine has them, but for the interrupts. */
void spin_wait(struct spinlock *l)
{
	(void)l;
}

int main(void)
{
	static struct cpu cpu;
	static uint8_t a[200000], b[200000];
	unsigned same = 0;

	cpu.self = &cpu;
	syscall(SYS_arch_prctl, ARCH_SET_GS, &cpu);
	ok_int(random_bytes(a, 16), -EAGAIN, "no entropy: nothing is made up");
	entropy_there = 31;
	ok_int(random_bytes(a, 16), -EAGAIN, "a part of a seed is none");
	entropy_there = 32;
	ok_int(random_bytes(a, sizeof a), 0, "with a seed there is as much as one likes");
	ok_int(random_bytes(b, sizeof b), 0, "again");
	for (size_t i = 0; i + 8 <= sizeof a; i += 8)
		same += !memcmp(a + i, b + i, 8);
	ok_int(same, 0, "and not the same");
	same = 0;
	for (size_t i = 64; i + 8 <= sizeof a; i += 8)
		same += !memcmp(a, a + i, 8);
	ok_int(same, 0, "nor does it repeat within a request");
	ok_int(asked, 3, "one seed lasts for a megabyte");
	for (unsigned i = 0; i < 4; i++)
		(void)!random_bytes(b, sizeof b);
	ok_int(asked, 4, "then there is another");
	entropy_there = 0;
	for (unsigned i = 0; i < 12; i++)
		same |= (unsigned)random_bytes(b, sizeof b);
	ok_int(same, 0, "a source that dried up does not stop it");
	memset(b, 0, sizeof b);
	ok_int(random_bytes(b + 1, 33), 0, "an odd request");
	ok(!b[0] && !b[34], "stays within its bounds");
	return tap_done();
}
