/* SPDX-License-Identifier: MIT */
/*
 * A process's start in C: relocate, meet the host, and go on as a machine does.
 */
#include "plat/linux/names.h"

#include "arch/x86_64/relocate.h"
#include "base/string.h"
#include "kern/core/image.h"
#include "kern/dev/console.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define CONFIG_VARIABLE "PITH_CONFIG="

#define AT_HWCAP2       26
#define AT_EXECFN       31
#define HWCAP2_FSGSBASE 2u

extern const char pith_relro_start[], pith_relro_end[];

const uint64_t *linux_auxv;
int linux_control_fd = -1;
int linux_pid;
uint8_t linux_seed[32];

static char no_config[1];

_Noreturn void linux_main(uintptr_t *sp);

/* Take the configuration out of the environment: the application sees its own variables. */
static char *take_config(char **env)
{
	char *text = no_config;
	char **to = env;

	for (; *env; env++) {
		if (strncmp(*env, CONFIG_VARIABLE, sizeof CONFIG_VARIABLE - 1))
			*to++ = *env;
		else
			text = *env + sizeof CONFIG_VARIABLE - 1;
	}
	*to = NULL;
	return text;
}

/* Nothing may change what relocation wrote, from here on. */
static void protect_relro(void)
{
	host_call3(HOST_mprotect, (long)pith_relro_start, pith_relro_end - pith_relro_start,
		   HOST_PROT_READ);
}

/*
 * A descriptor that answers TIOCGWINSZ is a terminal; what it says of its size is the last one's.
 */
static void look_at_console(void)
{
	uint16_t size[4];

	for (int fd = 0; fd < 3; fd++) {
		bool tty = host_call3(HOST_ioctl, fd, HOST_TIOCGWINSZ, (long)size) == 0;

		console_info.kind[fd] = tty ? CONSOLE_TTY : CONSOLE_PIPE;
		if (tty) {
			console_info.rows = size[0];
			console_info.columns = size[1];
		}
	}
}

/* The host puts the file's name at the very end of the stack. */
static uintptr_t stack_end(void)
{
	const uint64_t *a = linux_auxv;

	while (a[0] && a[0] != AT_EXECFN)
		a += 2;
	return ROUND_UP(a[0] ? a[1] : (uintptr_t)a, PAGE_SIZE);
}

_Noreturn void linux_main(uintptr_t *sp)
{
	uintptr_t slide = (uintptr_t)pith_image_start - IMAGE_LINK_BASE;
	char **args = (char **)(sp + 1), **env = args + *sp + 1, **end = env;
	char *text;

	image_relocate(slide, slide);
	protect_relro();
	host_call2(HOST_arch_prctl, HOST_ARCH_SET_GS, (long)&cpu_first);
	plat_kind = PLAT_LINUX;
	linux_pid = (int)host_call1(HOST_getpid, 0);
	while (*end)
		end++;
	linux_auxv = (const uint64_t *)(end + 1);
	text = take_config(env);
	host_call3(HOST_getrandom, (long)linux_seed, sizeof linux_seed, 0);
	look_at_console();
	linux_signals_init();
	image_start(&(struct image_start){
		.config = text,
		.args = args[0] ? args : NULL,
		.env = env,
		.auxv = linux_auxv,
		.stack_low = stack_end() - STACK_SIZE,
	});
}

void linux_set_gs(uintptr_t base)
{
	if (linux_has_fsgsbase())
		__asm__ volatile("wrgsbase %0" ::"r"(base));
	else
		host_call2(HOST_arch_prctl, HOST_ARCH_SET_GS, (long)base);
}

static uint8_t fsgsbase; /* 1: no, 2: yes */

bool linux_has_fsgsbase(void)
{
	uint8_t known = fsgsbase;

	for (const uint64_t *a = linux_auxv; !known && a[0]; a += 2)
		if (a[0] == AT_HWCAP2)
			known = a[1] & HWCAP2_FSGSBASE ? 2 : 1;
	fsgsbase = known;
	return known == 2;
}

void linux_set_tls(uintptr_t base)
{
	if (fsgsbase == 2 || linux_has_fsgsbase())
		__asm__ volatile("wrfsbase %0" ::"r"(base));
	else
		host_call2(HOST_arch_prctl, HOST_ARCH_SET_FS, (long)base);
}

uint64_t linux_random_early(void)
{
	uint64_t value;

	host_call3(HOST_getrandom, (long)&value, sizeof value, 0);
	return value;
}

size_t linux_entropy(void *buf, size_t size)
{
	size_t n = MIN(size, sizeof linux_seed);

	memcpy(buf, linux_seed, n);
	memset(linux_seed, 0, n);
	return n;
}

_Noreturn void linux_end(struct plat_end end)
{
	static const struct host_timespec patience = { 1, 0 };

	if (end.signal) {
		struct host_sigaction action = { .handler = 0 };

		/* The first host thread lets all signals in, at the latest when a handler ends. */
		host_call4(HOST_rt_sigaction, end.signal, (long)&action, 0, 8);
		host_call3(HOST_tgkill, linux_pid, linux_pid, end.signal);
		host_call6(HOST_ppoll, 0, 0, (long)&patience, 0, 0, 0);
	}
	for (;;)
		host_call1(HOST_exit_group, end.signal ? 128 + end.signal : end.status);
}
