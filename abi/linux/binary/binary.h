/* SPDX-License-Identifier: MIT */
/*
 * The binary door: programs that were not built for us, which make system calls by the instruction
 * (arch/x86_64/syscall_entry.S). Private to abi/linux.
 *
 * An image has it when its application is such a program; then it is the whole table of system
 * calls, too, and its first act is the first execve().
 */
#ifndef ABI_LINUX_BINARY_BINARY_H
#define ABI_LINUX_BINARY_BINARY_H

#include "abi/linux/binary/elf.h"
#include "kern/core/fault.h"
#include "kern/sched/thread.h"
#include "kern/vfs/file.h"

/* The program that the image begins with; image.c. */
extern const char image_program[];

/* The frame of the system call that (t) is in: what its program goes on with. */
static inline struct trap_frame *binary_frame(const struct thread *t)
{
	return &thread_call_top(t)->frame;
}

/* Make (f), of a call, one that an interrupt could have left. */
void binary_frame_complete(struct trap_frame *f);

/* Go on as (f), which is on the trap stack, says. */
_Noreturn void frame_go(struct trap_frame *f);

/* A program in memory. */
struct binary_image {
	uintptr_t base; /* what its addresses count from */
	uintptr_t entry;
	uintptr_t headers; /* of its program headers */
	uintptr_t end;     /* of its segments */
};

/*
 * Map (p), which (f) is the file of, and say where in (*image). What was mapped stays mapped on
 * failure. Errors: -ENOMEM, -EIO, those of mmap(). Context: thread.
 */
must_use int binary_map(struct file *f, const struct elf_program *p, struct binary_image *image);

/*
 * Map the page whose functions do what some system calls do. Returns where it is, or 0: programs
 * then make the calls. Context: thread.
 */
uintptr_t binary_map_vdso(void);

/* The arguments and the environment of a program: texts with their ends, one after the other. */
struct binary_args {
	char *text; /* HEAP; arguments, then environment */
	size_t size;
	unsigned nr_args;
	unsigned nr_env;
};

/* What its stack tells a program. */
struct binary_start {
	const struct binary_args *args;
	const char *path; /* AT_EXECFN */
	const struct elf_program *elf;
	struct binary_image program;
	struct binary_image interpreter; /* base 0: none */
	uintptr_t vdso;                  /* 0: none */
};

/*
 * Build the stack below (top) as Linux does, and return the stack pointer to enter with; 0 when
 * there is no room above (low). Context: thread; those addresses are mapped.
 */
uintptr_t binary_build_stack(uintptr_t low, uintptr_t top, const struct binary_start *s);

/* What runs, for /proc. WEAK where it is asked for: only with the binary door. */
struct binary_running {
	struct file *exe;         /* the program, or what runs the script that it is; referenced */
	uintptr_t args, args_end; /* on its first stack, as are the next two */
	uintptr_t env_end;        /* the environment is behind the arguments */
	uintptr_t auxv;
	size_t auxv_size;
	uintptr_t vdso; /* 0: none */
};
extern struct binary_running binary_running;
WEAK const struct binary_running *binary_runs(void);

#endif
