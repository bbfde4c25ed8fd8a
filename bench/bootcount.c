/* SPDX-License-Identifier: MIT */
/*
 * bootcount: QEMU TCG plugin (plugin API v1, QEMU >= 6.0) that counts guest
 * instructions from kernel entry, leaving the firmware out.
 *
 * Build:  gcc -O2 -Wall -shared -fPIC -I DIR $(pkg-config --cflags glib-2.0) \
 *             -o bootcount.so bootcount.c
 *         (DIR holds qemu-plugin.h, from QEMU's source: include/qemu/)
 * Run:    qemu-system-x86_64 -accel tcg -smp 1 -m 64 -nographic -no-reboot \
 *             -kernel IMAGE -serial file:con.txt -monitor none \
 *             -plugin ./bootcount.so,start=0x100000,limit=0x800000,n=20,con=con.txt,until=Hello
 *
 * Arguments (all optional):
 *   start=ADDR  counting begins with the first instruction whose address is
 *   limit=ADDR  in [start,limit). Default 0x100000 and none. SeaBIOS also runs
 *               above 1 MiB (reset vector; its init code copied to the top of
 *               RAM), so give a limit: the end of the kernel image.
 *   n=N         print the running count at the first N `out` instructions
 *               (E6/E7/EE/EF, and `rep outs`); default 16. The count is the number of
 *               instructions executed before that one.
 *   mmio=on     the same for stores that land on a device (much slower)
 *   con=FILE    the file that the guest's console is written to: the event
 *               after which it first grows is "first console byte"
 *   until=TEXT  report the event after which TEXT stands in FILE, too
 *   apart=LO-HI count instructions at addresses in [LO,HI) apart: a busy-wait
 *               loop, say. May be given several times. The addresses are those
 *               that the image was linked for: it may run a multiple of 2 MiB
 *               away from them, and lies within 2 MiB; so may others, which
 *               are not meant if there is a range (within)
 *   within=LO-HI  say how many of the instructions were at addresses in [LO,HI),
 *               and of the iterations of string instructions: those of the
 *               operating system, say. All before the first of them count, too
 *   stop=on     end QEMU as soon as TEXT is there (prints the total first)
 *   log=FILE    append the report there instead of writing it to stderr
 *   fast=on     one add a block instead of one an instruction: faster, but
 *               blocks left early by a fault are counted whole
 * SIGUSR2 sent to QEMU prints the running total, so that instructions per
 * request are (second total - first total) / requests.
 *
 * Caveats: exact for one vCPU only. TCG executes each iteration of a `rep`
 * string instruction as an instruction of its own: those are counted, and
 * also given apart ("rep"). Busy-waits on a clock count whatever the emulator
 * managed in that time: add -icount shift=0,sleep=off for figures that repeat
 * exactly (one instruction then is one nanosecond of guest time).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <qemu-plugin.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = 1;

struct site {
	uint64_t pc;
	uint8_t op[15];
	uint8_t len;
};

static uint64_t start = 0x100000, limit = UINT64_MAX, maxn = 16;
static uint64_t count, apartcount, reps, events, stores;
static struct {
	uint64_t lo, hi;
} apart[8];
static unsigned napart;
/* Of (count) and (reps), those at addresses in (within). */
static struct {
	uint64_t lo, hi, count, reps;
	int started;
} within;
static int started, fast, mmio, stop, logfd = 2, confd = -1;
static const char *con, *until;
static int seen_byte, seen_text;
static off_t conbase; /* what the firmware had written to FILE */
/* the last event: what the console file's growth is put down to */
static uint64_t last_count, last_event, last_pc, last_reps;
static uint64_t last_within, last_within_reps;

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *fmt, ...)
{
	char b[512];
	va_list ap;
	va_start(ap, fmt);
	int l = vsnprintf(b, sizeof b, fmt, ap);
	va_end(ap);
	if (l > (int)sizeof b)
		l = sizeof b;
	if (write(logfd, b, l) < 0) { /* nothing to be done */
	}
}

static void total(const char *why)
{
	say("bootcount: %s: %" PRIu64 " instructions (rep %" PRIu64 "), %" PRIu64 " out, %" PRIu64
	    " device stores; %" PRIu64 " more apart\n",
	    why, count, reps, events, stores, apartcount);
}

static off_t consize(void)
{
	struct stat st;
	if (confd < 0 && (confd = open(con, O_RDONLY | O_CLOEXEC)) < 0)
		return 0;
	return fstat(confd, &st) ? 0 : st.st_size;
}

static void say_within(void)
{
	if (within.hi)
		say("bootcount: within: %" PRIu64 " instructions (rep %" PRIu64 ")\n", last_within,
		    last_within_reps);
}

static void look(void)
{
	if (!con || (seen_byte && (!until || seen_text)))
		return;
	if (consize() <= conbase)
		return;
	if (!seen_byte) {
		seen_byte = 1;
		say("bootcount: first console byte: after %" PRIu64 " instructions (rep %" PRIu64
		    "), event %" PRIu64 " at 0x%" PRIx64 "\n",
		    last_count, last_reps, last_event, last_pc);
	}
	if (until && !seen_text) {
		static char b[1 << 18];
		ssize_t l = pread(confd, b, sizeof b, conbase);
		if (l > 0 && memmem(b, l, until, strlen(until))) {
			seen_text = 1;
			say("bootcount: \"%s\" on the console: after %" PRIu64
			    " instructions (rep %" PRIu64 "), event %" PRIu64 " at 0x%" PRIx64 "\n",
			    until, last_count, last_reps, last_event, last_pc);
			say_within();
			if (stop) {
				total("stopped");
				_exit(0);
			}
		}
	}
}

static void on_out(unsigned cpu, void *u)
{
	struct site *s = u;
	look();
	last_count = count;
	last_reps = reps;
	last_within = within.count;
	last_within_reps = within.reps;
	last_event = ++events;
	last_pc = s->pc;
	if (events <= maxn) {
		char h[48] = "";
		for (int i = 0; i < s->len; i++)
			sprintf(h + 3 * i, "%02x ", s->op[i]);
		say("bootcount: out %" PRIu64 ": count %" PRIu64 " at 0x%" PRIx64 "  %s\n", events,
		    count, s->pc, h);
	}
}

static void on_mem(unsigned cpu, qemu_plugin_meminfo_t mi, uint64_t va, void *u)
{
	struct site *s = u;
	struct qemu_plugin_hwaddr *h = qemu_plugin_get_hwaddr(mi, va);
	if (!h || !qemu_plugin_hwaddr_is_io(h))
		return;
	look();
	last_count = count;
	last_reps = reps;
	last_within = within.count;
	last_within_reps = within.reps;
	last_event = ++stores;
	last_pc = s->pc;
	if (stores <= maxn)
		say("bootcount: device store %" PRIu64 ": count %" PRIu64 " at 0x%" PRIx64
		    " to 0x%" PRIx64 " (%s)\n",
		    stores, count, s->pc, qemu_plugin_hwaddr_phys_addr(h),
		    qemu_plugin_hwaddr_device_name(h));
}

/* Bits: 1: out, 2: rep string instruction. */
static int kind(const uint8_t *p, size_t n)
{
	int rep = 0;
	size_t i = 0;
	for (; i < n; i++) {
		if (p[i] == 0xf2 || p[i] == 0xf3)
			rep = 1;
		else if (p[i] != 0x66 && p[i] != 0x67 && (p[i] & 0xf0) != 0x40)
			break;
	}
	if (i == n)
		return 0;
	uint8_t o = p[i];
	if (o == 0xe6 || o == 0xe7 || o == 0xee || o == 0xef)
		return 1;
	if (rep &&
	    ((o >= 0x6c && o <= 0x6f) || (o >= 0xa4 && o <= 0xa7) || (o >= 0xaa && o <= 0xaf)))
		return o == 0x6e || o == 0x6f ? 3 : 2;
	return 0;
}

static int is_apart(uint64_t va)
{
	for (unsigned i = 0; i < napart; i++)
		if ((va - apart[i].lo) % (2u << 20) < apart[i].hi - apart[i].lo)
			return 1;
	return 0;
}

static int is_within(uint64_t va)
{
	if (!within.hi)
		return 0;
	if (va >= within.lo && va < within.hi)
		within.started = 1;
	else if (within.started)
		return 0;
	return 1;
}

static void add_one(struct qemu_plugin_insn *in, uint64_t *to)
{
	qemu_plugin_register_vcpu_insn_exec_inline(in, QEMU_PLUGIN_INLINE_ADD_U64, to, 1);
}

static void on_tb(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	uint64_t at = qemu_plugin_tb_vaddr(tb);

	if (!started) {
		if (at < start || at >= limit)
			return;
		started = 1;
		if (con)
			conbase = consize();
		say("bootcount: counting from 0x%" PRIx64 "\n", at);
	}
	if (fast)
		qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &count, n);
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *in = qemu_plugin_tb_get_insn(tb, i);
		const uint8_t *d = qemu_plugin_insn_data(in);
		size_t len = qemu_plugin_insn_size(in);
		int k = kind(d, len);
		uint64_t va = qemu_plugin_insn_vaddr(in);
		int inside = is_within(va);
		if (is_apart(va) && (inside || !within.hi)) {
			add_one(in, &apartcount);
			if (fast)
				qemu_plugin_register_vcpu_insn_exec_inline(
					in, QEMU_PLUGIN_INLINE_ADD_U64, &count, (uint64_t)-1);
			continue;
		}
		if (!fast)
			add_one(in, &count);
		if (k & 2)
			add_one(in, &reps);
		if (inside) {
			add_one(in, &within.count);
			if (k & 2)
				add_one(in, &within.reps);
		}
		if (!(k & 1) && !mmio)
			continue;
		/* never freed: blocks are retranslated rarely */
		struct site *s = calloc(1, sizeof *s);
		s->pc = va;
		s->len = len > sizeof s->op ? sizeof s->op : len;
		memcpy(s->op, d, s->len);
		if (k & 1)
			qemu_plugin_register_vcpu_insn_exec_cb(in, on_out, QEMU_PLUGIN_CB_NO_REGS,
							       s);
		else
			qemu_plugin_register_vcpu_mem_cb(in, on_mem, QEMU_PLUGIN_CB_NO_REGS,
							 QEMU_PLUGIN_MEM_W, s);
	}
}

static void on_exit_(qemu_plugin_id_t id, void *u)
{
	look();
	total("exit");
}

static void on_signal(int sig)
{
	total("now");
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	for (int i = 0; i < argc; i++) {
		char *v = strchr(argv[i], '=');
		size_t l = v ? (size_t)(v - argv[i]) : strlen(argv[i]);
		v = v ? v + 1 : "";
		int on = !strcmp(v, "on");
#define ARG(name) (l == sizeof name - 1 && !memcmp(argv[i], name, l))
		if (ARG("start"))
			start = strtoull(v, NULL, 0);
		else if (ARG("limit"))
			limit = strtoull(v, NULL, 0);
		else if (ARG("n"))
			maxn = strtoull(v, NULL, 0);
		else if (ARG("mmio"))
			mmio = on;
		else if (ARG("con"))
			con = strdup(v);
		else if (ARG("until"))
			until = strdup(v);
		else if (ARG("stop"))
			stop = on;
		else if (ARG("fast"))
			fast = on;
		else if (ARG("apart") && napart < sizeof apart / sizeof *apart) {
			apart[napart].lo = strtoull(v, &v, 0);
			apart[napart++].hi = *v == '-' ? strtoull(v + 1, NULL, 0) : 0;
		} else if (ARG("within")) {
			within.lo = strtoull(v, &v, 0);
			within.hi = *v == '-' ? strtoull(v + 1, NULL, 0) : 0;
		} else if (ARG("log")) {
			logfd = open(v, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
			if (logfd < 0) {
				perror(v);
				return -1;
			}
		} else {
			fprintf(stderr, "bootcount: what is %s?\n", argv[i]);
			return -1;
		}
	}
	signal(SIGUSR2, on_signal);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_tb);
	qemu_plugin_register_atexit_cb(id, on_exit_, NULL);
	return 0;
}
