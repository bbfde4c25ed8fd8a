/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: DHCP and DHCPv6: answers to what was asked.
 *
 * Links: $(NET_SCRIPT)
 */
#include "test/unit/net_script.h"

NET_SCRIPT_TARGET(NULL, ACT_DHCP4, ACT_DHCP4, ACT_DHCP6, ACT_ICMP6, ACT_WAIT, ACT_CALL)
