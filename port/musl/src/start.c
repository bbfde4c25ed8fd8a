/* SPDX-License-Identifier: MIT */
/*
 * From the library OS to main(): what musl's __libc_start_main() and static_init_tls() do, less
 * what an image never needs (set-user-id checks, which would link open() and poll()) and less the
 * mmap() for thread-local storage: the main thread's block is a part of its stack that never
 * returns.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libc.h"
#include "pthread_impl.h"

#define AUX_COUNT 38

int main(int argc, char **argv, char **envp);

extern weak hidden void (*const __init_array_start)(void), (*const __init_array_end)(void);
extern hidden const char __ehdr_start[];

static struct tls_module main_tls;

static void dummy(void *p)
{
	(void)p;
}
weak_alias(dummy, __init_ssp);

/*
 * Note the program's thread-local storage in libc's globals; its size follows from there. The first
 * loaded segment begins with the ELF header, so it says where addresses count from.
 */
static void describe_tls(const size_t *aux)
{
	const Elf64_Phdr *ph = (const void *)aux[AT_PHDR];
	uintptr_t base = (uintptr_t)__ehdr_start;
	size_t offset;

	for (size_t i = aux[AT_PHNUM]; i-- > 0;)
		if (ph[i].p_type == PT_LOAD && ph[i].p_offset == 0)
			base = (uintptr_t)__ehdr_start - ph[i].p_vaddr;
	for (size_t i = 0; i < aux[AT_PHNUM]; i++) {
		if (ph[i].p_type != PT_TLS)
			continue;
		main_tls.image = (void *)(base + ph[i].p_vaddr);
		main_tls.len = ph[i].p_filesz;
		main_tls.size = ph[i].p_memsz;
		main_tls.align = ph[i].p_align;
		libc.tls_cnt = 1;
		libc.tls_head = &main_tls;
	}
	/*
	 * The block ends at the thread pointer, where the linker counts from: rounded by the
	 * segment's own alignment, which is raised only then.
	 */
	offset = main_tls.size;
	if (main_tls.align)
		offset += -(offset + (uintptr_t)main_tls.image) & (main_tls.align - 1);
	main_tls.size = offset;
	main_tls.offset = offset;
	if (main_tls.align < 16)
		main_tls.align = 16;
	libc.tls_align = main_tls.align;
	libc.tls_size =
		(2 * sizeof(void *) + sizeof(struct pthread) + offset + main_tls.align + 15) &
		-16ul;
}

static void init_libc(char **envp, char *name)
{
	size_t i, *auxv, aux[AUX_COUNT] = { 0 };

	__environ = envp;
	for (i = 0; envp[i]; i++)
		;
	libc.auxv = auxv = (void *)(envp + i + 1);
	for (i = 0; auxv[i]; i += 2)
		if (auxv[i] < AUX_COUNT)
			aux[auxv[i]] = auxv[i + 1];
	__hwcap = aux[AT_HWCAP];
	libc.page_size = aux[AT_PAGESZ];
	__progname = __progname_full = name;
	for (i = 0; name[i]; i++)
		if (name[i] == '/')
			__progname = name + i + 1;
	describe_tls(aux);
}

static void run_constructors(void)
{
	uintptr_t a = (uintptr_t)&__init_array_start;

	for (; a < (uintptr_t)&__init_array_end; a += sizeof(void (*)(void)))
		(*(void (**)(void))a)();
}

static const size_t *find_random(void)
{
	for (size_t *a = libc.auxv; a[0]; a += 2)
		if (a[0] == AT_RANDOM)
			return (void *)a[1];
	return 0;
}

/*
 * Entered by the library OS on the main thread's stack. (sp) is what Linux puts there: argc, argv,
 * envp and the auxiliary vector.
 */
_Noreturn void app_start(long *sp) __asm__("pith.app_start");
_Noreturn void app_start(long *sp)
{
	int argc = (int)sp[0];
	char **argv = (void *)(sp + 1);
	unsigned char *block;

	init_libc(argv + argc + 1, argv[0] ? argv[0] : (char *)"");
	block = __builtin_alloca(libc.tls_size);
	memset(block, 0, libc.tls_size);
	__init_tp(__copy_tls(block));
	__init_ssp((void *)find_random());
	__asm__ volatile("" ::: "memory");
	run_constructors();
	exit(main(argc, argv, argv + argc + 1));
}
