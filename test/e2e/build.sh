# SPDX-License-Identifier: MIT
# pith build: from a source to an image, and one clear sentence for what is none.

cat >hello.c <<'EOC'
#include <stdio.h>
int main(void) { puts("hello"); return 3; }
EOC
echo 'int foo(void); int main(void) { return foo(); }' >wants.c
echo 'int main(void) {' >broken.c
mkdir bare app src
printf 'name: app\n' >app/pith.yaml

ok "no source" says 125 "error: build wants a source*" build
ok "two sources" says 125 "error: build takes one source, not 'b.c' as well" build a.c b.c
ok "a missing source" says 125 "error: open 'missing.c': No such file or directory" build missing.c
ok "a folder without a pith.yaml" says 125 "error: build 'bare': a folder without a pith.yaml" build bare
ok "a folder without a C file" says 125 "error: build *: no C file in it*" build app
ok "a file that is no C file" says 125 "error: build 'app/pith.yaml': not a C file*" build app/pith.yaml
ok "an undefined symbol, with the object that wants it" \
	says 125 "error: undefined symbol 'foo', wanted by wants.o" build wants.c
ok "an unknown option" says 125 "error: unknown option '--tagret' (did you mean '--target'?)" build --tagret vm hello.c
ok "an unknown target" says 125 "error: unknown target 'vmm' (did you mean 'vm'?)*" build --target vmm hello.c
ok "a target of a later version" says 125 "error: target 'iso' comes with a later version*" build --target iso hello.c
ok "a compiler that is not there" says 125 "error: no C compiler: 'nocc' is not a program*" build --cc nocc hello.c
ok "no compiler at all" env PATH="$WORK/bare" /bin/bash -c \
	'"$PITH" build hello.c 2>err; [ $? = 125 ] && [[ $(<err) == "error: no C compiler found: install gcc or clang"* ]]'
ok "an output in no folder" says 125 "error: write 'no/hello*': No such file or directory" build -o no/hello hello.c
ok "an output that is a folder" says 125 "error: write 'bare*" build --no-debug -o bare hello.c
ok "no room for the image" says 125 "error: write '/dev/full': No space left on device" build -o /dev/full hello.c
pith build broken.c
is "what the compiler refuses has status 125" $? 125
ok "the compiler's own words come first" grep -q '^broken.c:1:' err
ok "then a sentence" grep -q "^error: compile 'broken.c': the compiler refused it$" err

# A disk with no room left: nothing is left behind either.
small()
{
	unshare -m true || return 77
	unshare -m /bin/bash -c '
		mount -t tmpfs -o size=64k small bare || exit 77
		TMPDIR=$WORK/bare "$PITH" build hello.c 2>err
		[ $? = 125 ] || exit 1
		"$PITH" build -o bare/hello hello.c 2>err2
		[ $? = 125 ] || exit 1
		cat err err2
		[[ $(<err) == "error: "*": in folder "*": No space left on device" ]] &&
			[[ $(<err2) == "error: write "*": No space left on device" ]] && [ -z "$(ls -A bare)" ]'
}
small >small.log 2>&1
case $? in
0) ok "no room on a disk" true ;;
77) skip "no room on a disk" "a small disk cannot be mounted here" ;;
*) ok "no room on a disk: $(tr '\n' ' ' <small.log)" false ;;
esac

for target in any vm process; do
	pith build --target $target -o hello.$target hello.c
	is "an image for $target" "$?:$(cat err)" 0:
done
pith run hello.any </dev/null
is "it runs" "$?:$(cat out)" 3:hello
pith build -O0 --cc clang -D X=1 -o hello.O0 hello.c && pith run hello.O0 </dev/null
is "with another compiler, level and macro" "$?:$(cat out)" 3:hello

# A folder with everything that pith.yaml may say.
mkdir -p app/root/etc app/root/tmp
chmod 1777 app/root/tmp
echo one >app/root/etc/one
ln -s one app/root/etc/link
echo two >app/two.txt
cat >app/main.c <<'EOC'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void show(const char *path)
{
	char line[64] = "";
	FILE *f = fopen(path, "r");

	if (!f || !fgets(line, sizeof line, f))
		perror(path);
	printf("%s: %s", path, line);
	if (f)
		fclose(f);
}

int main(int argc, char **argv)
{
	char folder[64];

	for (int i = 1; i < argc; i++)
		printf("[%s]\n", argv[i]);
	printf("%s %s %s\n", getenv("GREETING"), getenv("PORT"), getcwd(folder, sizeof folder));
	show("etc/one");
	show("/etc/link");
	show("../srv/data/two");
	return 0;
}
EOC
cat >app/pith.yaml <<'EOY'
name: app
rootfs: root
files: { /srv/data/two: two.txt }
args: [-v, "two words"]
env: { GREETING: 'a "b" \c' }
workdir: /
memory: 64M
config: { port: { type: int, min: 1, max: 65535, default: 8080 } }
EOY
(mkdir made && cd made && timeout 120 "$PITH" build ../app)
is "a folder becomes an image of its name" "$?:$(ls made | tr '\n' ' ')" '0:app app.debug '
pith build -o web app
want='[-v]|[two words]|a "b" \c 8080 /|etc/one: one|/etc/link: one|../srv/data/two: two|'
for on in process qemu; do
	pith run --on $on web </dev/null
	is "$on: files, arguments, variables, folder arrive" "$?:$(tr '\n' '|' <out)" "0:$want"
done

# Another folder, umask and file system, and no memory of the day.
(umask 002; cp -r app src/copy; find src/copy -type f -exec chmod g+w {} +; touch -d 2001-02-03 src/copy/root/etc/one)
chmod 1777 src/copy/root/tmp
pith build -o web2 src/copy
is "the same from another folder, umask and day" "$(cmp web web2 2>&1)" ""

cat >day.c <<'EOC'
#include <stdio.h>
int main(void) { puts(__DATE__ " " __TIME__); return 0; }
EOC
for cc in gcc clang; do
	pith build --cc $cc -o day.1 day.c && pith run day.1 </dev/null
	is "$cc: the day is no input" "$(cat out)" 'Jan  1 1970 00:00:00'
done
mkdir day
mv day.c day/
echo 'files: { /two: day.c }' >day/pith.yaml
SOURCE_DATE_EPOCH=86400 pith build -o day.2 day && pith run day.2 </dev/null
is "an asked one is, also beside files" "$(cat out)" 'Jan  2 1970 00:00:00'

refuse()
{
	printf '%b' "$2" >src/pith.yaml
	ok "$1" says 125 "error: src/pith.yaml:$3" build src
}
cp hello.c src/
refuse "an unknown key" 'name: a\nmemroy: 64M\n' "2: unknown key 'memroy' (did you mean 'memory'?)"
refuse "an ill-typed default" 'config:\n  port: {type: int, max: 9, default: 10}\n' "2: default: key 'port': *"
refuse "a key of a later version" 'volumes: [a]\n' "1: volumes: this comes with a later version"
refuse "a port that is none" 'ports: [80:x]\n' "1: ports: '80:x': not [[]ADDRESS:]*"
refuse "a network that is none" 'net: bridge\n' "1: net: 'bridge' is not none, user, passt or tap=NAME"
refuse "broken YAML" 'args: [a\n' "2: *"
printf 'files: {/x: nothere}\n' >src/pith.yaml
ok "a file that is not there" says 125 "error: open '*nothere': No such file or directory" build src

# Who and how much: from the build, and changed at the start.
mkdir -p who
cat >who/who.c <<'EOC'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>
static void *nothing(void *arg) { return arg; }
int main(void)
{
	static char block[65536];
	struct statvfs fs;
	struct stat st;
	int fd = open("/tmp/f", O_CREAT | O_WRONLY, 0600), n = 0;
	cpu_set_t cpus;
	pthread_t t;
	pthread_create(&t, NULL, nothing, NULL);
	pthread_join(t, NULL);
	while (write(fd, block, sizeof block) == sizeof block)
		n++;
	fstat(fd, &st);
	statvfs("/", &fs);
	sched_getaffinity(0, sizeof cpus, &cpus);
	printf("%u %u %u %u, %d %d %lu, %d\n", getuid(), getegid(), st.st_uid, st.st_gid, n, errno == ENOSPC,
	       (unsigned long)(fs.f_blocks * fs.f_bsize), CPU_COUNT(&cpus));
	return 0;
}
EOC
printf 'uid: 1000\ngid: 100\ntmpfs: 256K\ncpus: 2\nmemory: 64M\n' >who/pith.yaml
pith build who
for on in process qemu; do
	pith run --on $on ./who </dev/null
	is "$on: ids, tmpfs and processors of the build" "$?:$(sed 's/ [12]$/ many/' out)" "0:1000 100 1000 100, 4 1 262144, many"
	pith run --on $on -c 1 --set uid=7 --set tmpfs=1M ./who </dev/null
	is "$on: and of the start" "$?:$(cat out)" "0:7 100 7 100, 16 1 1048576, 1"
	ok "$on: a user who is nobody" says 125 "error: *uid*" run --on $on --set uid=-1 ./who
done
pith run --on qemu ./who </dev/null
is "qemu: a machine has the processors that the build says" "$(sed 's/.* //' out)" 2

# However a build is stopped, it leaves nothing.
{
	echo 'int main(void) { return 0; }'
	for i in {1..9000}; do echo "int f$i(int x) { for (int i = 0; i < x; i++) x += i * x ^ $i; return x; }"; done
} >long.c
mkdir temp
busy() { compgen -G 'temp/pith-*/*/*' >/dev/null; }
for signal in TERM HUP; do
	TMPDIR=$WORK/temp "$PITH" build -O 3 long.c >/dev/null 2>&1 &
	tool=$!
	wait_for busy
	kill -$signal $tool
	wait $tool 2>/dev/null
	is "SIG$signal ends a build, which leaves nothing" "$?:$(ls -A temp)" "$((128 + $(kill -l $signal))):"
done
mkdir temp/pith-abcdef
touch -d '1 hour ago' temp/pith-abcdef
TMPDIR=$WORK/temp pith build --no-debug hello.c
is "what a killed build left is removed by the next" "$(ls -A temp)" ""
