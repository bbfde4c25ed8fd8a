# SPDX-License-Identifier: MIT
# The question about examples/http: what it takes until it listens, and how much RAM; sourced by bench/run.
#
# QEMU's user network answers DHCP, and the application begins when there is an address. Where the processor does not
# say how fast its clocks are, as QEMU's translator does not, they are measured: that is waiting, and is left out.

# The plugin's arguments for the functions that wait in IMAGE.
http_apart() # IMAGE
{
	local at size name
	while read -r at size _ name; do
		case $name in
		clock_measure | compare | pit_read | timer_arm | pvh_clock | plat_clock)
			printf ',apart=0x%s-%d' "$at" $((0x$at + 0x$size))
			;;
		esac
	done < <(nm -S "$1.debug" | awk 'NF == 4')
}

# Start it with RAM of MEMORY; PORT of the host is its own. Sets server; returns when it listens, or 1 after 5 s.
http_start() # MEMORY PORT [PLUGIN]
{
	rm -f "$work/console"
	timeout 60 "${qemu_base[@]}" -M microvm -m "$1" -kernel "$work/http" -serial "file:$work/console" \
		-netdev "user,id=n0,hostfwd=tcp:127.0.0.1:$2-:80" -device virtio-net-device,netdev=n0 \
		${3:+-plugin "$3"} > "$work/log" 2>&1 &
	server=$!
	for _ in $(seq 50); do
		! grep -q '^http:' "$work/console" 2> /dev/null || return 0
		kill -0 $server 2> /dev/null || return 1
		sleep 0.1
	done
	return 1
}

# timeout(1) passes the signal on, and ends after the machine.
http_stop()
{
	kill $server 2> /dev/null
	wait $server 2> /dev/null
}

# Two whole pages by connections of their own, and one of a connection that is kept.
http_serves() # MEMORY PORT
{
	local page=http://127.0.0.1:$2/ ok=1
	http_start "$1" "$2" && curl -sf -m 5 "$page" | cmp -s - examples/http/www/index.html &&
		curl -sf -m 5 "$page" "$page" > "$work/page" &&
		[ "$(stat -c %s "$work/page")" -eq $((2 * $(stat -c %s examples/http/www/index.html))) ] && ok=0
	http_stop
	return $ok
}

measure_http()
{
	local port=$((20000 + $$ % 10000)) low=1024 high=4096 middle count rep least=
	plugin
	"$pith" build --target vm -o "$work/http" examples/http > "$work/log" 2>&1 || fail "cannot build examples/http"
	for _ in 1 2 3; do
		rm -f "$work/count"
		http_start 64M $port "$work/bootcount.so,start=0x100000,limit=0x80000000,n=0,con=$work/console,log=$work/count$(
			http_apart "$work/http")"
		http_stop
		read -r count rep < <(sed -n \
			's/.*first console byte: after \([0-9]*\) instructions (rep \([0-9]*\)).*/\1 \2/p' "$work/count")
		[ "${count:-0}" -gt 0 ] || fail "no count for examples/http: $(tail -n 1 "$work/log")"
		count=$((count - rep))
		[ "$least" ] && [ "$least" -le $count ] || least=$count
	done
	row 'examples/http: instructions until it listens' "$least" '' 246000 'Unikraft' 250000
	http_serves ${high}K $port || fail "examples/http does not serve with $high KiB: $(tail -n 1 "$work/log")"
	while [ $((high - low)) -gt 8 ]; do
		middle=$(((low + high) / 2 & ~7))
		if http_serves ${middle}K $port; then high=$middle; else low=$middle; fi
	done
	row 'examples/http: least RAM' $high KiB 5120 'Unikraft' 3072
}
