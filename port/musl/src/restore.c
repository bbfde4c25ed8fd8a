/* SPDX-License-Identifier: MIT */
/*
 * Where a signal handler returns to. The stack pointer then stands where the handler's frame ended,
 * which is what the library OS wants to know, so this is a jump and not a call.
 */
__asm__(".text\n"
	".globl __restore_rt\n"
	".hidden __restore_rt\n"
	".type __restore_rt, @function\n"
	"	nop\n" /* unwinders look one byte before a return address */
	"__restore_rt:\n"
	"	jmp \"pith.sys_rt_sigreturn\"\n"
	".size __restore_rt, . - __restore_rt\n");
