# SPDX-License-Identifier: MIT
# The question about unmodified programs: what they start with in a machine, and what they lose as a process; sourced by
# bench/run.

# Where a machine's library OS runs (plat/pvh/boot_map.c): no program is there.
door_within=0x100000000000-0x300000000000

door_qemu() # COUNT-FILE PLUGIN-ARGUMENTS QEMU-ARGUMENT...
{
	local count=$1 arguments=$2
	shift 2
	rm -f "$work/console" "$count"
	timeout 300 "${qemu_base[@]}" -icount shift=0,sleep=off -m 1G -serial "file:$work/console" -plugin \
		"$work/bootcount.so,start=0x100000,limit=0x80000000,n=0,con=$work/console,until=$door_says,stop=on,log=$count$arguments" \
		"$@" > "$work/log" 2>&1
	grep -q 'on the console' "$count" || fail "no count: $(tail -n 1 "$work/log")"
}

# The instructions of COUNT-FILE in the line that begins with KIND, without iterations of string instructions.
door_count() # COUNT-FILE KIND
{
	sed -n "s/.*$2: [^0-9]*\([0-9]*\) instructions (rep \([0-9]*\)).*/\1 \2/p" "$1" | awk '{ print $1 - $2; exit }'
}

# What PROGRAM is joined with, by its interpreter's own search.
door_files() # PROGRAM
{
	ldd "$1" | grep -o '/[^ ]*'
}

# One that says SAYS, in a machine of ours and on Debian's Linux, with what PACKAGE installed.
door_start() # NAME SAYS PROGRAM ARGUMENTS [PACKAGE]
{
	local name=$1 door_says=$2 program=$3 arguments=$4 package=${5-} linux=none files
	"$pith" build --target vm ${package:+--package "$package"} -o "$work/door" "$program" > "$work/log" ||
		fail "cannot make an image of $program: $(tail -n 1 "$work/log")"
	door_qemu "$work/count" ",within=$door_within$(http_apart "$work/door")" -M microvm -kernel "$work/door" -append "-- $arguments"
	mapfile -t files < <(door_files "$program"; [ ! "$package" ] || dpkg -L "$package" | grep ^/usr/lib | while read -r at; do
		[ ! -f "$at" ] || echo "$at"; done)
	if bench/linux "$O" "$program" "${files[@]}"; then
		door_qemu "$work/count.linux" '' -M q35 -kernel "$O/linux/vmlinuz" -initrd "$O/linux/initrd" -append \
			"console=ttyS0 quiet cryptomgr.notests mitigations=off -- $arguments"
		linux=$(door_count "$work/count.linux" 'on the console')
	fi
	row "$name: instructions until it says so" "$(door_count "$work/count" 'on the console')" '' "$linux" \
		"Linux, Debian's" ''
	row '  and of them the library OS' "$(door_count "$work/count" within)" '' '' '' 1000000 target
}

# The processor time of PROGRAM on the host and as a process, which has the files WITH, too: the least of ROUNDS.
door_work() # NAME ROUNDS PROGRAM WITH ARGUMENT...
{
	local name=$1 rounds=$2 program=$3 with=$4 us
	shift 4
	# shellcheck disable=SC2086
	"$pith" build --target process --no-debug $with -o "$work/door" "$program" > "$work/log" ||
		fail "cannot make an image of $program: $(tail -n 1 "$work/log")"
	mapfile -t us < <(taskset -c $CPU "$work/wall" -c "$rounds" "$program" "$@" \; "$work/door" "$@" 2> "$work/log")
	[ ${#us[@]} = 2 ] || fail "$name does not run: $(tail -n 1 "$work/log")"
	row "$name as a process" "${us[1]#* }" us "${us[0]#* }" native "$(awk -v us="${us[0]#* }" 'BEGIN { print us * 1.03 }')" target
}

door_files_loop()
{
	local folder=$(realpath "$work")/thousand native ours i
	mkdir -p "$folder"
	for i in $(seq 0 999); do head -c $((i * 7 % 5000)) /dev/zero > "$folder/$i"; done
	gcc -O2 -o "$work/files" bench/files.c || fail 'cannot build bench/files.c'
	"$pith" build --target process --no-debug --with "$folder" -o "$work/door" "$work/files" > "$work/log" ||
		fail "cannot make an image of bench/files: $(tail -n 1 "$work/log")"
	native=$(taskset -c $CPU "$work/files" "$folder" 1000 50)
	ours=$(taskset -c $CPU "$work/door" "$folder" 1000 50)
	row 'stat, open, read and close of a file' "${ours:-none}" ns "$native" native "$native"
}

# KiB that the host has in memory for a process that says when it is there to be looked at.
door_resident() # COMMAND...
{
	local process said
	coproc DOOR { exec "$@"; }
	process=$!
	read -r -t 20 said <&"${DOOR[0]}"
	awk '/^VmRSS/ { print $2 }' "/proc/$process/status"
	kill $process
	wait $process 2> /dev/null
}

door_memory()
{
	local waits='import json, re, time; print(1, flush=True); time.sleep(20)' native ours
	"$pith" build --target process --no-debug --package libpython3.11-minimal --package libpython3.11-stdlib -o "$work/door" \
		/usr/bin/python3.11 > "$work/log" || fail "cannot make an image of python3.11: $(tail -n 1 "$work/log")"
	native=$(door_resident /usr/bin/python3.11 -c "$waits")
	ours=$(door_resident "$work/door" -c "$waits")
	row 'python3 with json and re: resident' "${ours:-none}" KiB "$native" native $((native + 4096))
}

measure_door()
{
	local java classes
	plugin
	gcc -O2 -o "$work/hello.door" examples/hello/hello.c || fail 'cannot build examples/hello'
	door_start 'hello, dynamic' Hello "$work/hello.door" ''
	door_start 'python3 -c print(7331)' 7331 /usr/bin/python3.11 '-I -c print(7331)' libpython3.11-minimal
	door_start 'node -p 7331' 7331 /usr/bin/node '-p 7331'
	gcc -O2 -o "$work/wall" bench/wall.c || fail 'cannot build bench/wall.c'
	door_work 'python3, two seconds of work,' 5 /usr/bin/python3.11 "--package libpython3.11-minimal --with $PWD/bench/work.py" \
		-I "$PWD/bench/work.py"
	door_work 'node, two seconds of work,' 5 /usr/bin/node "--with $PWD/bench/work.js" "$PWD/bench/work.js"
	java=/usr/lib/jvm/java-17-openjdk-amd64 classes=$(realpath "$work")
	javac -d "$classes" bench/Work.java 2> "$work/log" || fail "cannot compile bench/Work.java: $(tail -n 1 "$work/log")"
	door_work 'java, two seconds of work,' 5 $java/bin/java \
		"--with $java/lib --with $java/conf --with /etc/java-17-openjdk --with $classes/Work.class" \
		-Xms256m -Xmx256m -cp "$classes" Work
	door_files_loop
	door_memory
}
