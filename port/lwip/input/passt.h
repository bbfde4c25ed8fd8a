/* SPDX-License-Identifier: MIT */
/*
 * What passt leaves out. Private to port/lwip. Context: the lock held.
 *
 * A connection that passt asks for is there already, as its client was accepted on the host. But
 * the passt of Debian 12 (March 2023: tcp_conn_from_sock_finish()) acknowledges our answer only
 * when its client has said something, who may wait for us to speak. So what acknowledges it is made
 * here, but not before passt has taken the answer: a segment that comes together with that lets it
 * loop for ever (tap4_handler()). Hence each answer is followed by a question for an address that
 * nobody has: passt says in turn that it has whatever is asked for.
 */
#ifndef PORT_LWIP_INPUT_PASST_H
#define PORT_LWIP_INPUT_PASST_H

#include "port/lwip/interface.h"

/* (i)'s device, at whose other end passt is, was given (p). */
void passt_note(struct interface *i, const struct pbuf *p) REQUIRES(&stack);

/*
 * (p) is a frame of ARP that came from there. Returns what is to be taken in its place: (p) itself,
 * unless it answers a question from here; then a frame of TCP whose checksum is not to be looked
 * at, or NULL.
 */
struct pbuf *passt_look(struct pbuf *p) REQUIRES(&stack);

#endif
