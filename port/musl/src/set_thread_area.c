/* SPDX-License-Identifier: MIT */
/* The thread pointer is the FS base, which the library OS sets. */
#include "pthread_impl.h"

void __pith_set_tls(void *base) __asm__("pith.sys_set_tls") hidden;

int __set_thread_area(void *p)
{
	__pith_set_tls(p);
	return 0;
}
