/* SPDX-License-Identifier: MIT */
/*
 * The frames of include/pith/control.h: type, length, data.
 *
 * Standard error is handed on as it comes, so that its frames may have any length; the data of all
 * others is small and collected before it is looked at. What a frame holds too much of is dropped.
 */
#include "tool/run/control.h"

#include <string.h>

#include "base/compiler.h"
#include "include/pith/control.h"

/* What the frame says from its byte (from) on, as text in (to). */
static void keep_text(const struct control *c, size_t from, char *to, size_t size)
{
	size_t n = MIN(c->have_data - from, size - 1);

	for (size_t i = 0; i < n; i++) {
		uint8_t byte = c->data[from + i];

		to[i] = (char)(byte < ' ' || byte == 0x7f ? ' ' : byte);
	}
	to[n] = '\0';
}

static void end_frame(struct control *c)
{
	switch (c->header[0]) {
	case PITH_CONTROL_EXIT:
		if (c->have_data < 1)
			break;
		c->status = c->data[0];
		c->exited = true;
		break;
	case PITH_CONTROL_SIGNAL:
		if (c->have_data < 1)
			break;
		c->signal = c->data[0];
		c->killed = true;
		break;
	case PITH_CONTROL_SEAL:
		if (c->have_data < sizeof c->host_call)
			break;
		memcpy(&c->host_call, c->data, sizeof c->host_call);
		c->seal_broken = true;
		break;
	case PITH_CONTROL_INPUT:
		c->takes_input = true;
		break;
	case PITH_CONTROL_LISTENS:
		c->listens = true;
		break;
	case PITH_CONTROL_TIME:
		c->asks_time = true;
		break;
	case PITH_CONTROL_ERROR:
		keep_text(c, 0, c->error, sizeof c->error);
		c->refused = true;
		break;
	case PITH_CONTROL_ADDRESS:
		if (c->have_data < 1 || c->data[0] >= CONTROL_INTERFACES_MAX)
			break;
		keep_text(c, 1, c->addresses[c->data[0]], sizeof c->addresses[0]);
		c->told = true;
		break;
	}
	c->have_header = 0;
	c->have_data = 0;
}

static size_t read_data(struct control *c, const uint8_t *bytes, size_t n)
{
	size_t room = sizeof c->data - c->have_data;

	n = MIN(n, c->left);
	memcpy(c->data + c->have_data, bytes, MIN(n, room));
	c->have_data += MIN(n, room);
	c->left -= n;
	return n;
}

size_t control_read(struct control *c, const uint8_t *bytes, size_t n, const uint8_t **err,
		    size_t *err_n)
{
	size_t at = 0;

	*err_n = 0;
	while (at < n && !*err_n) {
		if (c->have_header < sizeof c->header) {
			c->header[c->have_header++] = bytes[at++];
			if (c->have_header < sizeof c->header)
				continue;
			c->left = c->header[1] | (size_t)c->header[2] << 8;
		} else if (c->header[0] == PITH_CONTROL_STDERR) {
			*err = bytes + at;
			*err_n = MIN(n - at, c->left);
			c->left -= *err_n;
			at += *err_n;
		} else {
			at += read_data(c, bytes + at, n - at);
		}
		if (!c->left)
			end_frame(c);
	}
	return at;
}
