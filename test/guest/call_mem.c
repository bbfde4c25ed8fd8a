/* SPDX-License-Identifier: MIT */
/* The calls on mappings, by number: each way to fail. */
#include "call.h"

#include <sys/mman.h>

#define PAGE 4096ul

int main(void)
{
	unsigned char vec[4];
	char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(p + 2 * PAGE, PAGE); /* a hole */
	C(mprotect, p + 1, PAGE, PROT_READ);
	C(mprotect, p, 4 * PAGE, PROT_READ);
	C(mprotect, p, PAGE, STRANGE);
	C(mprotect, p, 0ul, PROT_READ);
	C(mprotect, p, 2 * PAGE, PROT_READ | PROT_WRITE);
	C(munmap, p + 1, PAGE);
	C(munmap, p, 0ul);
	C(munmap, p, -1ul);
	C(munmap, BAD, PAGE);
	C(msync, p, 2 * PAGE, MS_SYNC);
	C(msync, p, 4 * PAGE, MS_SYNC);
	C(msync, p + 1, PAGE, MS_SYNC);
	C(msync, p, PAGE, MS_SYNC | MS_ASYNC);
	C(msync, p, PAGE, STRANGE);
	p[0] = 1;
	C(mincore, p, PAGE, vec);
	T(vec[0] & 1);
	C(mincore, p, 4 * PAGE, vec);
	C(mincore, p + 1, PAGE, vec);
	C(mincore, p, PAGE, BAD);
	C(mincore, p, 0ul, vec);
	C(madvise, p, PAGE, 99);
	C(madvise, p + 1, PAGE, MADV_NORMAL);
	C(madvise, p, 4 * PAGE, MADV_NORMAL);
	C(madvise, p, PAGE, MADV_DONTNEED);
	T(p[0]);
	C(mlock, p, PAGE);
	C(mlock, p, 4 * PAGE);
	C(mlock, p, -PAGE);
	C(mlock2, p, PAGE, 0);
	C(mlock2, p, PAGE, 1);
	C(mlock2, p, PAGE, 2);
	C(mlock2, p, 4 * PAGE, 0);
	C(munlock, p, 2 * PAGE);
	C(munlock, p, 4 * PAGE);
	C(munlock, p, -PAGE);
	C(mlockall, 0);
	C(mlockall, 8);
	C(mlockall, MCL_CURRENT);
	C(munlockall);
	T(syscall(SYS_brk, 0) == syscall(SYS_brk, 1));
	C(munmap, p, 4 * PAGE);
	C(munmap, p, 4 * PAGE);
	return 0;
}
