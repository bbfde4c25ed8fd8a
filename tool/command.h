/* SPDX-License-Identifier: MIT */
/*
 * The commands of `pith`, one function each: main.c has the table.
 *
 * argv[0] is the command's name, argv ends with NULL. A command returns its exit status, or
 * negative errno when it has left a sentence in the diag; main() prints that and exits with
 * status 125.
 */
#ifndef TOOL_COMMAND_H
#define TOOL_COMMAND_H

#include <stdbool.h>

#include "tool/diag.h"

extern bool tool_verbose; /* `pith -v`: say what is being done, on standard error */

int cmd_ar(int argc, char **argv, struct diag *d);
int cmd_build(int argc, char **argv, struct diag *d);
int cmd_cc(int argc, char **argv, struct diag *d);
int cmd_check(int argc, char **argv, struct diag *d);
int cmd_debug(int argc, char **argv, struct diag *d);
int cmd_doctor(int argc, char **argv, struct diag *d);
int cmd_explain(int argc, char **argv, struct diag *d);
int cmd_inspect(int argc, char **argv, struct diag *d);
int cmd_kill(int argc, char **argv, struct diag *d);
int cmd_logs(int argc, char **argv, struct diag *d);
int cmd_ps(int argc, char **argv, struct diag *d);
int cmd_rm(int argc, char **argv, struct diag *d);
int cmd_run(int argc, char **argv, struct diag *d);
int cmd_stop(int argc, char **argv, struct diag *d);
int cmd_trace(int argc, char **argv, struct diag *d);
int cmd_wait(int argc, char **argv, struct diag *d);

#endif
