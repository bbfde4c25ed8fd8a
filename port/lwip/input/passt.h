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
 *
 * And it asks once. Clients of published ports are there before we have an address, if somebody
 * starts an image and asks it something at once; passt lets them wait for ten seconds, and hangs
 * up. So while an image starts, its requests are kept until we have an address and something
 * listens there. By IPv6 passt guesses our address until it has heard of us: ours takes its place.
 * Nobody else is on such a link, so its own address is used at once (RFC 4862, 5.4: detecting
 * others may be left out), and a router is asked for at once, too.
 */
#ifndef PORT_LWIP_INPUT_PASST_H
#define PORT_LWIP_INPUT_PASST_H

#include "port/lwip/interface.h"

/* (i)'s device, at whose other end passt is, was given (p). */
void passt_note(struct interface *i, const struct pbuf *p) REQUIRES(&stack);

/*
 * (p) is a frame that came from there: all are shown but those of IPv4 once the image has started.
 * Returns what is to be taken in its place: (p) itself, what a question brought about, a request to
 * an address that passt guessed with ours in its place, or NULL when it is kept, or was only an
 * answer to us. Says itself when checksums are not to be looked at.
 */
struct pbuf *passt_look(struct interface *i, struct pbuf *p) REQUIRES(&stack);

/* (i), which has no address yet, has passt at its other end: there is one such at most. */
void passt_begin(struct interface *i) REQUIRES(&stack);

#endif
