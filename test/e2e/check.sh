# SPDX-License-Identifier: MIT
# pith check: which calls a program has, and that none is made that it did not find.

cat >plain.c <<'EOC'
#include <stdio.h>
int main(void) { return puts("plain") < 0; }
EOC
cat >odd.c <<'EOC'
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
static long ask(long n) { return syscall(n, 1, 2, 3, 4, 5); }
int main(int argc, char **argv)
{
	(void)argv;
	return ask(SYS_kcmp) > 0 || (argc > 5 && ask(SYS_getppid + argc)) || syscall(SYS_gettid) < 0;
}
EOC
cat >many.c <<'EOC'
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static int by_size(const void *a, const void *b) { return *(const int *)a - *(const int *)b + 0 * getppid(); }
static void *thread(void *p) { return nanosleep(&(struct timespec){ 0, 1000 }, NULL) ? p : NULL; }
int main(int argc, char **argv)
{
	int n[] = { 3, 1, 2 };
	struct stat st;
	pthread_t t;
	FILE *f = tmpfile();

	qsort(n, 3, sizeof *n, by_size);
	if (pthread_create(&t, NULL, thread, NULL) || pthread_join(t, NULL) || !f)
		return 1;
	fprintf(f, "%d %d\n", n[0], argc);
	rewind(f);
	fclose(f);
	if (argc > 1 && fork() == 0)
		_exit(0);
	if (argc > 1)
		wait(NULL);
	munmap(mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1 << 20);
	return stat(argv[0], &st);
}
EOC
for name in plain odd many; do
	gcc -O2 -pthread -o $name $name.c && gcc -O0 -pthread -o $name.0 $name.c &&
		gcc -O2 -pthread -static -o $name.static $name.c && musl-gcc -O2 -static -o $name.musl $name.c ||
		echo "not ok - programs to check"
done

pith check plain
is "a plain program will run" "$?:$(tail -n 1 out)" "0:all is there"
ok "it writes, and libraries say why" grep -Eq '^write +full +libc.so.6 ' out
ok "what nothing leads to is counted" grep -Eq '^[0-9]+ more are in its libraries' out
ok "no number is unknown" sh -c '! grep -q "not known" out'
pith check --all plain
ok "--all lists that, too" grep -Eq '^ptrace ' out
for kind in odd odd.0 odd.static; do
	pith check $kind
	is "$kind asks for what is not there" "$?:$(tail -n 1 out)" "1:something is missing"
	ok "$kind: by a number that is passed on" grep -Eq '^kcmp +absent ' out
	ok "$kind: a number that is computed is not known" grep -q '^a number is not known: ' out
done
pith check --json odd
is "--json has the same status" $? 1
ok "and is JSON" json out
ok "and names the call" grep -q '"kcmp"' out

pith check --trace ./many
is "what was made is there" "$?:$(tail -n 1 out)" "0:all is there"
ok "calls are counted" grep -Eq '^munmap +full +[0-9]+$' out
pith check --trace ./many child
is "a child process is missed" "$?:$(tail -n 1 out)" "1:something is missing"
ok "in words" grep -q 'child processes' out
printf '#!/bin/sh\nexit 7\n' >script && chmod +x script
pith check --trace ./script
ok "the status of the program is told" grep -q 'ended with status 7' out
ok "a program that is not there" says 125 "error: run './none': No such file*" check --trace ./none
ok "a file that is no program" says 125 "error: open 'plain.c': not an ELF file" check plain.c
ok "no program at all" says 125 "error: check wants a program" check

# Nothing is made that was not found.
covers()
{
	"$PITH" check --names "$1" | sort >found
	"$PITH" check --json --trace "$@" 2>/dev/null | sed -n '/^{/,$p' | grep -Eo '"name":.*' |
		cut -d'"' -f4 | sort >made
	[ -s made ] && [ -z "$(comm -13 found made)" ] || { comm -13 found made; return 1; }
}
for program in ./plain ./plain.musl ./odd ./odd.0 ./many ./many.0 ./many.static ./many.musl; do
	ok "$program makes nothing that was not found" covers $program
done
ok "nor does ls" covers /bin/ls -l /

# A seal: the image has what is in the list, and ends at anything else.
cat >more.c <<'EOC'
#include <stdio.h>
#include <sys/stat.h>
int main(int argc, char **argv)
{
	puts("before");
	fflush(stdout);
	if (argc > 1 && mkdir(argv[1], 0700) == 0)
		puts("after");
	return 6;
}
EOC
gcc -O2 -o more more.c && musl-gcc -O2 -static -o more.musl more.c || echo "not ok - programs to seal"
for program in more more.musl; do
	pith build --no-debug -o open.image $program
	pith build --no-debug --seal -o sealed.image $program
	is "$program is sealed with what was found" "$?:$(cat err)" 0:
	ok "its image is smaller" [ "$(stat -c %s sealed.image)" -lt "$(stat -c %s open.image)" ]
	pith run sealed.image /new
	is "and does what it did" "$?:$(tr '\n' ' ' <out)" "6:before after "
done
"$PITH" check --json --trace ./more 2>/dev/null | sed -n '/^{/,$p' | grep -Eo '"name":.*' | cut -d'"' -f4 >list
pith build --no-debug --seal-with list -o sealed.image more
is "a program is sealed with a list" $? 0
for on in process qemu; do
	pith run --on $on sealed.image
	is "on $on, it does what is in the list" "$?:$(cat out)" 6:before
	pith run --on $on sealed.image /new
	is "on $on, it ends at what is not" "$?:$(head -n 1 out)" 159:before
	ok "on $on, the report names it" grep -q 'system call 83, mkdir(.*, 0x1c0), is outside the seal' err
done
echo nosuch >wrong
ok "a list of what is no call is refused" says 125 "error: seal: 'nosuch' of 'wrong' is no system call" \
	build --no-debug --seal-with wrong more
ok "what is linked has no seal" says 125 "error: seal: only a Linux program *" build --seal "$SOURCES/exit.c"
