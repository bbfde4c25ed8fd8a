/* SPDX-License-Identifier: MIT */
/*
 * Interfaces are asked about through sockets of any family, also one that has none itself. Who does
 * that needs structures of this header, so it refers to the answers.
 */
#ifndef PITH_WANTS_INTERFACE
#define PITH_WANTS_INTERFACE

#include <pith/want.h>

__PITH_WANT_BY_HEADER(net_interface_ioctl);

#endif
