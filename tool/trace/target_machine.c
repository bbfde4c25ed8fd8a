/* SPDX-License-Identifier: MIT */
/*
 * A machine by the gdb stub of its monitor: the remote serial protocol of gdb's manual (appendix
 * E), as little of it as is needed, over a unix socket.
 *
 * QEMU's breakpoints are its own and not in the code, and a step over one does not meet it again.
 */
#include "tool/trace/target.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "tool/buf.h"

#define PACKET_MAX   4096
#define READ_MAX     1024  /* bytes of memory in one packet */
#define CONNECT_MS   10000 /* a busy host may take long to start a monitor */
#define IMAGE_STEP   (2ul << 20)
#define IMAGE_SEARCH 512 /* steps: an image is smaller than a GiB */

/* Numbers of registers in the answer to `g`, eight bytes each; GS base is behind flags and FS. */
enum { GDB_RAX, GDB_RBX, GDB_RCX, GDB_RDX, GDB_RSI, GDB_RDI, GDB_RBP, GDB_RSP, GDB_R8, GDB_R9 };
#define GDB_RIP     16
#define GS_BASE_HEX (2 * (17 * 8 + 7 * 4 + 8))

struct machine {
	char in[2 * PACKET_MAX]; /* what came and was not taken */
	size_t have;
	char packet[PACKET_MAX + 1]; /* the last one */
};

/* Wait for one packet. Returns false when the monitor is gone. */
static bool receive(struct target *t)
{
	struct machine *m = t->more;

	for (;;) {
		char *start = memchr(m->in, '$', m->have);
		char *end = start ? memchr(start, '#', m->have - (size_t)(start - m->in)) : NULL;
		ssize_t n;

		if (end && end + 3 <= m->in + m->have) {
			size_t len = (size_t)(end - start) - 1, used = (size_t)(end + 3 - m->in);

			memcpy(m->packet, start + 1, MIN(len, (size_t)PACKET_MAX));
			m->packet[MIN(len, (size_t)PACKET_MAX)] = '\0';
			memmove(m->in, m->in + used, m->have - used);
			m->have -= used;
			return send(t->fd, "+", 1, MSG_NOSIGNAL) == 1;
		}
		if (m->have == sizeof m->in)
			return false;
		n = recv(t->fd, m->in + m->have, sizeof m->in - m->have, 0);
		if (n < 0 && errno == EINTR && (!t->stop || !*t->stop))
			continue;
		if (n <= 0)
			return false;
		m->have += (size_t)n;
	}
}

static bool transmit(struct target *t, const char *text)
{
	char packet[256];
	unsigned sum = 0;
	int n;

	for (const char *s = text; *s; s++)
		sum += (unsigned char)*s;
	n = snprintf(packet, sizeof packet, "$%s#%02x", text, sum & 255);
	return send(t->fd, packet, (size_t)n, MSG_NOSIGNAL) == n;
}

/* Ask, and return the answer; "" when there is none. */
static const char *ask(struct target *t, const char *text)
{
	struct machine *m = t->more;

	return transmit(t, text) && receive(t) ? m->packet : "";
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to (n) bytes from hexadecimal text. */
static size_t from_hex(const char *text, void *buf, size_t n)
{
	uint8_t *to = buf;
	size_t i = 0;

	for (; i < n && text[0] && text[1]; i++, text += 2) {
		int high = nibble(text[0]), low = nibble(text[1]);

		if (high < 0 || low < 0)
			break;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return i;
}

static size_t machine_read(struct target *t, uint64_t addr, void *buf, size_t n)
{
	size_t done = 0;

	while (done < n) {
		size_t part = MIN(MIN(n - done, (size_t)READ_MAX), 4096 - ((addr + done) & 4095));
		char command[64];
		const char *answer;
		size_t got;

		snprintf(command, sizeof command, "m%lx,%zx", addr + done, part);
		answer = ask(t, command);
		got = answer[0] == 'E' ? 0 : from_hex(answer, (char *)buf + done, part);
		done += got;
		if (got < part)
			break;
	}
	return done;
}

static int machine_get_regs(struct target *t, struct target_regs *regs)
{
	const char *text = ask(t, "g");
	uint64_t r[GDB_RIP + 1], gs_base;

	if (from_hex(text, r, sizeof r) != sizeof r || strlen(text) < GS_BASE_HEX ||
	    from_hex(text + GS_BASE_HEX, &gs_base, sizeof gs_base) != sizeof gs_base)
		return -EIO;
	*regs = (struct target_regs){
		.rax = r[GDB_RAX],
		.rdi = r[GDB_RDI],
		.rsi = r[GDB_RSI],
		.rdx = r[GDB_RDX],
		.rcx = r[GDB_RCX],
		.r8 = r[GDB_R8],
		.r9 = r[GDB_R9],
		.rsp = r[GDB_RSP],
		.rip = r[GDB_RIP],
		.gs_base = gs_base,
	};
	return 0;
}

static int set_point(struct target *t, char what, uint64_t addr)
{
	char command[64];

	snprintf(command, sizeof command, "%c0,%lx,1", what, addr);
	return strcmp(ask(t, command), "OK") == 0 ? 0 : -EIO;
}

static int machine_insert(struct target *t, uint64_t addr)
{
	return set_point(t, 'Z', addr);
}

static int machine_remove(struct target *t, uint64_t addr)
{
	return set_point(t, 'z', addr);
}

/* The processor that stopped: T05thread:01; */
static void note_thread(struct target *t)
{
	struct machine *m = t->more;
	const char *thread = strstr(m->packet, "thread:");

	if (thread)
		t->thread = strtol(thread + 7, NULL, 16);
}

static int machine_wait(struct target *t, enum target_event *event)
{
	struct machine *m = t->more;

	*event = TARGET_ENDED;
	while (receive(t)) {
		if (m->packet[0] == 'W' || m->packet[0] == 'X')
			break;
		if (m->packet[0] != 'T' && m->packet[0] != 'S')
			continue; /* console output, which is not ours */
		note_thread(t);
		*event = TARGET_STOPPED;
		break;
	}
	if (*event == TARGET_ENDED && t->stop && *t->stop)
		*event = TARGET_LEAVE;
	return 0;
}

static int machine_resume(struct target *t)
{
	enum target_event event;
	char command[64];

	snprintf(command, sizeof command, "vCont;s:%lx", t->thread);
	if (!transmit(t, command))
		return -EPIPE;
	if (machine_wait(t, &event) || event != TARGET_STOPPED)
		return -EPIPE;
	return transmit(t, "vCont;c") ? 0 : -EPIPE;
}

/* The stub takes all breakpoints away, and the machine runs on. */
static void machine_detach(struct target *t)
{
	enum target_event event;

	t->stop = NULL;
	if (send(t->fd, "\3", 1, MSG_NOSIGNAL) == 1 && machine_wait(t, &event) == 0)
		(void)ask(t, "D");
}

static int connect_stub(struct target *t, const char *path)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof addr.sun_path)
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	for (int i = 0; t->fd >= 0 && i < CONNECT_MS / 5; i++) {
		if (connect(t->fd, (struct sockaddr *)&addr, sizeof addr) == 0)
			return 0;
		if (errno != ENOENT && errno != ECONNREFUSED)
			break;
		nanosleep(&pause, NULL);
	}
	return -errno;
}

/* Run until (addr) and take the breakpoint away again. */
static int run_to(struct target *t, uint64_t addr, struct target_regs *regs)
{
	enum target_event event;

	if (machine_insert(t, addr) || machine_resume(t) || machine_wait(t, &event) ||
	    event != TARGET_STOPPED || machine_get_regs(t, regs) || regs->rip != addr)
		return -EIO;
	return machine_remove(t, addr);
}

/* At the boot: the function that chooses the address returns it. */
static int follow_boot(struct target *t, const struct target_image *image)
{
	struct target_regs regs;
	uint64_t back;
	int err = image->boot_map ? run_to(t, image->boot_map, &regs) : -ENOENT;

	if (!err && machine_read(t, regs.rsp, &back, sizeof back) != sizeof back)
		err = -EIO;
	if (!err)
		err = run_to(t, back, &regs);
	if (!err)
		t->slide = regs.rax;
	return err;
}

/* Later: the image's beginning is some steps below the code that runs. */
static int search_slide(struct target *t, const struct target_image *image)
{
	struct target_regs regs;
	uint8_t header[sizeof image->header];
	int err = machine_get_regs(t, &regs);

	t->slide = (regs.rip - image->first) & ~(IMAGE_STEP - 1);
	for (int i = 0; !err && i < IMAGE_SEARCH; i++, t->slide -= IMAGE_STEP) {
		if (machine_read(t, t->slide + image->first, header, sizeof header) ==
			    sizeof header &&
		    memcmp(header, image->header, sizeof header) == 0)
			return 0;
	}
	return -ENOENT;
}

static const struct target_ops machine_ops = {
	.read = machine_read,
	.get_regs = machine_get_regs,
	.insert = machine_insert,
	.remove = machine_remove,
	.resume = machine_resume,
	.wait = machine_wait,
	.detach = machine_detach,
};

int target_open_machine(struct target *t, const char *path, bool ours,
			const struct target_image *image, struct diag *d)
{
	struct machine *m = mem_alloc(sizeof *m);
	int err;

	memset(m, 0, sizeof *m);
	*t = (struct target){ .ops = &machine_ops, .thread = 1, .ours = ours, .more = m };
	err = connect_stub(t, path);
	if (err)
		return diag_fail(d, -err, "connect to the machine at '%s'", path);
	(void)ask(t, "?");
	note_thread(t);
	err = ours ? follow_boot(t, image) : search_slide(t, image);
	if (err)
		return diag_fail(d, 0, "the machine did not come to where its address is known");
	return 0;
}

void target_close(struct target *t)
{
	if (t->ops && t->fd >= 0)
		close(t->fd);
	free(t->more);
	t->more = NULL;
	t->ops = NULL;
}
