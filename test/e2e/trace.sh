# SPDX-License-Identifier: MIT
# pith trace: the calls of an image, in the words of strace, on each platform.

# Addresses and the C library's own start are of no account.
cat >want <<'EOT'
open("/new file", O_RDWR|O_CREAT|O_CLOEXEC|O_LARGEFILE, 0640) = 3
fcntl(3, F_SETFD, FD_CLOEXEC) = 0
write(3, "a long text that is longer than "..., 41) = 41
lseek(3, -5, SEEK_CUR) = 36
read(3, "hown\n", 64) = 5
fstat(3, {st_mode=S_IFREG|0640, st_size=41, ...}) = 0
close(3) = 0
open("/not there", O_RDONLY|O_LARGEFILE) = -1 ENOENT (No such file or directory)
writev(1, [{iov_base="one\n", iov_len=4}, {iov_base="two \"2\"\n", iov_len=8}], 2) = 12
mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = ADDR
munmap(ADDR, 8192) = 0
rt_sigaction(SIGUSR1, {sa_handler=ADDR, sa_mask=[], sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=ADDR}, NULL, 8) = 0
write(1, "caught\n", 7) = 7
nanosleep({tv_sec=0, tv_nsec=1000}, NULL) = 0
getppid() = 0
exit_group(3) = ?
+++ exited with 3 +++
EOT
filter=$(sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' want | sort -u | paste -sd,)
plain() { sed 's/0x[0-9a-f]*/ADDR/g; s/  *= / = /' "$1"; }

for on in process qemu; do
	pith trace --on $on -e "$filter" -o trace "$IMAGES/calls" </dev/null
	is "$on: the exit status is the application's" $? 3
	is "$on: it does what it does" "$(tr '\n' ' ' <out)" 'one two "2" caught '
	plain trace >got
	ok "$on: its calls are shown" diff got want
	pith trace --on $on -c -e trace=write,lseek "$IMAGES/calls" </dev/null
	ok "$on: -c counts" grep -Eq '^ *[0-9.]+ +[0-9.]+ +[0-9]+ +2 +write$' err
	is "$on: only what is wanted" "$(grep -c ' fstat$' err)" 0
	pith trace --on $on -e '!write,writev' -s 4 "$IMAGES/calls" </dev/null
	ok "$on: -e ! shows the others" grep -q '^lseek(3, -5, SEEK_CUR)' err
	is "$on: but not these" "$(grep -c '^write' err)" 0
	pith trace --on $on -e read -s 4 "$IMAGES/calls" </dev/null
	ok "$on: -s cuts strings" grep -q '^read(3, "hown"\.\.\., 64) *= 5$' err
	pith trace --on $on -e exit_group "$SOURCES/exit.c" 9 </dev/null
	is "$on: a source is built first" "$?:$(head -n 1 err)" '9:exit_group(9)                           = ?'
	is "$on: and leaves nothing behind" "$(ls -A "$TMPDIR")" ''

	timeout 120 "$PITH" run -d --debug --on $on --name late "$IMAGES/spin" >/dev/null
	wait_for sh -c '"$PITH" logs late | grep -q running'
	timeout -s INT -k 5 2 "$PITH" trace -e write late >out 2>err
	is "$on: one that runs is let go of" "$("$PITH" ps -q):$(cat err)" late:
	"$PITH" rm -f late >/dev/null
done
# A program of glibc's: what its vDSO answers is no system call, and threads have their own numbers.
cat >door.c <<'EOC'
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void *other(void *arg)
{
	return (void *)(syscall(SYS_getppid) + (long)arg);
}

int main(void)
{
	pthread_t t;
	long now = (long)time(NULL);

	if (syscall(SYS_time, 0) - now > 1 || pthread_create(&t, NULL, other, NULL) || pthread_join(t, NULL))
		return 1;
	return (int)syscall(SYS_getppid) + 4;
}
EOC
gcc -O2 -o door door.c && pith build -o door.image door
for on in process qemu; do
	pith trace --on $on -e time,getppid,exit_group door.image </dev/null
	is "$on: a program that is not linked with the library OS" "$?
$(sed 's/  *= / = /; s/= [0-9]\{9,\}$/= NOW/' err)" "4
time(NULL) = NOW
[pid 2] getppid() = 0
[pid 1] getppid() = 0
[pid 1] exit_group(4) = ?
+++ exited with 4 +++"
done
pith trace --machine pc -e "$filter" -o trace "$IMAGES/calls" </dev/null
plain trace >got
ok "pc: its calls are shown" diff got want
ok "an unknown call is said" says 125 "error: -e 'opne': no system call that Pith has (did you mean 'open'?)" trace -e opne "$IMAGES/exit"
cp "$IMAGES/exit" alone
ok "an image without its debug file is said" says 125 "error: this needs 'alone.debug', which pith build leaves beside an image" trace alone
timeout 120 "$PITH" run -d --on qemu --name shut "$IMAGES/spin" >/dev/null
ok "a machine without a door is said" says 125 "error: 'shut' is a machine without a door: pith run --debug makes one" trace shut
"$PITH" rm -f shut >/dev/null
