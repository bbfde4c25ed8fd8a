/* SPDX-License-Identifier: MIT */
/*
 * The console as descriptors 0, 1 and 2: the way out. The way in is read.c, which programs
 * that never read do not carry.
 */
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/console/file.h"
#include "kern/mem/user.h"
#include "kern/vfs/fd.h"
#include "kern/console/tty.h"

bool tty_raw_output;

/*
 * Write the bytes of a terminal in a machine: a new line is two bytes. Returns how many of (n) were
 * taken.
 */
static ssize_t console_write_lines(enum console_stream stream, const char *p, size_t n)
{
	size_t i = 0;

	if (*p == '\n') {
		ssize_t r = console->write(stream, "\r\n", 2);

		return r < 0 ? r : 1;
	}
	while (i < n && p[i] != '\n')
		i++;
	return console->write(stream, p, i);
}

static int console_file_write(struct file *f, struct io *io, const int64_t *pos)
{
	enum console_stream stream = console_file_nr(f) == 2 ? CONSOLE_ERR : CONSOLE_OUT;
	bool lines = console_file_is_tty(f) && plat_kind == PLAT_PVH && !tty_raw_output;
	ssize_t r = 0;
	size_t n;
	char *p;

	(void)pos;
	if (!console)
		return 0;
	while ((n = io_run(io, &p)) != 0) {
		if (!io->ours)
			n -= user_reach_read(p, n);
		r = -EFAULT;
		if (!n)
			break;
		r = lines ? console_write_lines(stream, p, n) : console->write(stream, p, n);
		if (r < 0)
			break;
		io_advance(io, (size_t)r);
	}
	return (int)r;
}

extern __typeof__(console_file_ioctl_more) console_file_ioctl_more WEAK;

static int console_file_ioctl(struct file *f, unsigned cmd, uintptr_t arg)
{
	if (!console_file_is_tty(f))
		return -ENOTTY;
	if (cmd == TTY_TIOCGWINSZ) {
		if (!user_writable((void *)arg, sizeof(struct tty_size)))
			return -EFAULT;
		*(struct tty_size *)arg = (struct tty_size){
			.rows = console_info.rows,
			.columns = console_info.columns,
		};
		return 0;
	}
	return LINKED(console_file_ioctl_more) ? console_file_ioctl_more(f, cmd, arg) : -ENOTTY;
}

extern __typeof__(console_file_read) console_file_read WEAK;
extern __typeof__(console_file_stat) console_file_stat WEAK;
extern __typeof__(console_file_poll) console_file_poll WEAK;

const struct file_ops console_file_ops = {
	.read = console_file_read,
	.write = console_file_write,
	.ioctl = console_file_ioctl,
	.stat = console_file_stat,
	.poll = console_file_poll,
};

static struct file console_files[3];

void files_init(void)
{
	fd_table.slots = fd_table.first;
	fd_table.size = FD_STATIC;
	for (unsigned i = 0; i < nitems(console_files); i++) {
		struct file *f = &console_files[i];

		f->ops = &console_file_ops;
		f->data = (void *)(uintptr_t)i;
		f->flags = i ? FILE_O_WRONLY : FILE_O_RDONLY;
		if (console_file_is_tty(f))
			f->flags = FILE_O_RDWR;
		f->can = FILE_IO + file_can(f->flags);
		f->refs = 2; /* one more than there are: they are never destroyed */
		fd_table.first[i] = (uintptr_t)f;
	}
}
