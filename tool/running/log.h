/* SPDX-License-Identifier: MIT */
/*
 * What a run in the background wrote, bounded: `log`, and `log.1` with what came before it. When
 * `log` is full it becomes `log.1`, so there is always the last MiB, and never more than two.
 *
 * A log is a row of records: a header, then its bytes. A record is written by one call, so that a
 * killed writer leaves at most one part of a record, at the end.
 */
#ifndef TOOL_RUNNING_LOG_H
#define TOOL_RUNNING_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/diag.h"
#include "tool/running/state.h"

#define LOG_FILE_MAX (1u << 20)

struct log_header {
	int64_t time_ns; /* since 1970 */
	uint32_t n;      /* bytes that follow */
	uint32_t stream; /* 1: standard output, 2: standard error */
};

struct log_writer {
	char *path;
	char *old_path;
	int fd; /* -1: it cannot be written; the run goes on without */
	size_t size;
};

void log_open(struct log_writer *w, const struct state *s);
void log_add(struct log_writer *w, unsigned stream, const void *bytes, size_t n);
void log_close(struct log_writer *w);

/* What `pith logs` is asked for. */
struct log_view {
	bool follow;     /* until the run ends */
	bool timestamps; /* before each piece */
};

/*
 * Copy the log of (s) to standard output and standard error, as it was written.
 * Errors: those of writing.
 */
must_use int log_print(struct state *s, const struct log_view *view, struct diag *d);

#endif
