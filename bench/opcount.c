/* SPDX-License-Identifier: MIT */
/*
 * opcount: QEMU TCG plugin that counts guest instructions between the markers of osbench.
 *
 * A marker is `nopl 0xc0ee00NN(%rax,%rax,1)`: NN is twice the number of a test at its beginning, one more at its end.
 * For each test that ends the plugin writes a line: number, instructions, iterations of string instructions.
 *
 * The translator counts each iteration of a `rep` string instruction as an instruction of its own; they are left out
 * of the instructions and given apart. Exact for one vCPU only.
 *
 * With live=FILE both counts, of 8 bytes each, are there to be read at any time.
 *
 * Run: qemu-system-x86_64 -accel tcg -smp 1 -icount shift=0,sleep=off -plugin ./opcount.so,log=FILE ...
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <qemu-plugin.h>

#define TESTS 128

QEMU_PLUGIN_EXPORT int qemu_plugin_version = 1;

static struct counts {
	uint64_t all, reps;
} own, *counts = &own, at[TESTS];
static int log_fd = 2;

static void on_marker(unsigned cpu, void *data)
{
	unsigned n = (unsigned)(uintptr_t)data, test = n / 2;
	char line[80];
	int len;

	if (test >= TESTS)
		return;
	if (n % 2 == 0) {
		at[test] = *counts;
		return;
	}
	len = snprintf(line, sizeof line, "%u %" PRIu64 " %" PRIu64 "\n", test,
		       counts->all - at[test].all - (counts->reps - at[test].reps),
		       counts->reps - at[test].reps);
	if (write(log_fd, line, (size_t)len) != len)
		perror("opcount");
}

/* Is it a string instruction that repeats itself? */
static int repeats(const uint8_t *p, size_t n)
{
	int rep = 0;
	size_t i = 0;

	while (i < n && (p[i] == 0xf2 || p[i] == 0xf3 || p[i] == 0x66 || p[i] == 0x67 ||
			 (p[i] & 0xf0) == 0x40))
		rep |= p[i++] >> 1 == 0x79;
	return i < n && rep &&
	       ((p[i] >= 0x6c && p[i] <= 0x6f) || (p[i] >= 0xa4 && p[i] <= 0xa7) ||
		(p[i] >= 0xaa && p[i] <= 0xaf));
}

static void on_block(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	static const uint8_t marker[] = { 0x0f, 0x1f, 0x84, 0x00 };
	size_t n = qemu_plugin_tb_n_insns(block);

	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *in = qemu_plugin_tb_get_insn(block, i);
		const uint8_t *p = qemu_plugin_insn_data(in);
		size_t len = qemu_plugin_insn_size(in);

		qemu_plugin_register_vcpu_insn_exec_inline(in, QEMU_PLUGIN_INLINE_ADD_U64,
							   &counts->all, 1);
		if (repeats(p, len))
			qemu_plugin_register_vcpu_insn_exec_inline(in, QEMU_PLUGIN_INLINE_ADD_U64,
								   &counts->reps, 1);
		if (len == 8 && !memcmp(p, marker, sizeof marker) && p[6] == 0xee && p[7] == 0xc0)
			qemu_plugin_register_vcpu_insn_exec_cb(
				in, on_marker, QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)p[4]);
	}
}

static int open_live(const char *file)
{
	int fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || ftruncate(fd, sizeof *counts))
		return -1;
	counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return counts == MAP_FAILED ? -1 : 0;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "live=", 5)) {
			if (!open_live(argv[i] + 5))
				continue;
			perror(argv[i] + 5);
			return -1;
		}
		if (strncmp(argv[i], "log=", 4)) {
			fprintf(stderr, "opcount: what is %s?\n", argv[i]);
			return -1;
		}
		log_fd = open(argv[i] + 4, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (log_fd < 0) {
			perror(argv[i] + 4);
			return -1;
		}
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	return 0;
}
