/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: ICMP, ICMPv6 with neighbours and routers, MLD.
 *
 * Links: $(NET_SCRIPT)
 */
#include "test/unit/net_script.h"

NET_SCRIPT_TARGET("10.0.0.2/24", ACT_ICMP4, ACT_ICMP6, ACT_ICMP6, ACT_CALL, ACT_WAIT)
