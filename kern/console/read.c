/* SPDX-License-Identifier: MIT */
/*
 * The console's way in: bytes as they come, or lines when it is a terminal.
 *
 * A process's terminal is the host's and makes lines itself, so only a machine has the discipline
 * here: canonical lines with echo, erase, kill and end of file, or raw input. Reads of a terminal
 * end with a line, or as VMIN and VTIME say.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/sched/wait.h"
#include "kern/console/file.h"
#include "kern/console/tty.h"

LINK_WITH(console_file_ioctl_more);
LINK_WITH(console_key);

#define LINE_MAX   4096       /* as Linux's N_TTY */
#define READ_MAX   (64 * KIB) /* of the buffer of a read, so much is touched */
#define DECISECOND (NSEC_PER_SEC / 10)

struct tty_modes tty_modes = {
	.iflag = TTY_ICRNL | TTY_IXON,
	.oflag = TTY_OPOST | TTY_ONLCR,
	.cflag = TTY_B38400 | TTY_CS8 | TTY_CREAD,
	.lflag = TTY_ISIG | TTY_ICANON | TTY_ECHO | TTY_ECHOE | TTY_ECHOK | TTY_ECHOCTL |
		 TTY_ECHOKE | TTY_IEXTEN,
	.cc = { [TTY_VINTR] = 3,
		[TTY_VQUIT] = 28,
		[TTY_VERASE] = 127,
		[TTY_VKILL] = 21,
		[TTY_VEOF] = 4,
		[TTY_VMIN] = 1,
		[TTY_VSTART] = 17,
		[TTY_VSTOP] = 19,
		[TTY_VSUSP] = 26,
		[TTY_VREPRINT] = 18,
		[TTY_VDISCARD] = 15,
		[TTY_VWERASE] = 23,
		[TTY_VLNEXT] = 22 },
};

/* The line that is being typed, and what reads have not taken of lines that are complete. */
static struct {
	struct mutex lock; /* guards: */
	char text[LINE_MAX];
	unsigned len;  /* bytes in (text) */
	unsigned done; /* of these, in complete lines */
	bool end;      /* end of file was typed after (done) */
} line;

static void echo(const char *s, size_t n)
{
	while (n && (tty_modes.lflag & TTY_ECHO)) {
		ssize_t r = console->write(CONSOLE_OUT, s, n);

		if (r <= 0)
			break;
		s += r;
		n -= (size_t)r;
	}
}

static void line_erase(void)
{
	if (line.len == line.done)
		return;
	line.len--;
	/* The bytes of one character of UTF-8 go together. */
	while (line.len > line.done && ((uint8_t)line.text[line.len] & 0xc0) == 0x80)
		line.len--;
	if (tty_modes.lflag & TTY_ECHOE)
		echo("\b \b", 3);
}

static void line_erase_word(void)
{
	while (line.len > line.done && line.text[line.len - 1] == ' ')
		line_erase();
	while (line.len > line.done && line.text[line.len - 1] != ' ')
		line_erase();
}

/* Is (c) the character that cc[(index)] says? 0 is none. */
static bool is_cc(uint8_t c, unsigned index)
{
	return c && c == tty_modes.cc[index];
}

/* A character of a line is echoed as itself, a control character as ^X. */
static void line_add(char c)
{
	char shown[2] = { '^', (char)(c ^ 0x40) };

	if (line.len == LINE_MAX)
		return;
	line.text[line.len++] = c;
	if (c == '\n') {
		line.done = line.len;
		echo("\r\n", 2);
	} else if (((uint8_t)c < 32 && c != '\t') || c == 127) {
		echo(shown, 2);
	} else {
		echo(&c, 1);
	}
}

static void line_type(char c)
{
	uint8_t u = (uint8_t)c;

	if (c == '\r' && (tty_modes.iflag & TTY_IGNCR))
		return;
	if (c == '\r' && (tty_modes.iflag & TTY_ICRNL))
		c = '\n';
	else if (c == '\n' && (tty_modes.iflag & TTY_INLCR))
		c = '\r';
	if (!(tty_modes.lflag & TTY_ICANON)) {
		line_add(c);
		line.done = line.len;
	} else if (is_cc(u, TTY_VERASE) || c == '\b') {
		line_erase();
	} else if (is_cc(u, TTY_VWERASE)) {
		line_erase_word();
	} else if (is_cc(u, TTY_VKILL)) {
		while (line.len > line.done)
			line_erase();
	} else if (is_cc(u, TTY_VEOF)) {
		line.done = line.len;
		line.end = true;
	} else {
		line_add(c);
	}
}

/*
 * Take what the console has into the buffer, unless there is something. Its end is an end of file.
 */
static int line_fill(bool lines)
{
	char buf[64];
	ssize_t n;

	if (__atomic_exchange_n(&tty_flushed, false, __ATOMIC_RELAXED))
		line.len = line.done = 0;
	if (line.end || line.done)
		return 0;
	n = console->read(buf, sizeof buf);
	if (n < 0)
		return (int)n;
	for (ssize_t i = 0; i < n; i++) {
		if (lines)
			line_type(buf[i]);
		else
			line.text[line.len++] = buf[i];
	}
	if (n == 0)
		line.end = true;
	if (n == 0 || !lines)
		line.done = line.len;
	return 0;
}

/* Hand out of the complete lines at most one, and no more than fits. */
static void line_take(struct io *io, bool lines)
{
	size_t n = MIN(line.done, io->left);
	const char *stop = NULL;

	if (lines && (tty_modes.lflag & TTY_ICANON))
		stop = memchr(line.text, '\n', n);
	if (stop)
		n = (size_t)(stop + 1 - line.text);
	if (!line.done)
		line.end = false;
	n = io_copy_out(io, line.text, n);
	memmove(line.text, line.text + n, line.len - n);
	line.len -= (unsigned)n;
	line.done -= (unsigned)n;
}

static bool console_file_has_lines(const struct file *f)
{
	return console_file_is_tty(f) && plat_kind == PLAT_PVH;
}

int console_input_ready(struct file *f)
{
	bool ready;
	int err;

	mutex_lock(&line.lock);
	err = line_fill(console_file_has_lines(f));
	ready = line.done || line.end;
	mutex_unlock(&line.lock);
	if (ready)
		return 0;
	return err ? err : -EAGAIN;
}

unsigned console_input_bytes(void)
{
	return line.done;
}

/* Read what is there. 0 with nothing taken is the end of file, -EAGAIN: nothing there yet. */
static int console_read_now(struct file *f, struct io *io)
{
	bool lines = console_file_has_lines(f);
	char *p = NULL;
	ssize_t r = 0;

	mutex_lock(&line.lock);
	if (!lines && !line.done && !line.end) {
		size_t n = io_run_out(io, READ_MAX, &p);

		r = n ? console->read(p, n) : 0;
		if (r > 0)
			io_advance(io, (size_t)r);
	} else {
		r = line_fill(lines);
		if (line.done || line.end) {
			line_take(io, lines);
			r = 0;
		} else if (!r) {
			r = -EAGAIN;
		}
	}
	mutex_unlock(&line.lock);
	return r < 0 ? (int)r : 0;
}

/* When a read of the terminal gives up: VMIN 0 waits VTIME tenths of a second, or not at all. */
static nsec_t tty_deadline(void)
{
	const struct tty_modes *m = &tty_modes;

	if ((m->lflag & TTY_ICANON) || m->cc[TTY_VMIN])
		return NSEC_NEVER;
	return m->cc[TTY_VTIME] ? plat_clock() + m->cc[TTY_VTIME] * DECISECOND : 0;
}

int console_file_read(struct file *f, struct io *io, const int64_t *pos)
{
	nsec_t deadline = console_file_has_lines(f) ? tty_deadline() : NSEC_NEVER;
	int err;

	(void)pos;
	if (!io->left || !console_file_has_input(f))
		return 0;
	err = console_read_now(f, io);
	if (err != -EAGAIN || (f->flags & FILE_O_NONBLOCK))
		return err;
	if (!deadline)
		return 0;
	err = wait_until(console->input_queue(), deadline, console_read_now(f, io));
	return err == -ETIMEDOUT ? 0 : err;
}
