/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: Ethernet and ARP: frames of any bytes, ARP that is nearly right.
 *
 * Links: $(NET_SCRIPT)
 */
#include "test/unit/net_script.h"

NET_SCRIPT_TARGET("10.0.0.2/24", ACT_FRAME, ACT_ARP, ACT_ARP, ACT_CALL, ACT_WAIT)
