/* SPDX-License-Identifier: MIT */
/*
 * What runs, and what ran: a folder for each, in one folder of the user.
 *
 *   $XDG_RUNTIME_DIR/pith, else /run/pith for root, else ${XDG_STATE_HOME:-~/.local/state}/pith
 *   NAME/state         what it is, and who keeps it (JSON)
 *   NAME/image         the process of the image: pid and start time
 *   NAME/addresses     what its network calls it
 *   NAME/end           how it ended
 *   NAME/log           what it wrote, and NAME/log.1 what it wrote before that (log.h)
 *
 * There is no daemon. A run in the background has a keeper, a process of its own that writes its
 * log and, in the end, NAME/end; one in the foreground is kept by the tool that runs it and leaves
 * no trace. Nothing that is written here is believed of a process that is gone: a keeper that was
 * killed took its image along, and the entry says so (`lost`).
 *
 * Each file is written by one process, whole, under another name first.
 */
#ifndef TOOL_RUNNING_STATE_H
#define TOOL_RUNNING_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "tool/buf.h"
#include "tool/diag.h"
#include "tool/running/proc.h"

#define STATE_NAME_MAX 63

enum state_phase {
	STATE_RUNNING,
	STATE_ENDED, /* (status) holds */
	STATE_LOST,  /* its keeper was killed, and took it along */
};

struct state {
	char name[STATE_NAME_MAX + 1];
	char *folder;
	char *image;         /* as it was given */
	char *command;       /* the arguments, for people */
	char *ports;         /* those that are published, for people */
	char *addresses;     /* with blanks between them, as the image told; "": none */
	char on[16];         /* "process" or "qemu" */
	int64_t created;     /* seconds since 1970 */
	bool detached;       /* it stays when it ended, until `pith rm` */
	bool remove;         /* ... unless `--rm` */
	struct proc keeper;  /* whom requests go to */
	struct proc process; /* the image, or its QEMU; pid 0: not started yet */
	enum state_phase phase;
	int status;    /* of the end: as the status of `pith run` */
	int64_t ended; /* seconds since 1970 */
};

/* Errors: -EINVAL with a sentence, unless (name) is [A-Za-z0-9][A-Za-z0-9_.-]*, not too long. */
must_use int state_check_name(const char *name, struct diag *d);

/*
 * Make an entry for (s), kept by the calling process; the caller has set image, command, ports, on,
 * detached and remove. An empty (s)->name becomes the first of BASE-1, BASE-2 ... that is free.
 *
 * Owns:   the caller: state_free(); state_remove() takes the entry away.
 * Errors: -EEXIST when the name is taken; those of making a folder. (s) is then as it was.
 */
must_use int state_claim(struct state *s, const char *base, struct diag *d);

/* The calling process keeps it from now on. */
must_use int state_keep(struct state *s, struct diag *d);

/* Note the image's process, the end, which is now, or the addresses. */
void state_set_process(struct state *s, pid_t pid);
void state_set_end(struct state *s, int status);
void state_set_addresses(struct state *s, const char *addresses);

/* Read the entry (name). Errors: -ENOENT with a sentence. Owns: the caller: state_free(). */
must_use int state_find(struct state *s, const char *name, struct diag *d);

/* Read all entries, oldest first; what a killed tool left half done is taken away. */
void state_list(struct state **all, size_t *n);

/* Was its image ever started? */
bool state_has_run(const struct state *s);

void state_remove(struct state *s);
void state_free(struct state *s);

/* The path of (file) in its folder. Owns: the caller, until free(). */
char *state_path(const struct state *s, const char *file);

#endif
