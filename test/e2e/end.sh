# SPDX-License-Identifier: MIT
# pith run: however the tool ends, nothing is left.

# start ARG...: the tool in the background, once its image runs; its process id in $tool, its child's in $child.
start()
{
	rm -f out
	timeout -k 5 120 "$PITH" run "$@" "$IMAGES/spin" >out 2>err </dev/null &
	shell=$!
	wait_for grep -qs running out || return 1
	tool=$(pgrep -P "$shell")
	child=$(pgrep -P "$tool")
}

# stopped PID, running PID...: by the state that ps shows.
stopped() { case $(ps -o stat= -p "$1") in T*) return 0 ;; esac; return 1; }
running() { ! ps -o stat= -p "$1" | grep -q ^T && ! ps -o stat= -p "$2" | grep -q ^T; }

# at_terminal COMMAND: run it where standard input is typed, which must go on until there is a file ./ended.
at_terminal()
{
	local status
	timeout 120 script -qefc "$1" typed >/dev/null
	status=$?
	touch ended
	return $status
}

# Is there what was typed, as it is shown when it is typed, and again?
comes_back() { [ "$(cat typed 2>/dev/null | grep -ac 'typed ahead')" -ge 2 ]; }

# What happens at the terminal: the key goes to everybody there, so this shell does not mind it.
cat >person.sh <<'EOS'
trap : INT
stty -g >before
"$PITH" run --on $1 "$IMAGES/spin"
status=$?
stty -g >after
exit $status
EOS

for on in process qemu; do
	for signal in INT TERM HUP; do
		start --on $on
		kill -$signal "$tool"
		wait "$shell"
		is "$on: SIG$signal ends it with 128 + the signal" $? $((128 + $(kill -l $signal)))
		ok "$on: and its child" gone "$child"
		is "$on: without a word" "$(cat err)" ''
	done

	start --on $on
	kill -KILL "$tool"
	wait "$shell" 2>/dev/null
	ok "$on: kill -9 of the tool leaves nothing running" wait_for gone "$child"

	start --on $on
	kill -KILL "$child"
	wait "$shell"
	status=$?
	if [ $on = qemu ]; then
		is "$on: a killed machine is an error of ours" $status 125
		ok "$on: and is said" grep -q 'QEMU was killed by signal 9' err
	else
		is "$on: a killed process is one" $status 137
	fi

	start --on $on
	kill -TSTP "$tool"
	ok "$on: Ctrl-Z stops the tool" wait_for stopped "$tool"
	ok "$on: and its child" wait_for stopped "$child"
	kill -CONT "$tool"
	ok "$on: both go on" wait_for running "$tool" "$child"
	kill -TERM "$tool"
	wait "$shell"
	is "$on: and end" $? 143

	SECONDS=0
	pith run --on $on --timeout 500ms "$IMAGES/spin" </dev/null
	is "$on: --timeout ends it with 124" $? 124
	ok "$on: in time" test $SECONDS -le 60
	ok "$on: with a sentence" grep -qx "error: 'spin' did not end in time and was stopped" err

	if command -v script >/dev/null; then
		# A person at a terminal: the key arrives when the image runs, and ends it.
		(wait_for grep -qs running typed; printf '\003'; wait_for test -e ended) | at_terminal "sh person.sh $on"
		is "$on: Ctrl-C at a terminal is 130" $? 130
		ok "$on: and the terminal is as it was" cmp before after
		rm -f typed ended
		for isig in isig -isig; do
			[ $on$isig = process-isig ] && continue # there it is the host's terminal
			(wait_for grep -qs running typed; sleep 0.5; printf 'no\003'; wait_for test -e ended) |
				at_terminal "stty $isig; exec $PITH run --on $on $IMAGES/hears read"
			is "$on: with stty $isig Ctrl-C comes to a handler" $? 6
			rm -f typed ended
		done
		(printf 'typed ahead\n'; wait_for comes_back; sleep 0.5; printf '\004'; wait_for test -e ended) |
			at_terminal "$PITH run --on $on $IMAGES/cat"
		is "$on: Ctrl-D at a terminal ends the input" $? 0
		is "$on: and what was typed ahead is read, on lines of a terminal" \
			"$(grep -a -v ^Script typed | grep -a . | tail -n 1 | od -An -c | tr -d ' \n')" 'typedahead\r\n'
		rm -f typed ended
	else
		skip "$on: Ctrl-C at a terminal" "no script(1)"
	fi
done
