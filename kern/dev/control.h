/* SPDX-License-Identifier: MIT */
/*
 * The control channel to the tool that runs the image: frames of include/pith/control.h, over the
 * debug console of a machine or a descriptor of a process (plat_control_write()).
 */
#ifndef KERN_DEV_CONTROL_H
#define KERN_DEV_CONTROL_H

#include "base/types.h"

extern bool control_present; /* somebody listens */
extern bool control_stderr;  /* what is written to descriptor 2 goes there, not to the console */

/* Open the channel that the key `console.control` names. Errors: -EINVAL. Context: boot. */
must_use int control_open(const char *value);

/*
 * Take requests of the tool from now on: signals for the application, which control_signal() gets.
 * Called when the application first wants to handle one; later calls do nothing. WEAK: only in an
 * image that can. Context: thread.
 */
WEAK void control_listen(void);

/* Signal (sig) came from outside; abi/linux defines it. Context: interrupt. */
void control_signal(int sig);

#define CONTROL_FRAME_MAX 65535

/*
 * Send one frame of (n) <= CONTROL_FRAME_MAX bytes; dropped when nobody listens. Never sleeps.
 * Context: any.
 */
void control_send(uint8_t type, const void *data, size_t n);

#endif
