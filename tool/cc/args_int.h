/* SPDX-License-Identifier: MIT */
/*
 * Between args.c and linker_args.c.
 */
#ifndef TOOL_CC_ARGS_INT_H
#define TOOL_CC_ARGS_INT_H

#include "tool/cc/args.h"

/* Append an input; (language) is NULL for the linker's. */
void cc_args_add_input(struct cc_args *a, const char *text, const char *language);

/* Take one option of the linker, or the value of the one before. */
void linker_args_add(struct cc_args *a, const char *option);

/* Take those of -Wl: (list) has commas between them. */
void linker_args_add_list(struct cc_args *a, const char *list);

#endif
