/* SPDX-License-Identifier: MIT */
/* The auxiliary vector's types (uapi/linux/auxvec.h). */
#ifndef ABI_LINUX_AUXV_H
#define ABI_LINUX_AUXV_H

enum {
	AT_NULL,
	AT_IGNORE,
	AT_PHDR = 3,
	AT_PHENT,
	AT_PHNUM,
	AT_PAGESZ,
	AT_BASE,
	AT_FLAGS,
	AT_ENTRY,
	AT_UID = 11,
	AT_EUID,
	AT_GID,
	AT_EGID,
	AT_PLATFORM,
	AT_HWCAP,
	AT_CLKTCK,
	AT_SECURE = 23,
	AT_RANDOM = 25,
	AT_HWCAP2,
	AT_EXECFN = 31,
	AT_SYSINFO_EHDR = 33,
	AT_MINSIGSTKSZ = 51,
};

#endif
