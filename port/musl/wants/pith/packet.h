/* SPDX-License-Identifier: MIT */
/*
 * Whoever asks for packet sockets needs a header of theirs, for an address or a protocol. So such a
 * header refers to them, and other images have none.
 */
#ifndef PITH_WANTS_PACKET
#define PITH_WANTS_PACKET

#include <pith/want.h>

__PITH_WANT_BY_HEADER(packet_create);

#endif
