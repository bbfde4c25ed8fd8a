# SPDX-License-Identifier: MIT
# The binary door: Linux programs that nobody built for us, and what is said of those that do not run.

cat >hello.c <<'EOC'
#include <stdio.h>
int main(int argc, char **argv) { printf("hello %d %s\n", argc, argv[argc - 1]); return 3; }
EOC
cat >again.c <<'EOC'
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	char *args[] = { "again", "second", NULL };
	if (argc > 1 && argv[1][0] == 's')
		return puts("became another"), 4;
	execv("/no/such", args);
	perror("first");
	fflush(stdout);
	execv("/proc/self/exe", args);
	perror("second");
	return 1;
}
EOC
gcc -O2 -o dynamic hello.c && gcc -O2 -static -o static hello.c && gcc -O2 -static-pie -o pie hello.c &&
	musl-gcc -O2 -static -o musl hello.c && musl-gcc -O2 -o musl-dynamic hello.c && gcc -O2 -o again again.c ||
	echo "not ok - programs to run"
printf '#!%s/static first\n' "$WORK" >script
chmod +x script

# answers PROGRAM STATUS TEXT ARG...: on both platforms.
answers()
{
	local program=$1 want=$2 text=$3 on
	shift 3
	pith build --no-debug -o "$program.image" "$program" || { cat err; return 1; }
	for on in process qemu; do
		pith run --on $on "$program.image" "$@"
		is "$program, on $on: its status" $? "$want"
		is "$program, on $on: its output" "$(cat out)" "$text"
	done
}

for program in dynamic static pie musl musl-dynamic; do
	answers $program 3 "hello 2 there" there
done
answers again 4 "became another"
ok "a failed execve says why" grep -q "first: No such file" err
pith build --no-debug --with "$WORK/static" -o script.image "$WORK/script"
is "a script goes with its interpreter" $? 0
pith run script.image x
is "and runs" "$(cat out)" "hello 4 x"
pith run ./static x
is "pith run builds what is no image" "$(cat out)" "hello 2 x"

head -c 3000 static >cut
head -c 40 static >header
printf '#!\n' >nobody
cp static notx && chmod -x notx
chmod +x cut header nobody
ok "a program that is cut off" says 125 "error: *cut*" build --no-debug cut
ok "a header that is cut off" says 125 "error: *header*" build --no-debug header
ok "a script of nobody" says 125 "error: build 'nobody': not a C file*" build --no-debug nobody
ok "a file that is not executable" says 125 "error: build 'notx': not a C file*" build --no-debug notx
mkdir -p along && echo text >along/text && cp static along/static
cat >reads.c <<'EOC'
#include <stdio.h>
int main(int argc, char **argv) { return fopen(argv[argc - 1], "r") ? puts("there") : puts("not there"); }
EOC
gcc -O2 -o reads reads.c
pith build --no-debug --with along/text -o reads.image reads && pith run reads.image "$WORK/along/text"
is "a relative path goes along" "$(cat out)" there
ok "one that is not there is named in full" says 125 "error: open '$WORK/along/none': No such file*" \
	build --no-debug --with along/none reads
mkdir -p yaml && printf 'binary: %s\n' "$WORK/reads" >yaml/pith.yaml
pith build --no-debug --with along/text -o reads.image yaml && pith run reads.image "$WORK/along/text"
is "with a folder whose pith.yaml names a program, too" "$(cat out)" there
pith build --no-debug --binary "$WORK/static" -o static.image yaml && pith run static.image x
is "--binary takes the place of what pith.yaml says" "$(cat out)" "hello 2 x"
cat >ends.c <<'EOC'
#include <pthread.h>
#include <stdio.h>
static void *thread(void *arg) { pthread_exit(arg); }
int main(void)
{
	void *said = NULL;
	pthread_t t;

	pthread_create(&t, NULL, thread, "ended");
	pthread_join(t, &said);
	return puts(said) < 0;
}
EOC
gcc -O2 -pthread -o ends ends.c
pith build --no-debug -o ends.image ends && pith run ends.image
is "glibc has the library that ends its threads" "$(cat out)" ended
pith build --no-debug --file along/text:/etc/name/text --file "$WORK/along:/all" -o reads.image reads
pith run reads.image /etc/name/text; here=$(cat out)
pith run reads.image /all/text
is "files have other names in the image" "$here, $(cat out)" "there, there"
pith build --no-debug --file along/text -o reads.image reads.c && pith run reads.image /along/text
is "they go with C sources, too" "$(cat out)" there
ok "a name that leads out of the image" says 125 "error: --file 'along:/a/../../b': '/a/../../b' leads out of the image" \
	build --no-debug --file along:/a/../../b reads
ok "one that is empty" says 125 "error: --file 'along:': an empty path" build --no-debug --file along: reads
ok "with C sources, nothing goes along" says 125 "error: --with 'along': goes with a Linux program only" \
	build --no-debug --with along hello.c
ok "no package, either" says 125 "error: --package 'tzdata': goes with a Linux program only" \
	build --no-debug --package tzdata hello.c
ok "a file to go along that is not there" says 125 "error: open '/no': No such file*" \
	build --no-debug --with /no/such static
gcc -O2 -shared -fPIC -o libgone.so hello.c && gcc -O2 -o wants hello.c -L. -Wl,--no-as-needed -lgone
ok "a library that is not there" says 125 "error: build *wants': *libgone.so*" \
	build --no-debug wants

# A module that a program opens when it runs brings the library that it needs; what cannot be loaded is left out.
cat >opens.c <<'EOC'
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv)
{
	void *module = dlopen(argv[1], RTLD_NOW);
	double (*f)(double) = module ? (double (*)(double))dlsym(module, "module") : NULL;
	return f ? printf("%.6f\n", f(1)), 0 : puts(dlerror()), !f;
}
EOC
mkdir -p modules
echo 'double cbrt(double); double module(double x) { return cbrt(x + 1); }' >module.c
gcc -O2 -o opens opens.c && gcc -O2 -shared -fPIC -o modules/module.so module.c -lm &&
	gcc -O2 -shared -fPIC -o modules/needy.so module.c -L. -Wl,--no-as-needed -lgone || echo "not ok - a module"
echo 'no library' >modules/text.so
pith build --no-debug --with "$WORK/modules" -o opens.image opens
is "modules go along" $? 0
pith run opens.image "$WORK/modules/module.so"
is "with their libraries" "$(cat out)" 1.259921

# Root file systems: folders and archives.
mkdir -p root/bin root/etc
cp static root/bin/ && ln -s static root/bin/name && echo text >root/etc/text && ln root/etc/text root/etc/other
tar -cf root.tar -C root . && tar -czf root.tar.gz -C root . && tar -cJf root.tar.xz -C root .
for root in root root.tar root.tar.gz root.tar.xz; do
	pith build --no-debug --binary /bin/name -o root.image $root
	pith run root.image a b
	is "$root with its program" "$?:$(cat out)" "3:hello 3 b"
done
ok "it takes nothing of the host along" says 125 "error: with '$WORK/along': '/bin/name' is of the root file system*" \
	build --no-debug --binary /bin/name --with along root
ok "its program is absolute" says 125 "error: --binary: 'bin/name' does not begin with /" \
	build --no-debug --binary bin/name root
mkdir project && printf 'rootfs: ../root.tar\nbinary: /bin/static\nseal: false\n' >project/pith.yaml
pith build --no-debug -o root.image project && pith run root.image
is "rootfs: takes an archive" "$?:$(cat out)" "3:hello 1 /bin/static"
tar -cf dots.tar -P --transform 's,root/etc/text,../../text,' root/etc/text
head -c 3000 root.tar >cut.tar
ok "an archive that leads out is refused" says 125 "error: unpack '*dots.tar': *" \
	build --no-debug --binary /bin/name dots.tar
ok "one that is cut, too" says 125 "error: unpack '*cut.tar': *" build --no-debug --binary /bin/name cut.tar
ok "what is no archive, too" says 125 "error: unpack '*hello.c': *" build --no-debug --binary /x hello.c
mkdir out.d && ln -s "$WORK/out.d" way && tar -cf way.tar way &&
	tar -rf way.tar --transform 's,^hello.c,way/hello.c,' hello.c
pith build --no-debug --binary /bin/name -o root.image way.tar
ok "a link leads nowhere out of it" [ ! -e out.d/hello.c ]

# Debian packages: their files go along.
if dpkg-query --listfiles tzdata >/dev/null 2>&1; then
	cat >zone.c <<'EOC'
#include <stdio.h>
int main(void) { return fopen("/usr/share/zoneinfo/Europe/Paris", "r") ? puts("there") : puts("not there"); }
EOC
	gcc -O2 -o zone zone.c
	pith build --no-debug --package tzdata -o zone.image zone && pith run zone.image
	is "a package goes along" "$(cat out)" there
else
	skip "a package goes along" "tzdata is not installed"
fi
ok "one that is not installed is refused" says 125 "error: package 'no-such-package': it is not installed" \
	build --no-debug --package no-such-package zone

# Compressed files.
printf 'rootfs: ../root\nbinary: /bin/static\nerofs: lz4\n' >project/pith.yaml
pith build --no-debug -o packed.image project
pith build --no-debug -o plain.image --binary /bin/static root
ok "erofs: lz4 makes an image smaller" [ "$(stat -c %s packed.image)" -lt "$(($(stat -c %s plain.image) * 3 / 4))" ]
for on in process qemu; do
	pith run --on $on packed.image a
	is "on $on, a compressed program runs" "$?:$(cat out)" "3:hello 2 a"
done
pith build --no-debug --erofs lz4 -o packed.image dynamic
pith run packed.image a
is "and a dynamic one with its libraries" "$?:$(cat out)" "3:hello 2 a"
ok "other ways are refused" says 125 "error: erofs: 'xz' is not lz4" build --no-debug --erofs xz dynamic

# tty(1) asks for the name of its input.
if command -v script >/dev/null; then
	pith build --no-debug -o tty.image /usr/bin/tty
	for on in process qemu; do
		timeout 120 script -qec "$PITH run --on $on tty.image" typed >/dev/null </dev/null
		ok "$on: a terminal is found by its name" grep -q '^/dev/console' typed
		is "$on: what is no terminal has none" "$(pith run --on $on tty.image </dev/null; cat out)" 'not a tty'
		rm -f typed
	done
else
	skip "a terminal is found by its name" "no script(1)"
fi

# There are no child processes: who asks for one hears so at once, and once in the log.
forks()
{
	local program=$1 want=$2
	shift 2
	[ -x "$program" ] || { skip "$program hears that there are no processes" "it is not installed"; return; }
	pith build --no-debug --with /usr/lib/locale/C.utf8 -o forks.image "$program"
	LC_ALL=C timeout 120 "$PITH" run --on process forks.image "$@" >out 2>err
	is "$program hears that there are no processes" "$(cat out)" "$want"
	is "and the log says it once" "$(grep -c 'only threads can be made' err)" 1
}
forks /bin/bash 'begins' -c 'echo begins; (exit 3); echo goes on'
ok "bash says why" grep -q 'fork: Function not implemented' err
forks /usr/bin/perl 'fork -1 none' -e 'my $p = fork; print "fork ", system("true"), " ", $p // "none", "\n"'

# At ring 3 of a machine: the selectors say where one is. In a process there is no other ring.
cat >ring.c <<'EOF'
#include <stdio.h>
int main(void)
{
	unsigned short cs, ss;
	__asm__("mov %%cs, %0; mov %%ss, %1" : "=r"(cs), "=r"(ss));
	return printf("%d %d %#x %#x\n", cs & 3, ss & 3, cs, ss), 7;
}
EOF
gcc -O2 -o ring ring.c && gcc -O2 -static -o ring-static ring.c || echo "not ok - a program for ring 3"
mkdir ring.d && printf "binary: %s\nring: 3\n" "$WORK/ring" >ring.d/pith.yaml
pith build --no-debug -o ring.image ring.d
for how in '--on qemu --machine microvm' '--on qemu --machine q35' '--on process'; do
	# shellcheck disable=SC2086
	pith run $how ring.image
	is "ring: 3 is ring 3 ($how)" "$?:$(cat out)" "7:3 3 0x33 0x2b"
done
pith inspect ring.image
ok "inspect says so" grep -q '^the Linux program .*/ring, in a machine at ring 3$' out
pith inspect --json ring.image
ok "and in JSON" grep -q '"ring":[[:space:]]*3' out
pith build --no-debug --target vm --ring 0 -o ring.image ring-static && pith run --on qemu --machine microvm ring.image
is "ring 0 is asked for by its number, too" "$(cut -d' ' -f1 out)" 0
ok "there are two rings" says 125 "error: ring: '2' is neither 0 nor 3" build --no-debug --ring 2 ring
printf 'binary: /bin/true\nring: 1\n' >ring.d/pith.yaml
ok "also in pith.yaml" says 125 "error: *: ring: neither 0 nor 3" build --no-debug ring.d
ok "what is linked is at ring 0" says 125 "error: ring: only a Linux program can be at ring 3*" build --ring 3 "$SOURCES/exit.c"
