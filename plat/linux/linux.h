/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux: what its files tell each other.
 */
#ifndef PLAT_LINUX_LINUX_H
#define PLAT_LINUX_LINUX_H

#include "base/types.h"

extern const uint64_t *linux_auxv; /* the host's auxiliary vector; constant */
extern int linux_pid;              /* our process id on the host; constant */
extern int linux_wake_first;       /* descriptors that wake CPUs: [first, end); constant */
extern int linux_wake_end;         /* after boot */
extern int linux_control_fd;       /* the control channel, or -1 */
extern int linux_pool_fd;          /* the memory file behind the frame pool, or -1 */
extern size_t linux_pool_size;     /* of the frame pool, or 0; constant after boot */
extern uint8_t linux_seed[32];     /* random bytes of the host, taken before sealing */

/*
 * Let the pages of the image's root file system be mapped a second time: those at [linux_root,
 * linux_root_end), constant after; empty when that cannot be. WEAK: where files are mapped.
 * Context: boot.
 */
WEAK void linux_share_root(void);
extern uintptr_t linux_root, linux_root_end;

/* Are clocks read by host calls? WEAK: only where they are read. Context: boot. */
WEAK bool linux_clock_calls(void);

/* True when FS and GS can be set by instruction. Context: any. */
bool linux_has_fsgsbase(void);

/*
 * Let no program on this host thread make a host call, and say what becomes of one that tries.
 * WEAK: only where programs make system calls. Context: its start; handler.
 */
struct host_siginfo;
struct host_ucontext;
WEAK void linux_catch_calls(void);
WEAK void linux_user_call(const struct host_siginfo *info, struct host_ucontext *uc);

/* Make (base) the GS base of this host thread. Context: any. */
void linux_set_gs(uintptr_t base);

/* Let this host thread's handlers run on (stack). Context: its start. */
void linux_signal_stack(void *stack, size_t size);

/* Catch the host signals that are interrupts (vcpu.h). Context: boot. */
void linux_signals_irq(void);

/*
 * The network device: the descriptor that frames go through, or -1; constant after boot. Put what a
 * CPU that is going to rest waits for in (*p), and return how many; when it did, note the
 * interrupt. WEAK: only in an image that has a network.
 */
extern int linux_net_fd;
struct host_pollfd;
WEAK unsigned linux_net_polls(struct host_pollfd *p);
WEAK void linux_net_polled(void);

/* Let (v) leave plat_idle(), now or the next time. WEAK: only with more than one. Context: any. */
struct vcpu;
WEAK void linux_wake(const struct vcpu *v);

/* Catch the host's fault signals, on a stack of their own. Context: boot. */
void linux_signals_init(void);

/* Wait for console input, WEAK: only in an image that can read it. */
struct wait_queue;
WEAK struct wait_queue *host_console_input_queue(void);

#endif
