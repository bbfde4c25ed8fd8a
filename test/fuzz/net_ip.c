/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: IPv4 with options and fragments, IPv6 with extension headers.
 *
 * Links: $(NET_SCRIPT)
 */
#include "test/unit/net_script.h"

NET_SCRIPT_TARGET("10.0.0.2/24", ACT_IP4, ACT_IP4, ACT_IP6, ACT_IP6, ACT_CALL, ACT_WAIT)
