/* SPDX-License-Identifier: MIT */
/*
 * A message of DNS (RFC 1035), and the answer to it. Nothing here but bytes: no socket, no file.
 */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX 512

struct zone;

/* Make the answer of (z) to the (n) bytes at (question). Returns its length; 0: there is none. */
size_t message_respond(const struct zone *z, const uint8_t *question, size_t n,
		       uint8_t answer[MESSAGE_MAX]);

#endif
