/* SPDX-License-Identifier: MIT */
/* Signals as files, signalfd(2): a read takes those that wait, instead of a handler. */
#ifndef KERN_EVENT_SIGNALFD_H
#define KERN_EVENT_SIGNALFD_H

#include "kern/event/event.h"

#define SIGNALFD_RECORD 128 /* the size of a signal's record, as Linux lays it out */

/* Where signals come from: for the running thread, of the set (set), bit n - 1 for signal n. */
struct signalfd_source {
	/* Does one wait? Context: any. */
	bool (*any)(uint64_t set);

	/* Take the first and lay out its record; false: none waits. Context: thread. */
	bool (*take)(uint64_t set, void *record);
};

/* Make a file of the signals (set) of (source). Errors: -ENOMEM, -ENFILE. */
must_use int signalfd_create(uint64_t set, const struct signalfd_source *source, unsigned flags,
			     struct file **out);

/* Let (f) have other signals. Errors: -EINVAL when it has none. Context: thread. */
must_use int signalfd_set(struct file *f, uint64_t set);

/*
 * A signal began to wait: who reads such files, or polls them, looks again. WEAK: where there are
 * any. Context: any, no lock held that comes after a wait_queue's.
 */
WEAK void signalfd_wake(void);

#endif
