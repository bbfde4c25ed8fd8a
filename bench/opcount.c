/* SPDX-License-Identifier: MIT */
/*
 * opcount: QEMU TCG plugin that counts guest instructions between the markers of osbench.
 *
 * A marker is `nopl 0xc0ee00NN(%rax,%rax,1)`: NN is twice the number of a test at its beginning, one more at its end.
 * For each test that ends the plugin writes a line: number, instructions, iterations of string instructions, and how
 * many of the instructions were the library OS's.
 *
 * The translator counts each iteration of a `rep` string instruction as an instruction of its own; they are left out
 * of the instructions and given apart. Exact for one vCPU only.
 *
 * Those are the instructions in own=LO-HI, the addresses that the image was linked for: it may run a multiple of 2 MiB
 * away from them. Below 4 GiB there are programs only, which are linked to be there.
 *
 * With live=FILE the counts, of 8 bytes each, are there to be read at any time.
 *
 * Run: qemu-system-x86_64 -accel tcg -smp 1 -icount shift=0,sleep=off -plugin ./opcount.so,log=FILE ...
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <qemu-plugin.h>

#define TESTS 128

QEMU_PLUGIN_EXPORT int qemu_plugin_version = 1;

static struct counts {
	uint64_t all, reps, own, own_reps;
} counted, *counts = &counted, at[TESTS];
static uint64_t own_low, own_high;
static int log_fd = 2;

static void on_marker(unsigned cpu, void *data)
{
	unsigned n = (unsigned)(uintptr_t)data, test = n / 2;
	uint64_t reps, own_reps;
	char line[120];
	int len;

	if (test >= TESTS)
		return;
	if (n % 2 == 0) {
		at[test] = *counts;
		return;
	}
	reps = counts->reps - at[test].reps;
	own_reps = counts->own_reps - at[test].own_reps;
	len = snprintf(line, sizeof line, "%u %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", test,
		       counts->all - at[test].all - reps, reps,
		       counts->own - at[test].own - own_reps);
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

static int is_own(uint64_t va)
{
	return va >> 32 && (va - own_low) % (2u << 20) < own_high - own_low;
}

static void add_one(struct qemu_plugin_insn *in, uint64_t *to)
{
	qemu_plugin_register_vcpu_insn_exec_inline(in, QEMU_PLUGIN_INLINE_ADD_U64, to, 1);
}

static void count_one(struct qemu_plugin_insn *in, bool reps, bool own)
{
	add_one(in, &counts->all);
	if (reps)
		add_one(in, &counts->reps);
	if (own)
		add_one(in, &counts->own);
	if (reps && own)
		add_one(in, &counts->own_reps);
}

static void on_block(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	static const uint8_t marker[] = { 0x0f, 0x1f, 0x84, 0x00 };
	size_t n = qemu_plugin_tb_n_insns(block);

	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *in = qemu_plugin_tb_get_insn(block, i);
		const uint8_t *p = qemu_plugin_insn_data(in);
		size_t len = qemu_plugin_insn_size(in);

		count_one(in, repeats(p, len), is_own(qemu_plugin_insn_vaddr(in)));
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

static int take_argument(const char *arg)
{
	if (!strncmp(arg, "live=", 5))
		return open_live(arg + 5);
	if (!strncmp(arg, "own=", 4))
		return sscanf(arg + 4, "%" SCNx64 "-%" SCNx64, &own_low, &own_high) == 2 ? 0 : -1;
	if (strncmp(arg, "log=", 4))
		return -1;
	log_fd = open(arg + 4, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	return log_fd < 0 ? -1 : 0;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!take_argument(argv[i]))
			continue;
		fprintf(stderr, "opcount: %s: %s\n", argv[i],
			errno ? strerror(errno) : "what is this?");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	return 0;
}
