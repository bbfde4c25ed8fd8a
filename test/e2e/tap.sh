# SPDX-License-Identifier: MIT
# What the end-to-end tests share: TAP, and ways to run the tool that cannot hang. Sourced.
#
# $PITH is the tool, $IMAGES the folder of images made from test/e2e/guest, $WORK an empty folder that is the
# working folder.

count=0
failed=0

# ok WHAT COMMAND...: a test that passes when the command does.
ok()
{
	local what=$1
	shift
	count=$((count + 1))
	if "$@" >ok.log 2>&1; then
		echo "ok $count - $what"
	else
		failed=$((failed + 1))
		echo "not ok $count - $what"
		head -n 20 ok.log | sed 's/^/# /'
	fi
}

# is WHAT GOT WANT: a test that passes when the two texts are one.
is()
{
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		printf 'got  %s\nwant %s\n' "$2" "$3" | head -n 20 | sed 's/^/# /'
	fi
}

# pith ARG...: the tool, ended after two minutes; standard output in ./out, standard error in ./err. Returns its status.
pith()
{
	timeout -k 5 120 "$PITH" "$@" >out 2>err
}

# says STATUS SENTENCE ARG...: is this the exit status, and the one line on standard error (a glob)?
says()
{
	local want=$1 sentence=$2 status
	shift 2
	pith "$@" </dev/null
	status=$?
	[ $status -eq "$want" ] || { echo "status $status, not $want"; cat err; return 1; }
	[ "$(wc -l <err)" -eq 1 ] || { echo "not one line:"; cat err; return 1; }
	# shellcheck disable=SC2053 # the sentence is a pattern
	[[ $(cat err) == $sentence ]] || { cat err; return 1; }
}

# wait_for COMMAND...: until the command succeeds, a minute at most.
wait_for()
{
	local i
	for ((i = 0; i < 1200; i++)); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}

# at_tap WHAT FUNCTION ARG...: call it in a network namespace of its own, with the TAP device of test/netns.sh; its
# standard output is in ./out, standard error in ./err. Fails where none can be made: then WHAT is skipped.
at_tap()
{
	local what=$1
	shift
	(
		export -f "${1?}"
		. "$TOP/test/netns.sh"
		net_enter bash -c '. "$TOP/test/e2e/tap.sh" && . "$TOP/test/netns.sh" && net_link && "$@"' at_tap "$@"
	) >out 2>err
	! grep -q '^unshare: ' err && ! grep -q '^Bail out! no tap device' out && return
	skip "$what" "no TAP device can be made here"
	return 1
}

# gone PID: is there no such process, or only what its parent has not yet taken note of?
gone()
{
	case $(ps -o stat= -p "$1") in ''|Z*) return 0 ;; esac
	return 1
}

# json FILE: is it JSON, as far as somebody here can tell?
json()
{
	if command -v python3 >/dev/null; then
		python3 -m json.tool "$1"
	elif command -v jq >/dev/null; then
		jq . "$1"
	else
		[ "$(head -c 1 "$1")$(tail -n 1 "$1")" = '{}' ]
	fi
}

# skip WHAT WHY
skip()
{
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

done_testing()
{
	echo "1..$count"
	exit $((failed > 0))
}
