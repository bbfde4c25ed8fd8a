# SPDX-License-Identifier: MIT
# pith debug: gdb with symbols where the image runs, on each platform.

if ! command -v gdb >/dev/null; then
	skip "pith debug" "no gdb"
	return
fi
for on in process qemu; do
	pith debug --on $on --batch 'break main; continue; backtrace 1; pith-threads; pith-memory' "$IMAGES/show" </dev/null
	is "$on: --batch ends well" $? 0
	ok "$on: the application has its names" grep -Eq '^#0 +(0x[0-9a-f]+ in )?main \(argc=1' out
	ok "$on: pith-threads shows the thread" grep -Eq '^thread 1' out
	ok "$on: and its stack, into the library OS" grep -q 'image_run_application' out
	ok "$on: pith-memory counts frames" grep -Eq '^frames: [0-9]+, in use [0-9]+$' out
	ok "$on: and those of the library OS" grep -Eq '^library OS: [0-9]+$' out
	ok "$on: the application's are apart in a machine" test "$on-$(grep -c '^application: [0-9]' out)" = "$on-$([ $on = process ] && echo 0 || echo 1)"
	pith debug --on $on --batch 'break sys_exit_group; continue; print status' "$IMAGES/exit" 42 </dev/null
	ok "$on: so has the library OS" grep -qx '\$1 = 42' out

	timeout 120 "$PITH" run -d --debug --on $on --name late "$IMAGES/spin" >/dev/null
	wait_for sh -c '"$PITH" logs late | grep -q running'
	pith debug --batch 'backtrace 1' late </dev/null
	ok "$on: one that runs can be looked at" grep -q '^#0 .*main ()' out
	is "$on: and runs on" "$("$PITH" ps -q)" late
	"$PITH" rm -f late >/dev/null
	is "$on: nothing is left behind" "$(ls -A "$TMPDIR" "$XDG_RUNTIME_DIR/pith" | grep -v :)" ''
done
