# SPDX-License-Identifier: MIT
# The question about how fast servers are beside a Linux guest; sourced by bench/run.
#
# Debian's binaries in two machines that are the same but for what boots in them: q35, one CPU, virtio-net on a tap device
# each. Both run, and are asked in turn, in rounds so short that what else the host does meets both; the figure is the
# median of the rounds' ratios. The machines have one CPU of the host and the clients another.

beside_pith=10.9.0.2
beside_linux=10.9.1.2
beside_whose="Linux, Debian's"
beside_rounds=${BESIDE_ROUNDS:-9}

# A machine with its console in FILE on the tap device TAP, that boots as the rest says. Sets server.
beside_machine() # FILE TAP ARGUMENT...
{
	local console=$1 tap=$2
	shift 2
	timeout -k 5 900 taskset -c "$CPU" "${qemu_base[@]}" -M q35 -m 512 -smp 1 -serial "file:$console" \
		-netdev "tap,id=n0,ifname=$tap,script=no,downscript=no" -device virtio-net-pci,netdev=n0 "$@" > "$console.qemu" 2>&1 &
	server=$!
	beside_servers+=($server)
}

beside_answers() # ADDRESS PORT
{
	local i
	for i in $(seq 150); do
		! timeout 1 bash -c ": < /dev/tcp/$1/$2" 2> /dev/null || return 0
		sleep 0.2
	done
	echo "bench: nobody answers at $1: $(tail -n 1 "$work/beside.pith" "$work/beside.linux")" >&2
	return 1
}

# The two machines, started as NAME by PROGRAM ARGUMENT..., with options of QEMU in beside_options.
beside_options=()
beside_pith_machine() # NAME PROGRAM ARGUMENT...
{
	beside_machine "$work/beside.pith" pith0 -kernel "$work/$1.beside" -append "net.ip=$beside_pith/24 -- ${*:3}" \
		${beside_options[@]+"${beside_options[@]}"}
}

beside_linux_machine() # NAME PROGRAM ARGUMENT...
{
	beside_machine "$work/beside.linux" linux0 -kernel "$O/linux/vmlinuz" -initrd "$work/$1.initrd" \
		-append "console=ttyS0 quiet cryptomgr.notests mitigations=off -- $beside_linux ${*:2}" ${beside_options[@]+"${beside_options[@]}"}
}

# Start NAME in both, as PROGRAM ARGUMENT..., and wait until PORT answers.
beside_start() # NAME PORT PROGRAM ARGUMENT...
{
	local name=$1 port=$2
	shift 2
	beside_pith_machine "$name" "$@"
	beside_linux_machine "$name" "$@"
	beside_answers $beside_pith "$port" && beside_answers $beside_linux "$port"
}

beside_stop()
{
	for server in ${beside_servers[@]+"${beside_servers[@]}"}; do
		kill "$server" 2> /dev/null
		wait "$server" 2> /dev/null
	done
	beside_servers=()
}

# COMMAND in a namespace of its own, whose eth0 is the other end of LINK here, a pair of virtual Ethernet devices. ADDRESS is
# the namespace's own, or -: COMMAND sees to that.
beside_namespace() # LINK NET ADDRESS COMMAND...
{
	local link=$1 net=$2
	shift 2
	ip link del "$link" 2> /dev/null
	# shellcheck disable=SC2016
	taskset -c "$CPU" unshare -n sh -c 'until ip link set eth0 up; do sleep 0.1; done 2> /dev/null
		ip link set lo up; [ "$0" = - ] || ip addr add "$0/24" dev eth0; exec "$@"' "$@" &
	beside_servers+=($!)
	sleep 0.5 # the namespace is there
	ip link add "$link" type veth peer name eth0 netns $! && ip addr add "10.9.$net.1/24" dev "$link" && ip link set "$link" up
}

# Start it as a process of the library OS, on a tap device or by a packet socket on such a link as the other has, and as one
# of the host's kernel.
beside_start_processes() # LINK NAME PORT PROGRAM ARGUMENT...
{
	local link=$1 name=$2 port=$3 program=$4 run
	shift 4
	run=("$pith" run --on process -m 512M --set net.ip=$beside_pith/24)
	if [ "$link" = tap ]; then
		taskset -c "$CPU" "${run[@]}" --net tap=pith0 "$work/$name.beside" "$@" > "$work/beside.pith" 2>&1 &
		beside_servers+=($!)
	else
		beside_namespace pith0 0 - "${run[@]}" --net none --set net.device=packet:eth0 "$work/$name.beside" "$@" > "$work/beside.pith" 2>&1
	fi
	beside_namespace native0 1 $beside_linux "$program" "$@" > "$work/beside.linux" 2>&1
	beside_answers $beside_pith "$port" && beside_answers $beside_linux "$port"
}

# Ask both in turn by COMMAND, which prints how much of UNIT there was from the address that is its last argument.
beside_row() # WHAT UNIT LIMIT COMMAND...
{
	local what=$1 unit=$2 limit=$3 round ours theirs
	shift 3
	: > "$work/beside.rounds"
	for round in $(seq 0 $beside_rounds); do
		if [ $((round % 2)) = 0 ]; then
			ours=$("$@" $beside_pith) theirs=$("$@" $beside_linux)
		else
			theirs=$("$@" $beside_linux) ours=$("$@" $beside_pith)
		fi
		[ "$round" = 0 ] || echo "${ours:-none} ${theirs:-none}" >> "$work/beside.rounds" # the first warms up
	done
	row_of_rounds "$what" "$unit" "$beside_whose" "$limit" target < "$work/beside.rounds"
}

# Clients: each prints a rate.
beside_redis()
{
	redis-benchmark -t get --csv "${@:1:$#-1}" -h "${!#}" 2> /dev/null | awk -F'"' '$2 == "GET" { printf "%.0f", $4 }'
}

beside_wrk()
{
	wrk -t 1 -c 16 -d 1s "http://$1/" | awk '/^Requests.sec/ { printf "%.0f", $2 }'
}

beside_ab()
{
	ab -q -n 500 "${@:1:$#-1}" "http://${!#}/" 2> /dev/null | awk '/^Requests per second/ { printf "%.0f", $4 }'
}

beside_iperf()
{
	timeout 30 iperf3 -J "${@:1:$#-1}" -c "${!#}" 2> /dev/null | jq -r '(.end.sum_received.bits_per_second // 0) / 1e6 * 10 | floor / 10'
}

# A link of 20 ms there and back, that loses 1 % each way, between the clients and the machine on TAP.
beside_bad_link() # TAP ADDRESS
{
	ip addr flush dev "$1"
	ip -6 addr flush dev "$1"
	taskset -c 0 "$work/link" "${1}b" "$1" 100 0 0 0 10000 > "$work/log" 2>&1 &
	beside_servers+=($!)
	sleep 0.5
	ip addr add "$2/24" dev "${1}b" && ip link set "${1}b" up
}

beside_bulk()
{
	beside_start iperf3 5201 /usr/bin/iperf3 -s || return
	beside_row 'iperf3, 1 flow, receives' Mb/s 1.0x beside_iperf -t 2
	beside_row 'iperf3, 1 flow, sends' Mb/s 1.0x beside_iperf -t 2 -R
	beside_row 'iperf3, 15 flows, receives' Mb/s 1.0x beside_iperf -t 2 -P 15
	beside_row 'iperf3, 15 flows, sends' Mb/s 1.0x beside_iperf -t 2 -P 15 -R
}

beside_bad()
{
	gcc -O2 -o "$work/link" test/servers/link.c || fail "cannot build test/servers/link.c"
	beside_start iperf3 5201 /usr/bin/iperf3 -s || return
	beside_bad_link pith0 10.9.0.1 && beside_bad_link linux0 10.9.1.1 || return
	beside_row 'iperf3, 1 % lost, 20 ms, receives' Mb/s 0.9x beside_iperf -t 4
	beside_row 'iperf3, 1 % lost, 20 ms, sends' Mb/s 0.9x beside_iperf -t 4 -R
}

beside_processes()
{
	local link
	beside_whose='native, veth'
	ip link del linux0
	for link in tap veth; do
		if beside_start_processes $link redis 6379 /usr/bin/redis-server "$site/redis.conf"; then
			beside_row "process, $link: redis GET, 50 clients" req/s 0.9x beside_redis -c 50 -n 50000
			beside_row "process, $link: redis GET, pipeline of 16" req/s '' beside_redis -c 50 -P 16 -n 200000
		fi
		beside_stop
		if beside_start_processes $link nginx 80 /usr/sbin/nginx -e stderr -c "$site/nginx.conf"; then
			beside_row "process, $link: nginx 612 B, 16 keep-alive" req/s 0.9x beside_wrk
			beside_row "process, $link: nginx 612 B, new each" req/s '' beside_ab -c 1
		fi
		beside_stop
	done
}

beside_machines()
{
	if beside_start redis 6379 /usr/bin/redis-server "$site/redis.conf"; then
		beside_row 'redis GET, 50 clients' req/s 2.0x beside_redis -c 50 -n 10000
		beside_row 'redis GET, pipeline of 16' req/s '' beside_redis -c 50 -P 16 -n 50000
	fi
	beside_stop
	if beside_start nginx 80 /usr/sbin/nginx -e stderr -c "$site/nginx.conf"; then
		beside_row 'nginx 612 B, 16 clients keep-alive' req/s 2.0x beside_wrk
		beside_row 'nginx 612 B, a new connection each' req/s 1.0x beside_ab -c 1
		beside_row 'nginx 612 B, new connections, 8 at once' req/s 1.0x beside_ab -c 8
	fi
}

# The tap devices pith0 and linux0, new ones, and addresses of the clients on them.
beside_taps()
{
	local tap net=0
	for tap in pith0 linux0; do
		ip link del $tap 2> /dev/null
		ip tuntap add $tap mode tap && ip addr add 10.9.$net.1/24 dev $tap && ip link set $tap up ||
			fail "cannot make a tap device"
		net=$((net + 1))
	done
}

# Guest instructions from the kernel's entry until Redis answers, with what waits for clocks, and without iterations
# of string instructions; by the machine that COMMAND starts.
beside_ping() # COMMAND ADDRESS
{
	local count rep
	beside_options=(-plugin "$work/bootcount.so,start=0x100000,limit=0x1000000,n=0,log=$work/beside.count")
	rm -f "$work/beside.count"
	"$1" redis /usr/bin/redis-server "$site/redis.conf"
	for _ in $(seq 300); do
		[ "$(timeout 1 redis-cli -h "$2" ping 2> /dev/null)" != PONG ] || break
		sleep 0.05
	done
	beside_stop
	read -r count rep < <(sed -n 's/.*exit: \([0-9]*\) instructions (rep \([0-9]*\)).*/\1 \2/p' "$work/beside.count")
	echo $((count - rep))
}

beside_begin()
{
	for _ in 1 2 3; do
		echo "$(beside_ping beside_pith_machine $beside_pith) $(beside_ping beside_linux_machine $beside_linux)"
	done | row_of_rounds 'redis: instructions until it answers PING' '' "$beside_whose" ''
}

beside_inside()
{
	local part
	trap beside_stop EXIT
	ip link set lo up
	taskset -cp 0 $$ > /dev/null # the clients
	for part in ${BESIDE:-begin machines bulk bad processes}; do
		beside_taps
		beside_$part
		beside_stop
	done
}

# The program NAME and FILEs for both: an image, and an initrd with its libraries and the drivers.
beside_guest() # NAME PROGRAM FILE...
{
	local name=$1 program=$2 with=() libraries file
	shift 2
	mapfile -t libraries < <(ldd "$program" | grep -o '/[^ ]*')
	for file; do with+=(--with "$file"); done
	"$pith" build --no-debug --target any -o "$work/$name.beside" ${with[@]+"${with[@]}"} "$program" > "$work/log" 2>&1 ||
		fail "cannot make an image of $program: $(tail -n 1 "$work/log")"
	bench/linux "$O" "$work/guest" "$program" "${libraries[@]}" "$@" \
		"$(realpath "$O")"/linux/modules/*.ko || exit 1
	mv "$O/linux/initrd" "$work/$name.initrd"
}

measure_beside()
{
	local tool
	for tool in redis-server redis-benchmark nginx wrk ab iperf3 jq musl-gcc; do
		command -v $tool > /dev/null || fail "the question \`beside\` wants $tool"
	done
	musl-gcc -O2 -static -s -o "$work/guest" bench/guest.c || fail "cannot build bench/guest.c"
	bench/linux "$O" "$work/guest" || exit 1 # from here on its drivers have names
	net_site
	plugin
	beside_guest redis /usr/bin/redis-server "$site/redis.conf"
	beside_guest nginx /usr/sbin/nginx "$site/nginx.conf" /usr/share/nginx/html/index.html /etc/passwd /etc/group
	beside_guest iperf3 /usr/bin/iperf3
	unshare -n bash -c "$(declare -p qemu_base pith work site O CPU "${!beside_@}"); $(declare -f); beside_inside"
}
