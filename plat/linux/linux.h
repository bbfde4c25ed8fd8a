/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux: what its files tell each other.
 */
#ifndef PLAT_LINUX_LINUX_H
#define PLAT_LINUX_LINUX_H

#include "base/types.h"

extern const uint64_t *linux_auxv; /* the host's auxiliary vector; constant */
extern int linux_pid;              /* our process id on the host; constant */
extern int linux_control_fd;       /* the control channel, or -1 */
extern int linux_pool_fd;          /* the memory file behind the frame pool, or -1 */
extern size_t linux_pool_size;     /* of the frame pool, or 0; constant after boot */
extern uint8_t linux_seed[32];     /* random bytes of the host, taken before sealing */

/* True when FS and GS can be set by instruction. Context: any. */
bool linux_has_fsgsbase(void);

/* Catch the host's fault signals, on a stack of their own. Context: boot. */
void linux_signals_init(void);

/* Wait for console input, WEAK: only in an image that can read it. */
struct wait_queue;
WEAK struct wait_queue *host_console_input_queue(void);

#endif
