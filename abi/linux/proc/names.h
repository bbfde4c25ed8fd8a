/* SPDX-License-Identifier: MIT */
/* The names that uname(2) tells and that can be set. */
#ifndef ABI_LINUX_PROC_NAMES_H
#define ABI_LINUX_PROC_NAMES_H

#include "abi/linux/types.h"

#define PROC_NAME_SIZE 65 /* with the terminator */

/* What was set, or empty: as configured. WEAK: only in an image that can set them. */
extern char proc_host_name[PROC_NAME_SIZE] WEAK;
extern char proc_domain_name[PROC_NAME_SIZE] WEAK;

/* What uname(2) says. */
void proc_names(struct linux_utsname *u);

#endif
