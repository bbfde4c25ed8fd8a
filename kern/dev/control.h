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
 * Hear of the signals (set), bit n - 1 for signal n, that come from outside: control_signal() gets
 * them from now on. Until then each does what it does to who does not know it. Called when the
 * application begins to handle, block or wait for them; what is heard already costs nothing more.
 * Context: thread.
 */
void control_listen(uint64_t set);

/* Where such signals come from: a driver, which control_listen() brings along, adds it. */
struct control_source {
	void (*listen)(uint64_t set); /* constant; as control_listen() */
	struct control_source *next;
};
void control_add(struct control_source *s);

/*
 * Switch on what brings requests, once; false when nobody sends any. What came is told below.
 * Context: boot or thread. Machine only.
 */
must_use bool control_take_requests(void);

/*
 * Let requests come until (*done), which one of them sets, but no longer than until (limit). Who
 * has interrupts masked does not wait. Context: boot or thread. Machine only.
 */
void control_await(const bool *done, nsec_t limit);

/* Signal (sig) came from outside; abi/linux defines it. Context: interrupt. */
void control_signal(int sig);

/* The host's clock said (wall), as plat_wall_clock() does, when it was sent. Context: interrupt. */
void control_time(int64_t wall);

#define CONTROL_FRAME_MAX 65535

/*
 * Send one frame of (n) <= CONTROL_FRAME_MAX bytes; dropped when nobody listens. Never sleeps.
 * Context: any, nobody else sends.
 */
void control_send(uint8_t type, const void *data, size_t n);

/* What these functions are made of: a frame, whatever happens meanwhile. */
void control_write(uint8_t type, const void *data, size_t n);

#define CONTROL_SHARED_MAX 256

/*
 * The same where others may send meanwhile; of more than CONTROL_SHARED_MAX bytes the first ones.
 * Returns how many. Context: any.
 */
size_t control_send_shared(uint8_t type, const void *data, size_t n);

/*
 * Send a frame of at most CONTROL_SHARED_MAX bytes, also from an interrupt: what others send is not
 * interrupted any more in an image that has this. Context: any.
 */
void control_tell(uint8_t type, const void *data, size_t n);

/*
 * The same for the last frame of an image: none comes behind it, and one that another CPU has begun
 * ends before, unless that is why the image ends. Context: any.
 */
void control_send_last(uint8_t type, const void *data, size_t n);

#endif
