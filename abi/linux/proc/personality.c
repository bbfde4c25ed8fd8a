/* SPDX-License-Identifier: MIT */
/* personality(2): kept, because programs look whether it was; there is one way to run here. */
#include "abi/linux/syscalls.h"

#define QUERY 0xffffffffu

int sys_personality(unsigned long persona)
{
	static unsigned now;
	unsigned before = now;

	if ((unsigned)persona != QUERY)
		now = (unsigned)persona;
	return (int)before;
}
