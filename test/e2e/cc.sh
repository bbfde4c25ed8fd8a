# SPDX-License-Identifier: MIT
# pith cc and its companions: a compiler as makefiles and configure scripts know it.

cat >hello.c <<'EOC'
#include <stdio.h>
#ifndef WORD
#define WORD "hello"
#endif
int main(void) { puts(WORD); return 3; }
EOC
echo 'int foo(void); int main(void) { return foo(); }' >wants.c
echo 'int foo(void) { return 4; }' >foo.c
echo 'int foo(void) { return 5; }' >foo2.c
echo 'just text' >text.o
head -c 300 /bin/ls >cut.o
cp /bin/ls program.o

# run IMAGE: its output and status as a process, in one line.
run() { pith run --on process "$@" </dev/null; echo "$?:$(tr '\n' '|' <out)"; }

ok "nothing to do" says 125 "error: nothing to compile or link*" cc
ok "a missing source" says 125 "error: open 'missing.c': No such file or directory" cc missing.c
ok "a missing object" says 125 "error: open 'missing.o': No such file or directory" cc missing.o
ok "a folder as an object" says 125 "error: read '/tmp': Is a directory" cc /tmp
ok "a text file as an object" says 125 "error: open 'text.o': not an ELF file" cc text.o
ok "a truncated object" says 125 "error: open 'cut.o': a truncated ELF file*" cc cut.o
ok "a program as an object" says 125 "error: open 'program.o': a shared library or program*" cc program.o
ok "a library that is not there" says 125 "error: link: cannot find -lnowhere*" cc hello.c -lnowhere
ok "a shared library" says 125 "error: -shared: an image has no shared libraries*" cc -shared hello.c
ok "an undefined symbol" says 125 "error: undefined symbol 'foo', wanted by wants.o" cc wants.c
ok "a symbol defined twice" says 125 "error: duplicate symbol 'foo': defined in foo.o and in foo2.o" cc wants.c foo.c foo2.c
ok "an unknown target" env PITH_TARGET=moon bash -c '"$PITH" cc hello.c 2>err; [ $? = 125 ] && grep -q "unknown target .moon" err'
echo 'int main(void) {' >broken.c
pith cc -c broken.c
is "what the compiler refuses has the compiler's status" "$?:$(head -c 9 err)" "1:broken.c:"

ok "objects for sources" pith cc -c wants.c foo.c
ok "an archive" pith ar rcs libfoo.a foo.o
ok "its index" pith ranlib libfoo.a
ok "a program from it" pith cc -o a wants.o -L. -lfoo
is "it runs" "$(run a)" 4:
ok "archives count in their order" says 125 "error: undefined symbol 'foo', wanted by wants.o" cc libfoo.a wants.o
ok "groups of archives" pith cc -o a -Wl,--start-group libfoo.a wants.o -Wl,--end-group
ok "an archive that wants what is not there" bash -c \
	'"$PITH" ar rcs libwants.a wants.o; "$PITH" cc libwants.a 2>err; [[ $(<err) == "error: undefined symbol '"'foo', wanted by libwants.a(wants.o)"'" ]]'
printf -- "-DWORD='\"two words\"' hello.c\n-o a" >args
ok "a response file" pith cc @args
is "quotes in it" "$(run a)" '3:two words|'
ok "standard input" bash -c '"$PITH" cc -x c -o a - <hello.c'
is "a program from it runs" "$(run a)" '3:hello|'
pith cc -E -DWORD=4 hello.c
is "preprocessing" "$(tail -n 1 out)" 'int main(void) { puts(4); return 3; }'
ok "dependencies" bash -c '"$PITH" cc -MMD -c hello.c && grep -q "^hello.o: hello.c" hello.d'
ok "assembly" bash -c '"$PITH" cc -S hello.c && "$PITH" cc -o a hello.s'
pith cc -dumpmachine
is "the machine" "$(cat out)" x86_64-linux-musl
ok "the version" bash -c '"$PITH" cc --version | grep -qi "gcc\|clang"'
pith cc -print-file-name=libc.a
ok "libc.a is the toolkit's" test "$(cat out)" -ef "${PITH%/*}/lib/pith/libc.a"
ok "options of other links" pith cc -o a hello.c -pie -rdynamic -fPIC -static -Wl,-rpath,/x -Wl,-z,relro -Wl,-Map,a.map -Wl,--as-needed -lm -ldl -pthread
ok "an image to /dev/null" pith cc -g -o /dev/null hello.c
ok "strip leaves an image as it is" bash -c 'cp a b; "$PITH" strip b && cmp a b'
ok "pkg-config knows none of the host's libraries" bash -c '! "$PITH" pkg-config --exists zlib'

# Every compiler, level and way: constructors, sections by name, thread-local and common variables.
cat >ways.c <<'EOC'
#include <stdio.h>
struct plug { const char *name; };
#define PLUG(n) static const struct plug plug_##n __attribute__((section("plugs"), used)) = { #n };
PLUG(one)
PLUG(two)
extern const struct plug __start_plugs[], __stop_plugs[];
extern int maybe(void) __attribute__((weak));
static __thread int tls = 5;
int common[1000];
static int made;
__attribute__((constructor)) static void construct(void) { made = 7; }
__attribute__((destructor)) static void destruct(void) { puts("end"); }
int main(void)
{
	int plugs = 0;

	for (const struct plug *p = __start_plugs; p < __stop_plugs; p++)
		plugs++;
	printf("%d %d %d %d %d %.2f\n", tls, made, plugs, common[999], maybe != 0, 2.5);
	return 0;
}
EOC
for cc in gcc clang; do
	command -v $cc >/dev/null || { skip "$cc" "it is not installed"; continue; }
	for flags in -O0 -O1 -O2 -O3 -Os '-O2 -g' '-O2 -flto' '-O2 -fomit-frame-pointer'; do
		# shellcheck disable=SC2086 # flags are words
		PITH_CC=$cc pith cc $flags -c -o ways.o ways.c && PITH_CC=$cc pith cc $flags -o ways ways.o
		is "$cc $flags" "$(run ways)" '0:5 7 2 0 0 2.50|end|'
	done
done

# No name of the library OS can meet one of the application: it defines them all.
tools=${PITH%/*}/lib/pith
globals() { nm -g --defined-only "$@" 2>/dev/null | awk 'NF == 3 && $3 ~ /^[A-Za-z_][A-Za-z0-9_]*$/ { print $3 }' | sort -u; }
{ globals "$tools/libkern.a" "$tools/libplat_any.a"; grep -Eo '\bpith_[a-z_]+' "$tools/image_any.lds"; } | sort -u >ours
comm -23 ours <(globals "$tools/libc.a") >names
ok "the library OS has names" test "$(wc -l <names)" -gt 300
for kind in variable function; do
	awk -v kind=$kind '
		BEGIN { print "#include <stdio.h>" }
		{ name[NR] = $1; printf kind == "variable" ? "int %s = %d;\n" : "int %s(void) { return %d; }\n", $1, NR }
		END {
			print "int main(void) {\n\tlong sum = 0;\n"
			for (i = 1; i <= NR; i++)
				printf "\tsum += %s%s;\n", name[i], kind == "variable" ? "" : "()"
			print "\tprintf(\"%ld\\n\", sum);\n\treturn 0;\n}"
		}' names >clash.c
	n=$(wc -l <names)
	pith cc -O0 -o clash clash.c
	for on in process qemu; do
		pith run --on $on clash </dev/null
		is "$on: a $kind of each of these names" "$?:$(cat out)" "0:$((n * (n + 1) / 2))"
	done
done

# Functions that the compiler itself calls may be the application's own.
cat >own.c <<'EOC'
#include <stddef.h>
#include <stdio.h>
static int copies;
void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	char *t = to;
	const char *f = from;

	copies++;
	while (n--)
		*t++ = *f++;
	return to;
}
void *page_alloc(int n) { return n ? &copies : NULL; }
void log_warn(const char *s) { puts(s); }
_Noreturn void panic(const char *s);
int main(void)
{
	char word[8];

	memcpy(word, "own", 4);
	log_warn(word);
	return copies > 0 && page_alloc(1) ? 0 : 1;
}
EOC
ok "own copies of common functions" pith cc -O1 -fno-builtin -o own own.c
is "they are the ones that are called" "$(run own)" '0:own|'

# What an image carries.
mkdir -p files/etc
echo carried >files/etc/word
tar -C files -czf files.tgz .
cat >reads.c <<'EOC'
#include <stdio.h>
int main(void)
{
	char line[100] = "nothing";
	FILE *f = fopen("/etc/word", "r");

	puts(f && fgets(line, sizeof line, f) ? line : "no file");
	return 0;
}
EOC
ok "an image without files" pith cc -o a reads.c
is "it has none" "$(run a)" '0:no file|'
for from in files files.tgz "$PWD/files"; do
	ok "files of ${from##*/}" env PITH_ROOTFS=$from "$PITH" cc -o a reads.c
	is "they are there" "$(run a)" '0:carried||'
done
ok "files that are not there" env PITH_ROOTFS=nowhere bash -c '"$PITH" cc reads.c 2>err; [ $? = 125 ] && grep -q "error: open root file system .*/nowhere.: No such file" err'
