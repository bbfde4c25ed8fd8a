# SPDX-License-Identifier: MIT
# The questions about what an operation costs, and what threads gain; sourced by bench/run.

# Operation of osbench, its number there, the most that it may cost in guest instructions, and its system calls: by the
# binary door each may cost 60 more.
operations='
getpid_direct        21      12    1
getpid                2      60    1
write_null_1          4     120    1
read_zero_1           3     120    1
clock_gettime         5      50    1
stat_root             7     600    1
open_close_root      18    1000    2
pread_file_4K        19     300    1
pipe_self_1           8     600    2
pipe_pingpong         9    2000    4
unix_self_1          10     800    2
futex_pingpong       13    1200    4
futex_wake_none      14     110    1
sched_yield          15      60    1
thread_create_join   12    9000   10
mmap_touch_munmap_1M 11  150000    2
'
operation_names=$(echo "$operations" | awk '{ printf "%s ", $1 }')

op_plugin()
{
	scripts/deps "$O" qemu || exit 1
	# shellcheck disable=SC2046
	gcc -O2 -shared -fPIC -I "$O/src/qemu/include/qemu" $(pkg-config --cflags glib-2.0) \
		-o "$work/opcount.so" bench/opcount.c || fail "cannot build the counting plugin"
}

# Where the library OS's code is in an image, for the plugin; from the symbols beside it.
op_own() # IMAGE
{
	nm "$1.debug" | awk '$3 == "pith_image_start" { low = $1 } $3 == "pith_kern_text_end" { high = $1 }
		END { printf ",own=0x%s-0x%s", low, high }'
}

# Leave in FILE the lines `NAME INSTRUCTIONS ITERATIONS OWN` of the operations that worked, each per operation; what is
# the library OS's OWN is known of an image that has its symbols beside it.
count_ops() # FILE IMAGE QEMU-ARGUMENT...
{
	local file=$1 own=
	[ ! -e "$2.debug" ] || own=$(op_own "$2")
	set -- -kernel "${@:2}"
	rm -f "$work/ops.log" "$work/ops.console"
	timeout 600 "${qemu_base[@]}" -m 256 -icount shift=0,sleep=off -serial "file:$work/ops.console" \
		-plugin "$work/opcount.so,log=$work/ops.log$own" "$@" > "$work/log" 2>&1
	[ -e "$work/ops.log" ] || fail "no count: $(tail -n 1 "$work/log")"
	# The console has the number of rounds, the log the rest, by the number of the test.
	echo "$operations" | awk '
		FILENAME == "-" { number[$1] = $2; next }
		FILENAME ~ /console$/ { sub(/\r$/, ""); if ($2 + 0 > 0) rounds[$1] = $2; next }
		{ count[$1] = $2; reps[$1] = $3; own[$1] = $4 }
		END {
			for (name in number)
				if (name in rounds && number[name] in count)
					printf "%s %.0f %.0f %.0f\n", name, count[number[name]] / rounds[name],
						reps[number[name]] / rounds[name], own[number[name]] / rounds[name]
		}' - "$work/ops.console" "$work/ops.log" > "$file"
}

# A column of the last line of an operation, or `none`.
op_value() # FILE NAME COLUMN
{
	awk -v name="$2" -v column="$3" '$1 == name { value = $2 == "FAILED" ? "none" : $column }
		END { print value == "" ? "none" : value }' "$1"
}

# osbench for Linux, static on musl and on glibc, and the latter by the binary door for TARGET.
build_osbench() # TARGET
{
	"$pith" cc -O2 -g -w -o "$work/osbench" bench/osbench.c || fail "cannot build bench/osbench.c"
	musl-gcc -O2 -w -static -pthread -o "$work/osbench.musl" bench/osbench.c || fail "cannot build bench/osbench.c"
	gcc -O2 -w -static -pthread -o "$work/osbench.glibc" bench/osbench.c || fail "cannot build bench/osbench.c"
	"$pith" build --target "$1" -o "$work/osbench.binary" "$work/osbench.glibc" > "$work/log" ||
		fail "cannot make an image of osbench: $(tail -n 1 "$work/log")"
	[ "$1" != vm ] || "$pith" build --target vm --ring 3 -o "$work/osbench.ring3" "$work/osbench.glibc" \
		> "$work/log" || fail "cannot make an image of osbench at ring 3: $(tail -n 1 "$work/log")"
}

# What an operation may cost by the binary door: the source door's FILE COLUMN, and (more).
door_limit() # FILE NAME COLUMN MORE
{
	op_value "$1" "$2" "$3" | awk -v more="$4" '{ print $1 == "none" ? "" : $1 + more }'
}

# Guest instructions, Pith and Linux in turn, by the same program; then by the binary door, at ring 0 and at ring 3.
measure_ops()
{
	local name number limit calls aim
	op_plugin
	build_osbench vm
	count_ops "$work/ops.pith" "$work/osbench" -M microvm -append "-- 0.1 $operation_names"
	count_ops "$work/ops.binary" "$work/osbench.binary" -M microvm -append "-- 0.1 $operation_names"
	count_ops "$work/ops.ring3" "$work/osbench.ring3" -M microvm -append "-- 0.1 $operation_names"
	: > "$work/ops.linux"
	if bench/linux "$O" "$work/osbench.musl"; then
		count_ops "$work/ops.linux" "$O/linux/vmlinuz" -M q35 -initrd "$O/linux/initrd" -append \
			"console=ttyS0 quiet cryptomgr.notests mitigations=off -- 0.1 $operation_names"
	fi
	while read -r name number limit calls; do
		[ "$name" ] || continue
		row "$name, instructions" "$(op_value "$work/ops.pith" "$name" 2)" '' \
			"$(op_value "$work/ops.linux" "$name" 2)" "Linux, Debian's" "$limit"
		case $name in thread_create_join|mmap_*|pread_*)
			row '  and iterations that zero or copy' "$(op_value "$work/ops.pith" "$name" 3)" '' \
				"$(op_value "$work/ops.linux" "$name" 3)" "Linux, Debian's" ''
		esac
		limit=$(door_limit "$work/ops.pith" "$name" 2 $((60 * calls)))
		[ "$name" != getpid ] || limit=70
		row '  by the binary door, glibc' "$(op_value "$work/ops.binary" "$name" 2)" '' \
			"$(op_value "$work/ops.linux" "$name" 2)" "Linux, Debian's" "$limit" target
		aim=
		case $name in mmap_*) aim=target ;; esac # 17 page faults, too; and a program has more mappings
		limit=$(door_limit "$work/ops.pith" "$name" 4 $((60 * calls)))
		row "    of them the library OS's" "$(op_value "$work/ops.binary" "$name" 4)" '' \
			"$(op_value "$work/ops.pith" "$name" 4)" "its own by source" "$limit" "$aim"
		limit=$(door_limit "$work/ops.binary" "$name" 2 $((10 * calls)))
		case $name in clock_gettime) limit= ;; thread_*|mmap_*) limit= ;; esac # no call at ring 0; faults, too
		row '  and at ring 3' "$(op_value "$work/ops.ring3" "$name" 2)" '' \
			"$(op_value "$work/ops.linux" "$name" 2)" "Linux, Debian's" "$limit"
	done < <(echo "$operations")
}

# The same operations as a process, in the host's time.
measure_calls()
{
	local name number limit calls round
	build_osbench process
	# shellcheck disable=SC2086
	timeout 300 taskset -c $CPU "$work/osbench.musl" 1 $operation_names yield_switch > "$work/calls.musl" 2> /dev/null
	# shellcheck disable=SC2086
	timeout 300 taskset -c $CPU "$work/osbench" 1 $operation_names yield_switch > "$work/calls.process" 2> /dev/null
	# shellcheck disable=SC2086
	timeout 300 taskset -c $CPU "$work/osbench.binary" 1 $operation_names > "$work/calls.binary" 2> /dev/null
	"$pith" build --no-debug --target process -o "$work/osbench.binary-musl" "$work/osbench.musl" > "$work/log" ||
		fail "cannot make an image of osbench on musl: $(tail -n 1 "$work/log")"
	# shellcheck disable=SC2086
	timeout 300 taskset -c $CPU "$work/osbench.binary-musl" 1 $operation_names > "$work/calls.binary-musl" 2> /dev/null
	while read -r name number limit calls; do
		[ "$name" ] || continue
		row "process: $name" "$(op_value "$work/calls.process" "$name" 3)" ns \
			"$(op_value "$work/calls.musl" "$name" 3)" 'static musl, native' ''
		limit=
		[ "$name" != getpid ] || limit=$(door_limit "$work/calls.process" "$name" 3 15)
		row '  by the binary door, glibc' "$(op_value "$work/calls.binary" "$name" 3)" ns \
			"$(op_value "$work/calls.musl" "$name" 3)" 'static musl, native' "$limit" target
		row '  by the binary door, musl' "$(op_value "$work/calls.binary-musl" "$name" 3)" ns \
			"$(op_value "$work/calls.musl" "$name" 3)" 'static musl, native' ''
	done < <(echo "$operations")
	row 'process: to another thread and back' "$(op_value "$work/calls.process" yield_switch 3)" ns \
		"$(op_value "$work/calls.musl" yield_switch 3)" 'static musl, native' 60 target
	# shellcheck disable=SC2086
	timeout 300 strace -f -qq -e signal=none -o "$work/calls.strace" "$work/osbench" 0.001 $operation_names \
		> /dev/null 2>&1
	round=$(awk '
		sealed && match($0, /(^|[0-9] +)[a-z_0-9]+\(/) {
			name = substr($0, RSTART, RLENGTH - 1); sub(/^[0-9]* */, "", name); seen[name] = 1 }
		/ seccomp\(/ { sealed = 1 }
		END { for (name in seen) n++; print sealed ? n + 0 : "none" }' "$work/calls.strace")
	row 'process: distinct host calls after sealing' "$round" '' '' '' 12
}

# The best of five runs of bench/parallel.c, in microseconds, which is the one that was least disturbed: $1 threads,
# the rest is the command before that.
best_parallel()
{
	local threads=$1 i
	shift
	for i in 1 2 3 4 5; do
		timeout 300 "$@" "$threads" 2>> "$work/log" | awk '/^us / { print $2 }'
	done | sort -n | awk 'NR == 1 { print } END { if (!NR) print "none" }'
}

# A job for two threads: at least 1.8 times as fast with a second CPU.
measure_parallel()
{
	local on one two
	"$pith" cc -O2 -w -o "$work/parallel" bench/parallel.c || fail "cannot build bench/parallel.c"
	musl-gcc -O2 -w -static -pthread -o "$work/parallel.musl" bench/parallel.c || fail "cannot build bench/parallel.c"
	one=$(best_parallel 2 taskset -c $CPU "$work/parallel.musl")
	two=$(best_parallel 2 "$work/parallel.musl")
	row 'Linux: a job for two threads on two CPUs' "$two" us "$one" 'on one' ''
	for on in process qemu; do
		one=$(best_parallel 2 "$pith" run --on $on -c 1 "$work/parallel")
		two=$(best_parallel 2 "$pith" run --on $on -c 2 "$work/parallel")
		row "$on: a job for two threads on two CPUs" "$two" us "$one" 'on one' \
			"$(awk -v us="$one" 'BEGIN { printf "%.0f", us / 1.8 }')"
	done
}
