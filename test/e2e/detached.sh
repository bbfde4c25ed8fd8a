# SPDX-License-Identifier: MIT
# Runs in the background: ps, logs, stop, kill, wait, rm; and that nothing is left, whoever is killed.

STATE=$XDG_RUNTIME_DIR/pith
json_value() { "$PITH" ps -a --json | tr -d '\t\n' | sed "s/.*\"$1\":\"\\{0,1\\}\\([^,\"}]*\\).*/\\1/"; }
keeper() { tr ',' '\n' <"$STATE/$1/state" | sed -n 's/"keeper"://p'; }
runner() { pgrep -P "$(keeper "$1")"; }
image() { cut -d' ' -f1 "$STATE/$1/image"; }
has_line() { "$PITH" logs "$1" 2>&1 | grep -q "$2"; }
nothing_left() { for pid; do gone "$pid" || return 1; done; }

# begin NAME ARG...: run it in the background, and note who is who.
begin()
{
	local name=$1
	shift
	timeout -k 5 120 "$PITH" run -d --on $on --name "$name" "$@" >out 2>err </dev/null || return 1
	pids="$(keeper "$name") $(runner "$name") $(image "$name")"
}

for on in process qemu; do
	ok "$on: run -d returns" begin one "$IMAGES/lines" 3 7
	is "$on: and prints the name" "$(cat out err)" one
	pith wait one
	is "$on: wait prints the exit status" "$?:$(cat out err)" 0:7
	pith logs one
	is "$on: logs has standard output" "$(tr '\n' ' ' <out)" 'line 0 line 2 '
	is "$on: and standard error" "$(cat err)" 'line 1'
	pith logs -t one
	ok "$on: logs -t has the time" grep -Eqx '20[0-9-]+T[0-9:.]+Z line 0' out
	pith ps
	is "$on: ps shows what runs only" "$(grep -c one out)" 0
	pith ps -a
	ok "$on: ps -a shows what ended" grep -Eq "^one +lines +$on +Exited \(7\) .* 3 7$" out
	ok "$on: a name that is taken is said" says 125 "error: the name 'one' is taken*" run -d --on $on --name one "$IMAGES/lines"
	ok "$on: nothing of it runs" nothing_left $pids
	pith rm one
	is "$on: rm forgets it" "$?:$("$PITH" ps -aq):$(ls -A "$STATE")" 0::

	pith run -d --on $on "$IMAGES/lines"
	is "$on: without a name it gets one" "$(cat out)" lines-1
	ok "$on: it runs" wait_for has_line lines-1 'line 0'
	is "$on: ps --json says so" "$(json_value state)" running
	is "$on: with its process" "$(json_value pid)" "$(image lines-1)"
	ok "$on: rm leaves what runs" says 125 "error: 'lines-1' runs*" rm lines-1
	pids="$(keeper lines-1) $(runner lines-1) $(image lines-1)"
	pith rm -f lines-1
	is "$on: rm -f kills it" "$?:$(cat out err):$(ls -A "$STATE")" 0:lines-1:
	ok "$on: and leaves nothing" nothing_left $pids

	begin two "$IMAGES/lines"
	wait_for has_line two 'line 0'
	pith stop -t 10 two
	is "$on: stop ends it" "$?:$(cat out err)" 0:two
	is "$on: as SIGTERM does" "$("$PITH" wait two)" 143
	pith stop two
	is "$on: to stop it again is no error" $? 0
	ok "$on: to kill it is" says 125 "error: 'two' does not run" kill two
	pith rm two

	begin three "$IMAGES/spin"
	timeout 120 "$PITH" logs -f three >follow 2>&1 &
	follower=$!
	ok "$on: logs -f begins" wait_for grep -qs running follow
	pith kill three
	wait $follower
	is "$on: and ends with it" $? 0
	is "$on: kill is SIGKILL" "$("$PITH" wait three)" 137
	ok "$on: nothing is left" nothing_left $pids
	pith rm three

	for who in keeper runner image; do
		begin four "$IMAGES/spin"
		kill -KILL "$($who four)"
		ok "$on: kill -9 of the $who leaves nothing" wait_for nothing_left $pids
		case $who in keeper) status=137 state=lost ;; *) status=137 state=exited ;; esac
		[ $on:$who = qemu:image ] && status=125
		is "$on: and is known" "$("$PITH" wait four):$(json_value state)" "$status:$state"
		pith rm four
		is "$on: and can be forgotten" "$?:$(ls -A "$STATE")" 0:
	done

	pith run -d --rm --on $on "$IMAGES/lines" 1 0
	ok "$on: --rm forgets it" wait_for sh -c "[ -z \"\$(ls -A $STATE)\" ]"

	timeout 120 "$PITH" run --on $on --name front "$IMAGES/spin" >front 2>&1 </dev/null &
	shell=$!
	wait_for grep -qs running front
	is "$on: ps shows the foreground, too" "$("$PITH" ps -q)" front
	pith stop front
	wait $shell
	is "$on: stop ends that" "$?:$(ls -A "$STATE")" 143:
	rm -f front

	timeout 120 "$PITH" run --on $on --name front "$IMAGES/spin" >front 2>&1 </dev/null &
	shell=$!
	wait_for grep -qs running front
	kill -KILL "$(pgrep -P $shell)"
	wait $shell 2>/dev/null
	wait_for gone "$(image front)"
	is "$on: a tool that was killed is not believed" "$("$PITH" ps -aq):$(ls -A "$STATE")" :
	rm -f front
done

for machine in process microvm microvm,acpi=off pc q35; do
	where="--machine $machine"
	[ $machine = process ] && where="--on process"
	timeout 120 "$PITH" run -d $where --name polite "$IMAGES/term" >/dev/null </dev/null
	wait_for has_line polite running
	pith kill -s USR1 polite
	ok "$machine: kill -s reaches a handler" wait_for has_line polite usr1
	pith stop -t 20 polite
	is "$machine: and so does stop" "$("$PITH" wait polite):$("$PITH" logs polite | tail -n 1)" 5:term
	pith rm polite
done

# hears WHERE ARG...: does the image that runs there hear of SIGTERM to the tool?
hears()
{
	local where=$1
	shift
	rm -f front
	# shellcheck disable=SC2086
	timeout 120 "$PITH" run $where "$IMAGES/hears" "$@" >front 2>&1 <>keys &
	shell=$!
	wait_for grep -qs running front
	kill -TERM "$(pgrep -P $shell)"
	wait $shell
	is "$where: SIGTERM to the tool comes to who is in: $*" "$?:$(tail -n 1 front)" 5:term
}
mkfifo keys # nothing comes, and no end
for how in pause spin calls sleep poll read wait; do
	hears "--on process" $how
	hears "--on process --cpus 2" $how thread
	hears "--on qemu" $how
done
hears "--on qemu --cpus 2" spin thread

ok "a start that fails is said" says 125 "error: -e ' ': not a variable's name" run -d -e ' ' "$IMAGES/exit"
is "and leaves nothing" "$(ls -A "$STATE")" ''
begin loud "$IMAGES/pour" 3000 && "$PITH" wait loud >/dev/null
is "a log is bounded" "$(cat "$STATE"/loud/log* | wc -c | awk '{ print ($1 > 1000000 && $1 <= 2097152) }')" 1
"$PITH" logs loud >out
ok "and has the end" grep -q "$(printf '%062d' 47999)" out
pith rm loud
ok "a name is checked" says 125 "error: name '../x': not 1 to 63 of the characters*" run -d --name ../x "$IMAGES/exit"
ok "nobody of that name" says 125 "error: nothing is called 'nobody' (see pith ps -a)" logs nobody
mkdir -p "$STATE/.1-1-0" && "$PITH" ps >/dev/null
is "what a killed tool left half done goes" "$(ls -A "$STATE")" ''
