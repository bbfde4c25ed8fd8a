/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: TCP: segments that nearly fit, whatever their flags and options, beside an application.
 *
 * Links: $(NET_SCRIPT)
 */
#include "test/unit/net_script.h"

NET_SCRIPT_TARGET("10.0.0.2/24", ACT_TCP, ACT_TCP, ACT_TCP, ACT_CALL, ACT_CALL, ACT_WAIT)
