/* SPDX-License-Identifier: MIT */
/*
 * CPUs of a process: one host thread for each, all made before the seal. Threads of the application
 * are switched on them as on a machine's CPUs, without a host call.
 *
 * A CPU at rest waits in poll (idle.c), for which each has a descriptor that others write to; one
 * that runs is interrupted by a host signal. A second signal is its timer's.
 */
#include "plat/linux/names.h"

#include "arch/x86_64/cpuid.h"
#include "base/errno.h"
#include "kern/dev/control.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"
#include "plat/linux/signals.h"
#include "plat/linux/vcpu.h"

LINK_WITH(control_send_shared);

#define CLONE_FLAGS 0x50f00 /* VM, FS, FILES, SIGHAND, THREAD, SYSVSEM */

#define EFD_CLOEXEC  02000000
#define EFD_NONBLOCK 00004000

#define SIGEV_THREAD_ID 4

#define SIG_BLOCK 0

#define CLOCK_MONOTONIC 1
#define TIMER_ABSTIME   1

struct host_sigevent {
	uint64_t value;
	int signo;
	int notify;
	int tid;
	int pad[11];
};

struct host_itimerspec {
	struct host_timespec interval;
	struct host_timespec value;
};

static struct vcpu vcpus[VCPUS_MAX];

unsigned linux_cpu_count(void)
{
	uint64_t mask[16] = { 0 };
	unsigned n = 0;

	host_call3(HOST_sched_getaffinity, 0, sizeof mask, (long)mask);
	for (size_t i = 0; i < nitems(mask); i++)
		for (uint64_t left = mask[i]; left; left &= left - 1)
			n++;
	return n < 1 ? 1 : MIN(n, VCPUS_MAX);
}

/* What a host thread has to itself, set up by itself. */
static void vcpu_init(struct vcpu *v)
{
	static const uint64_t others =
		~(HOST_FAULTS | VCPU_SIGNALS) | 1ull << (VCPU_SIGNAL_NET - 1);
	struct host_sigevent event = { .signo = VCPU_SIGNAL_TIMER, .notify = SIGEV_THREAD_ID };

	v->tid = (int)host_call1(HOST_gettid, 0);
	event.tid = v->tid;
	host_call3(HOST_timer_create, CLOCK_MONOTONIC, (long)&event, (long)&v->timer);
	if (v->altstack) {
		linux_signal_stack(v->altstack, VCPU_ALTSTACK);
		/* What comes from outside is the first one's, the network's signal, too. */
		host_call4(HOST_rt_sigprocmask, SIG_BLOCK, (long)&others, 0, sizeof others);
	}
	if (LINKED(linux_catch_calls))
		linux_catch_calls();
	__atomic_store_n(&v->ready, 1, __ATOMIC_RELEASE);
}

/* A host thread waits until it is a CPU; by then it is sealed as the first one is. */
static _Noreturn unused void vcpu_main(struct vcpu *v)
{
	struct host_pollfd p = { v->wake_fd, HOST_POLLIN, 0 };
	struct cpu *c;

	vcpu_init(v);
	while (!(c = __atomic_load_n(&v->cpu, __ATOMIC_ACQUIRE)))
		host_call6(HOST_ppoll, (long)&p, 1, 0, 0, 0, 0);
	linux_set_gs((uintptr_t)c);
	__asm__ volatile("mov %%rsi, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *%%rax" ::"S"(v->stack),
			 "D"(c), "a"(cpu_main)
			 : "memory");
	__builtin_unreachable();
}

/*
 * clone(2) returns twice, the second time on (stack): there vcpu_main(v) is called at once. Returns
 * the host's answer.
 */
static long make_host_thread(struct vcpu *v, void *stack)
{
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	register struct vcpu *keep __asm__("r12") = v;
	register void (*function)(struct vcpu *) __asm__("r13") = vcpu_main;
	long result;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %%r12, %%rdi\n\t"
			 "call *%%r13\n\t"
			 "ud2\n"
			 "1:"
			 : "=a"(result)
			 : "a"(HOST_clone), "D"(CLONE_FLAGS), "S"(stack), "d"(0), "r"(r10), "r"(r8),
			   "r"(keep), "r"(function)
			 : "rcx", "r11", "memory");
	return result;
}

/* What is left of a CPU that cannot be is harmless: nobody starts it. */
static int prepare_other(struct vcpu *v)
{
	paddr_t stack;

	if (frame_alloc_run(2 * VCPU_ALTSTACK / PAGE_SIZE, &stack))
		return -ENOMEM;
	v->altstack = phys_to_virt(stack);
	if (make_host_thread(v, v->altstack + 2 * VCPU_ALTSTACK) < 0)
		return -EAGAIN;
	while (!__atomic_load_n(&v->ready, __ATOMIC_ACQUIRE))
		cpu_relax();
	return 0;
}

int linux_cpus_prepare(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		long fd = host_call2(HOST_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);

		if (fd < 0)
			return (int)fd;
		vcpus[i].wake_fd = (int)fd;
		/* The seal knows them by their range. */
		linux_wake_first = MIN(linux_wake_first, (int)fd);
		linux_wake_end = MAX(linux_wake_end, (int)fd + 1);
	}
	vcpus[0].cpu = &cpu_first;
	cpu_first.plat = vcpus;
	vcpu_init(vcpus);
	linux_signals_irq();
	for (unsigned i = 1; i < n; i++) {
		int err = prepare_other(&vcpus[i]);

		if (err)
			return err;
	}
	return 0;
}

int linux_cpu_start(struct cpu *c, uintptr_t stack)
{
	struct vcpu *v = &vcpus[c->id];

	c->plat = v;
	v->stack = stack;
	__atomic_store_n(&v->cpu, c, __ATOMIC_RELEASE);
	linux_wake(v);
	return 0;
}

void linux_wake(const struct vcpu *v)
{
	static const uint64_t one = 1;

	(void)host_call3(HOST_write, v->wake_fd, (long)&one, sizeof one);
}

/* Who rests will look at its queue; to others the signal is an interrupt. */
void linux_cpu_kick(struct cpu *c)
{
	const struct vcpu *v = c->plat;

	if (__atomic_load_n(&c->resting, __ATOMIC_SEQ_CST))
		linux_wake(v);
	else
		host_call3(HOST_tgkill, linux_pid, v->tid, VCPU_SIGNAL_KICK);
}

void linux_timer_arm(nsec_t deadline)
{
	struct host_itimerspec spec = {
		.value = { (int64_t)(deadline / NSEC_PER_SEC), (int64_t)(deadline % NSEC_PER_SEC) },
	};

	host_call4(HOST_timer_settime, vcpu_this()->timer, TIMER_ABSTIME, (long)&spec, 0);
}

/* The other CPU may have lost its own to the host: after a while, let the host run it. */
void linux_relax(void)
{
	static const struct host_timespec moment = { 0, 20000 };
	static uint32_t turns; /* roughly */

	cpu_relax();
	if (++turns % 4096 == 0)
		host_call6(HOST_ppoll, 0, 0, (long)&moment, 0, 0, 0);
}
