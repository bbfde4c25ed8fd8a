/* SPDX-License-Identifier: MIT */
#include "tool/command.h"
int cmd_build(int argc, char **argv, struct diag *d)
{
	(void)argc, (void)argv;
	return diag_fail(d, 0, "not yet");
}
