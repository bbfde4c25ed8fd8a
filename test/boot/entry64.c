/* SPDX-License-Identifier: MIT */
/*
 * A monitor of one page: enter an image by the 64-bit Linux boot protocol, as Firecracker does for
 * kernels without a PVH note, on /dev/kvm. What the image writes to COM1 goes to standard output; a
 * write to port 0xf4 (QEMU's isa-debug-exit, here for want of a better) or a triple fault ends it.
 *
 * usage: entry64 IMAGE [COMMAND LINE]; exit status: what was written to 0xf4, 100 for other ends.
 */
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY     (64u << 20)
#define ZERO_PAGE  0x7000u
#define STACK      0x8ff0u
#define PAGE_TABLE 0x9000u /* PML4, PDPT, PD */
#define CMDLINE    0x20000u
#define LIMIT      20 /* seconds */

static uint8_t *memory;

/* Copy the segments to their physical addresses; returns the entry. */
static uint64_t load(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	const uint8_t *file;
	const Elf64_Ehdr *e;
	const Elf64_Phdr *p;

	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", path);
	file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file == MAP_FAILED)
		err(2, "%s", path);
	e = (const void *)file;
	p = (const void *)(file + e->e_phoff);
	for (int i = 0; i < e->e_phnum; i++) {
		if (p[i].p_type == PT_LOAD && p[i].p_paddr + p[i].p_memsz <= MEMORY)
			memcpy(memory + p[i].p_paddr, file + p[i].p_offset, p[i].p_filesz);
	}
	return e->e_entry;
}

/* The zero page of the protocol: the memory map, and where the command line is. */
static void describe(const char *cmdline)
{
	static const struct {
		uint64_t addr, size;
		uint32_t type;
	} __attribute__((packed))
	e820[] = { { 0, 0x9fc00, 1 }, { 0x100000, MEMORY - 0x100000, 1 } };
	uint8_t *zero = memory + ZERO_PAGE;
	uint32_t at = CMDLINE;

	zero[0x1e8] = 2;
	memcpy(zero + 0x2d0, e820, sizeof e820);
	memcpy(zero + 0x228, &at, sizeof at);
	strcpy((char *)memory + CMDLINE, cmdline);
}

static void make_tables(void)
{
	uint64_t *tables = (uint64_t *)(void *)(memory + PAGE_TABLE);

	tables[0] = (PAGE_TABLE + 0x1000) | 3;
	tables[512] = (PAGE_TABLE + 0x2000) | 3;
	for (uint64_t i = 0; i < 512; i++)
		tables[1024 + i] = i << 21 | 0x83;
}

static void enter(int cpu, uint64_t entry)
{
	struct kvm_segment code = {
		.limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1
	};
	struct kvm_segment data = { .limit = 0xffffffff,
				    .selector = 16,
				    .type = 3,
				    .present = 1,
				    .s = 1,
				    .db = 1,
				    .g = 1 };
	struct kvm_regs regs = { .rip = entry, .rsi = ZERO_PAGE, .rsp = STACK, .rflags = 2 };
	struct kvm_sregs s;

	if (ioctl(cpu, KVM_GET_SREGS, &s))
		err(2, "KVM_GET_SREGS");
	s.cs = code;
	s.ds = s.es = s.fs = s.gs = s.ss = data;
	s.cr3 = PAGE_TABLE;
	s.cr4 = 0x20;
	s.cr0 = 0x80000001;
	s.efer = 0x500;
	if (ioctl(cpu, KVM_SET_SREGS, &s) || ioctl(cpu, KVM_SET_REGS, &regs))
		err(2, "KVM_SET_REGS");
}

/* Every feature that the host offers, as other monitors do. */
static void set_cpuid(int kvm, int cpu)
{
	struct kvm_cpuid2 *c = calloc(1, sizeof *c + 256 * sizeof c->entries[0]);

	c->nent = 256;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, c) || ioctl(cpu, KVM_SET_CPUID2, c))
		err(2, "KVM_SET_CPUID2");
	free(c);
}

/* Serve an access to a port; returns the exit status, or -1 to go on. */
static int serve_port(struct kvm_run *run)
{
	uint8_t *data = (uint8_t *)run + run->io.data_offset;
	size_t n = (size_t)run->io.size * run->io.count;

	if (run->io.direction == KVM_EXIT_IO_IN)
		memset(data, run->io.port == 0x3fd ? 0x60 : run->io.port == 0xf4 ? 0 : 0xff, n);
	else if (run->io.port == 0x3f8)
		return write(1, data, n) == (ssize_t)n ? -1 : 100;
	else if (run->io.port == 0xf4)
		return data[0];
	return -1;
}

int main(int argc, char **argv)
{
	int kvm = open("/dev/kvm", O_RDWR), vm, cpu, status = -1;
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };
	struct kvm_run *run;
	uint64_t entry;

	if (argc < 2 || kvm < 0)
		err(2, "/dev/kvm");
	alarm(LIMIT);
	memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	entry = load(argv[1]);
	describe(argc > 2 ? argv[2] : "");
	make_tables();
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	region.userspace_addr = (uintptr_t)memory;
	if (vm < 0 || ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		err(2, "KVM_CREATE_VM");
	cpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	run = mmap(NULL, (size_t)ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE,
		   MAP_SHARED, cpu, 0);
	if (cpu < 0 || run == MAP_FAILED)
		err(2, "KVM_CREATE_VCPU");
	set_cpuid(kvm, cpu);
	enter(cpu, entry);
	while (status < 0) {
		if (ioctl(cpu, KVM_RUN, 0))
			err(2, "KVM_RUN");
		if (run->exit_reason == KVM_EXIT_IO)
			status = serve_port(run);
		else
			status = 100;
	}
	if (status == 100)
		fprintf(stderr, "entry64: ended with exit reason %u\n", run->exit_reason);
	return status;
}
