/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: UDP: to sockets, to what the stack itself listens for, to nobody.
 *
 * Links: $(NET_SCRIPT)
 */
#include "test/unit/net_script.h"

NET_SCRIPT_TARGET("10.0.0.2/24", ACT_UDP, ACT_UDP, ACT_CALL, ACT_WAIT)
