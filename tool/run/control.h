/* SPDX-License-Identifier: MIT */
/*
 * Reading the control channel: frames from a machine or a process become an outcome.
 *
 * The bytes come from a guest that may be broken or hostile: the reader is a pure state machine
 * over pieces of any length, and keeps nothing but what is declared here.
 */
#ifndef TOOL_RUN_CONTROL_H
#define TOOL_RUN_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTROL_ERROR_MAX      512
#define CONTROL_INTERFACES_MAX 8
#define CONTROL_ADDRESSES_MAX  256

struct control {
	bool exited;      /* an exit frame came: (status) holds */
	bool killed;      /* a signal frame came: (signal) holds */
	bool refused;     /* an error frame came: (error) holds */
	bool seal_broken; /* a seal frame came: (host_call) holds */
	bool takes_input; /* an input frame came */
	bool listens;     /* a listens frame came: requests are taken */
	bool asks_time;   /* a time frame came; who answers says that it did not */
	uint8_t status;
	uint8_t signal;
	uint32_t host_call;
	bool told; /* an address frame came; who looked at (addresses) says that it did not */
	char addresses[CONTROL_INTERFACES_MAX][CONTROL_ADDRESSES_MAX]; /* as (error) */
	char error[CONTROL_ERROR_MAX]; /* printable, NUL-terminated, cut when longer */

	/* The frame that is being read. */
	uint8_t header[3];
	uint8_t data[CONTROL_ERROR_MAX]; /* its beginning, unless it is standard error */
	size_t have_header;
	size_t have_data;
	size_t left;
};

/*
 * Read (n) bytes. Stops early behind a piece of standard error, which is then at (*err), (*err_n)
 * bytes long (0: none). Returns how many bytes were read; the caller comes back with the rest.
 * Starts from all zeros.
 */
size_t control_read(struct control *c, const uint8_t *bytes, size_t n, const uint8_t **err,
		    size_t *err_n);

/* Has the far end said how it ended? */
static inline bool control_ended(const struct control *c)
{
	return c->exited || c->killed || c->refused || c->seal_broken;
}

#endif
