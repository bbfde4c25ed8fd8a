# SPDX-License-Identifier: MIT
# The clock of the wall: a second after its start an image has the time of its host.

now() # in microseconds
{
	echo "${EPOCHREALTIME/[^0-9]/}"
}

# Ask the image some times. What it says was so between question and answer, within 10 ms; what it says first, since
# it was started.
has_the_time() # OPTION...
{
	local said before after i pid bad=0
	rm -f question answer
	mkfifo question answer
	before=$(now)
	timeout 120 "$PITH" run "$@" "$IMAGES/clock" < question > answer 2> err &
	pid=$!
	exec 9> question 8< answer
	read -t 20 -r said <&8 || bad=1
	[ "$said" -ge $((before - 10000)) ] && [ "$said" -le $(($(now) + 10000)) ] || bad=1
	echo "# first it said $said, and was started at $before"
	sleep 1.2
	for i in 1 2 3; do
		before=$(now)
		echo >&9
		read -t 20 -r said <&8 || bad=1
		after=$(now)
		[ "$said" -ge $((before - 10000)) ] && [ "$said" -le $((after + 10000)) ] || bad=1
		echo "# it said $said between $before and $after"
	done
	exec 8<&- 9>&-
	wait $pid && return $bad
}

ok "a process has the time of its host" has_the_time --on process
for machine in microvm pc q35; do
	ok "a $machine has the time of its host" has_the_time --on qemu --machine $machine
done
