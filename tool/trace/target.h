/* SPDX-License-Identifier: MIT */
/*
 * A running image as a debugger sees it, from outside: nothing in the image takes part.
 *
 * Two kinds: a process by ptrace (target_process.c), a machine by the gdb stub of its monitor
 * (target_machine.c). While the target runs, only target_wait() may be called; while it is stopped,
 * all of it is.
 */
#ifndef TOOL_TRACE_TARGET_H
#define TOOL_TRACE_TARGET_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/compiler.h"
#include "tool/diag.h"

/* Registers of the thread, or processor, that stopped. */
struct target_regs {
	uint64_t rax, rdi, rsi, rdx, rcx, r8, r9;
	uint64_t rsp, rip, gs_base;
};

enum target_event {
	TARGET_STOPPED, /* at a breakpoint: the registers say which */
	TARGET_ENDED,
	TARGET_LEAVE, /* (stop) is set: let go of it */
};

struct target {
	const struct target_ops *ops;
	int fd;                            /* the memory of the process, or the stub's socket */
	pid_t pid;                         /* of the process */
	long thread;                       /* that stopped */
	uint64_t slide;                    /* run-time address less link address */
	bool ours;                         /* it was started for us: it need not survive us */
	const volatile sig_atomic_t *stop; /* set by a signal's handler; or NULL */
	void *more;                        /* the kind's own */
};

struct target_ops {
	/* Read up to (n) bytes; returns how many could be, from the first on. */
	size_t (*read)(struct target *t, uint64_t addr, void *buf, size_t n);
	int (*get_regs)(struct target *t, struct target_regs *regs);
	int (*insert)(struct target *t, uint64_t addr);
	int (*remove)(struct target *t, uint64_t addr);
	/* Pass the instruction that it stopped at, with or without a breakpoint, and go on. */
	int (*resume)(struct target *t);
	int (*wait)(struct target *t, enum target_event *event);
	/* Let go of it: it runs on, without a breakpoint. */
	void (*detach)(struct target *t);
};

/* Where things are in the image, link addresses. */
struct target_image {
	uint64_t entry;    /* of a process */
	uint64_t boot_map; /* in a machine: the function that returns the slide; 0: there is none */
	uint64_t first;    /* its first byte, that of the ELF header */
	uint8_t header[40]; /* up to where a stripped file differs */
};

/*
 * Take hold of the process (pid), started for us and stopped, or running; it is stopped then.
 *
 * Owns:   the caller: target_close().
 * Errors: -EPERM and others of ptrace, with a sentence.
 */
must_use int target_open_process(struct target *t, pid_t pid, bool ours,
				 const struct target_image *image, struct diag *d);

/*
 * Take hold of the machine whose stub listens at (path); (ours) was started stopped, and stands
 * then where it knows its address.
 */
must_use int target_open_machine(struct target *t, const char *path, bool ours,
				 const struct target_image *image, struct diag *d);

void target_close(struct target *t);

#endif
