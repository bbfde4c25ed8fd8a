/* SPDX-License-Identifier: MIT */
/* Protection keys: a program asks for one, and does without. Processors may have none. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096

static void say(const char *what, long r)
{
	printf("%s: %s\n", what, r < 0 ? strerror(errno) : "done");
}

int main(void)
{
	char *page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long key;

	say("a flag", syscall(SYS_pkey_alloc, 1, 0));
	say("rights that there are not", syscall(SYS_pkey_alloc, 0, 8));
	say("a key that nobody got, freed", syscall(SYS_pkey_free, 14));
	say("and used", syscall(SYS_pkey_mprotect, page, PAGE, PROT_READ, 14));
	say("no key", syscall(SYS_pkey_mprotect, page, PAGE, PROT_READ | PROT_WRITE, -1));
	page[0] = 'x';
	say("an odd place", syscall(SYS_pkey_mprotect, page + 1, PAGE, PROT_READ, -1));
	key = syscall(SYS_pkey_alloc, 0, 0);
	if (key < 0 && errno != EINVAL)
		say("a key", key);
	if (key >= 0 && (syscall(SYS_pkey_mprotect, page, PAGE, PROT_READ | PROT_WRITE, key) || syscall(SYS_pkey_free, key)))
		say("a key, used and freed", -1);
	printf("%c\n", page[0]);
	return 0;
}
