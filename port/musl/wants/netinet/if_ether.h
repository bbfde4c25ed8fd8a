/* SPDX-License-Identifier: MIT */
#include <pith/packet.h>
#include_next <netinet/if_ether.h>
