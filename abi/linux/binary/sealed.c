/* SPDX-License-Identifier: MIT */
/*
 * The seal of a Linux program: its image was built for a list of system calls, and ends at any
 * other. Those have no handler in it; here is what it says.
 */
#include "abi/linux/absent.h"
#include "abi/linux/binary/binary.h"
#include "abi/linux/signal/signal.h"
#include "base/format.h"
#include "kern/core/crash.h"

#define REASON_SIZE 224

void sealed_refuse(long n, const char *name, const char *args)
{
	char why[REASON_SIZE];

	if ((unsigned long)n < SEAL_CALLS && image_seal[n / 8] >> n % 8 & 1)
		return;
	format_text(why, sizeof why, "system call %ld, %s(%s), is outside the seal", n,
		    name ? name : "unknown", args);
	crash(why, binary_frame(thread_current())->rip, SIGSYS, NULL);
}
