/* SPDX-License-Identifier: MIT */
/*
 * Becoming another program. Private to abi/linux/binary.
 */
#ifndef ABI_LINUX_BINARY_EXEC_H
#define ABI_LINUX_BINARY_EXEC_H

#include "abi/linux/binary/binary.h"
#include "kern/vfs/path.h"

#define ARGS_MAX (1 * MIB) /* of the texts of arguments and environment */

/*
 * Copy the lists (argv) and (envp), either of which may be NULL; they are a program's, or (ours).
 * Owns: the caller, until binary_args_free(). Errors: -EFAULT, -E2BIG, -ENOMEM. Context: thread.
 */
must_use int binary_args_take(struct binary_args *a, char *const *argv, char *const *envp,
			      bool ours);
void binary_args_free(struct binary_args *a);

/* Put (n) words in the place of the first argument. Errors: -E2BIG, -ENOMEM: it is as it was. */
must_use int binary_args_replace_first(struct binary_args *a, const char *const *words, unsigned n);

/* A program that was found and can be loaded, but for memory. */
struct binary_program {
	char path[PATH_LEN_MAX]; /* as it was asked for */
	bool hidden;             /* by a descriptor that goes: no interpreter could open (path) */
	struct file *file;
	struct elf_program elf;
	struct file *interpreter; /* NULL: it has none */
	struct elf_program interpreter_elf;
};

/* Of the execve() whose turn it is: there is one at a time. */
extern struct binary_program binary_program;

/*
 * Find the program (path), a text of ours, relative to (at), with (flags) of path_find(), and what
 * it is run by: an interpreter of scripts takes its place in (*p), and is put before the arguments.
 * (*why) becomes a clause where an errno does not tell. Owns: the caller, until
 * binary_program_put(). Errors: those of execve(2).
 */
must_use int binary_find(struct binary_program *p, int at, const char *path, unsigned flags,
			 struct binary_args *args, const char **why);
void binary_program_put(struct binary_program *p);

/*
 * Run (p): what was in memory goes. Takes over what (p) and (args) own. Does not return. Context:
 * thread, the only one, on its trap stack.
 */
_Noreturn void binary_run(struct binary_program *p, struct binary_args *args);

/*
 * Where there can be several threads; WEAK. binary_be_alone() ends the others, and
 * binary_go_on_as_first() ends the caller, too, when the first thread goes on as (f) says. Context:
 * thread, on its trap stack.
 */
WEAK void binary_be_alone(void);
WEAK _Noreturn void binary_go_on_as_first(const struct trap_frame *f);

#endif
