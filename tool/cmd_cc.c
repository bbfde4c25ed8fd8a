/* SPDX-License-Identifier: MIT */
#include "tool/command.h"
int cmd_cc(int argc, char **argv, struct diag *d)
{
	(void)argc, (void)argv;
	return diag_fail(d, 0, "not yet");
}
