/* SPDX-License-Identifier: MIT */
/*
 * A follower looks for more every few milliseconds: there is nobody whom the writer could tell.
 */
#include "tool/running/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tool/run_child.h"

#define FOLLOW_MS 20

void log_open(struct log_writer *w, const struct state *s)
{
	w->path = state_path(s, "log");
	w->old_path = state_path(s, "log.1");
	w->size = 0;
	w->fd = open(w->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void log_close(struct log_writer *w)
{
	if (w->fd >= 0)
		close(w->fd);
	free(w->path);
	free(w->old_path);
}

static void turn(struct log_writer *w)
{
	close(w->fd);
	rename(w->path, w->old_path);
	w->fd = open(w->path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	w->size = 0;
}

void log_add(struct log_writer *w, unsigned stream, const void *bytes, size_t n)
{
	struct timespec now;
	struct log_header head = { .n = (uint32_t)n, .stream = stream };
	struct iovec parts[] = { { &head, sizeof head }, { (void *)bytes, n } };

	if (w->fd >= 0 && w->size + sizeof head + n > LOG_FILE_MAX)
		turn(w);
	if (w->fd < 0)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	head.time_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	if (writev(w->fd, parts, 2) != (ssize_t)(sizeof head + n)) {
		/* The disk is full: half a record would spoil what follows. */
		(void)!ftruncate(w->fd, (off_t)w->size);
		return;
	}
	w->size += sizeof head + n;
}

/* One file of a log as it is read. */
struct log_reader {
	int fd; /* -1: there is none */
	ino_t inode;
	bool timestamps;
	bool line_begun[2]; /* of each stream: no time before what goes on */
};

static void open_file(struct log_reader *r, const struct state *s, const char *name)
{
	char *path = state_path(s, name);
	struct stat st;

	r->fd = open(path, O_RDONLY | O_CLOEXEC);
	r->inode = r->fd >= 0 && fstat(r->fd, &st) == 0 ? st.st_ino : 0;
	free(path);
}

static void close_file(struct log_reader *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

static void print_time(FILE *f, int64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / 1000000000);
	char text[32];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
	fprintf(f, "%s.%09dZ ", text, (int)(time_ns % 1000000000));
}

static void print_record(struct log_reader *r, const struct log_header *h, const char *text)
{
	FILE *f = h->stream == 2 ? stderr : stdout;
	bool *begun = &r->line_begun[h->stream == 2];

	if (!r->timestamps) {
		fwrite(text, 1, h->n, f);
		return;
	}
	for (size_t i = 0; i < h->n; i++) {
		if (!*begun)
			print_time(f, h->time_ns);
		putc(text[i], f);
		*begun = text[i] != '\n';
	}
}

/* Print the whole records that are there from where we are. */
static int print_more(struct log_reader *r, struct diag *d)
{
	struct log_header head;
	char *text = mem_alloc(LOG_FILE_MAX);
	off_t at = lseek(r->fd, 0, SEEK_CUR);

	while (pread(r->fd, &head, sizeof head, at) == (ssize_t)sizeof head &&
	       head.n <= LOG_FILE_MAX &&
	       pread(r->fd, text, head.n, at + (off_t)sizeof head) == (ssize_t)head.n) {
		print_record(r, &head, text);
		at += (off_t)(sizeof head + head.n);
	}
	lseek(r->fd, at, SEEK_SET);
	free(text);
	if (fflush(stdout) || fflush(stderr))
		return diag_fail(d, errno, "write the log");
	return 0;
}

static bool still_runs(struct state *s)
{
	return proc_alive(&s->keeper) && access(s->folder, F_OK) == 0;
}

/* Go on in the file that took the place of ours, if one did. */
static void go_on(struct log_reader *r, const struct state *s)
{
	struct log_reader next = *r;

	open_file(&next, s, "log");
	if (next.fd < 0 || next.inode == r->inode) {
		close_file(&next);
		return;
	}
	close_file(r);
	*r = next;
}

int log_print(struct state *s, const struct log_view *view, struct diag *d)
{
	const struct timespec pause = { .tv_nsec = FOLLOW_MS * 1000000 };
	struct log_reader old = { .timestamps = view->timestamps }, r = old;
	bool runs = true;
	int err = 0;

	child_catch_signals();
	open_file(&r, s, "log");
	open_file(&old, s, "log.1");
	/* When it turned between the two, both are one. */
	if (old.fd >= 0 && old.inode != r.inode)
		err = print_more(&old, d);
	memcpy(r.line_begun, old.line_begun, sizeof r.line_begun);
	close_file(&old);
	while (!err && r.fd >= 0) {
		err = print_more(&r, d);
		if (!err)
			go_on(&r, s);
		if (!view->follow || !runs || child_interrupted())
			break;
		/* What it wrote last before it ended is there the next time. */
		runs = still_runs(s);
		nanosleep(&pause, NULL);
	}
	if (!err && r.fd >= 0)
		err = print_more(&r, d);
	close_file(&r);
	return err;
}
