/* SPDX-License-Identifier: MIT */
/*
 * A program may call its functions what it likes: these are names of the library OS, and of helpers
 * that compilers call in it. Each must be the program's own, and the library OS must keep its own.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NAMES(X)                                                                                \
	X(vfs_open) X(panic) X(log_warn) X(log_line) X(page_alloc) X(frame_alloc) X(heap_alloc)  \
	X(heap_free) X(format_text) X(string_copy) X(thread_sleep) X(thread_current) X(plat_end) \
	X(plat_clock) X(console_write) X(fd_get) X(fd_install) X(file_put) X(space_map)          \
	X(sys_write) X(sys_writev) X(sys_read) X(sys_exit_group) X(sys_open) X(sys_ioctl)        \
	X(signal_send) X(signal_fault) X(signal_deliver) X(trap_exception) X(crash)              \
	X(image_start) X(config_read) X(drivers_probe) X(irq_run_noted) X(spin_wait)             \
	X(kmalloc) X(printk) X(start) X(entry) X(pvh_end) X(linux_end) X(mmu_map_zero)            \
	X(app_start) X(sys_dispatch) X(sys_absent) X(image_name) X(wait_wake)

#define DEFINE(name)                      \
	int name(int x);                  \
	__attribute__((noinline)) int name(int x) \
	{                                 \
		return x + (int)sizeof #name; \
	}
NAMES(DEFINE)

int console = 5, config = 6, log_level = 7, plat_kind = 8, image_drivers = 9, frame_window = 10;
int cpu_first = 11, thread_first = 12, syscall_table = 13, signal_actions = 14, fd_table = 15;

static volatile int seen;

static void handler(int sig)
{
	seen = sig;
}

int main(void)
{
	volatile int sum = 0;
	char *p;

#define CALL(name) sum += name(1);
	NAMES(CALL)
	printf("%d\n", sum);
	printf("%d\n", console + config + log_level + plat_kind + image_drivers + frame_window +
			       cpu_first + thread_first + syscall_table + signal_actions + fd_table);
	fflush(stdout);
	p = malloc(100000);
	memset(p, 1, 100000);
	printf("%d %d\n", p[99999], (int)write(1, "written\n", 8));
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	printf("%d %d\n", seen, clock() >= 0);
	return sum & 0x7f;
}
