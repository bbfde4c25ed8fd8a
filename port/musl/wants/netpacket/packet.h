/* SPDX-License-Identifier: MIT */
#include <pith/packet.h>
#include_next <netpacket/packet.h>
