# SPDX-License-Identifier: MIT
# pith run: statuses, streams, arguments and environment arrive, on each platform.

# poured KIB: what the guest `pour` writes, as a hash.
poured()
{
	awk -v n=$(($1 * 16)) 'BEGIN { for (i = 0; i < n; i++) printf "%062d\r\n", i }' | md5sum | cut -d' ' -f1
}
pour_64=$(poured 64)
pour_512=$(poured 512)
cp "$SOURCES/exit.c" test.c

for on in process qemu; do
	for status in 0 1 42 255; do
		pith run --on $on "$IMAGES/exit" $status </dev/null
		is "$on: exit status $status arrives" $? $status
	done

	pith run --on $on "$IMAGES/segv" </dev/null
	is "$on: death by SIGSEGV is 139" $? 139
	ok "$on: and is said in a sentence" grep -qx "error: 'segv' was killed by signal 11 (Segmentation fault)" err
	ok "$on: what was written before arrives" grep -qx before out

	head -c 100000 /dev/urandom >bytes
	printf '\020\004\020\020\0\r\n\377' >>bytes
	pith run --on $on "$IMAGES/cat" <bytes
	is "$on: standard input ends" $? 0
	ok "$on: any byte goes in and comes out" cmp bytes out
	printf 'no newline' | pith run --on $on "$IMAGES/cat"
	is "$on: a pipe is read to its end" "$(cat out)" 'no newline'
	pith run --on $on "$IMAGES/cat" </dev/null
	is "$on: an empty input ends at once" "$?:$(wc -c <out)" 0:0

	pith run --on $on "$IMAGES/both" </dev/null
	is "$on: standard output is apart" "$?:$(tr '\n' ' ' <out)" '7:out1 out2 '
	is "$on: standard error is apart" "$(tr '\n' ' ' <err)" 'err1 err2 '
	timeout 120 "$PITH" run --on $on "$IMAGES/both" >both 2>&1 </dev/null
	is "$on: both in one file keep their order" "$(tr '\n' ' ' <both)" 'out1 err1 out2 err2 '

	pith run --on $on "$IMAGES/show" a 'b "c"' '' 'd\' 'e\"' $'f\tg' -- -x -w 'ä ö' </dev/null
	printf 'arg %s\n' show a 'b "c"' '' 'd\' 'e\"' $'f\tg' -- -x -w 'ä ö' >want
	grep ^arg out >got
	ok "$on: arguments arrive as they are" diff got want
	HERE='from here' pith run --on $on -e A=1 -e 'B=x "y" \ z' -e HERE -e NOT_THERE -e EMPTY= "$IMAGES/show" </dev/null
	printf 'env %s\n' A=1 'B=x "y" \ z' 'HERE=from here' EMPTY= >want
	grep ^env out >got
	ok "$on: the environment is what was asked for, and no more" diff got want
	pith run --on $on -w /dev "$IMAGES/show" </dev/null
	ok "$on: the working folder is" grep -qx 'in /dev' out

	pith run --on $on "$IMAGES/pour" 512 </dev/null
	is "$on: half a MiB arrives whole" "$?:$(md5sum <out | cut -d' ' -f1)" "0:$pour_512"
	timeout 120 "$PITH" run --on $on "$IMAGES/pour" 64 </dev/null 2>err | { sleep 1; md5sum; } >sum
	is "$on: a slow reader loses nothing" "$(cut -d' ' -f1 sum)" "$pour_64"
	timeout 120 "$PITH" run --on $on "$IMAGES/pour" 4096 </dev/null 2>err | head -c 10 >/dev/null
	is "$on: a reader that went ends it as SIGPIPE would" "${PIPESTATUS[0]}" 141

	pith run --on $on test.c 5 </dev/null
	is "$on: a C file is built first" $? 5
	is "$on: and leaves nothing behind" "$(ls -A "$TMPDIR")" ''
done

ok "/dev/full as standard output is said" \
	sh -c 'timeout 120 "$PITH" run --on qemu "$IMAGES/pour" </dev/null 2>err >/dev/full; [ $? = 125 ] && grep -q "No space left" err'
pith run --verbose "$IMAGES/exit" </dev/null
ok "--verbose says where it runs" grep -q '^pith: running as a ' err
for machine in microvm microvm,acpi=off pc q35; do
	pith run --machine $machine "$IMAGES/exit" 42 </dev/null
	is "--machine $machine" $? 42
done
pith run --on qemu -m 16M "$IMAGES/exit" 42 </dev/null
is "-m 16M" $? 42
pith run --on process "$IMAGES/outside" </dev/null
is "a host call outside the seal ends a process as SIGSYS" $? 159
ok "and is said by name" grep -qx "error: 'outside' was stopped: host call socket (41) is outside the seal" err
