# SPDX-License-Identifier: MIT
# tcpdump as it is packaged, by the binary door: libpcap reads rings of packet sockets.

if ! command -v tcpdump >/dev/null || ! command -v ping >/dev/null; then
	skip "tcpdump" "no tcpdump, or no ping"
	return
fi
pith build --no-debug -o tcpdump "$(command -v tcpdump)"
is "build tcpdump" $? 0

# What it says of three questions and their answers, to FILE if one is to be written; and whether it counted them.
dump_at_tap() # ON INTERFACE [OPTION...]
{
	local on=$1 interface=$2
	shift 2
	timeout -k 5 120 "$PITH" run --on "$on" -m 256M --net tap=pith0 --set net.ip=10.9.0.2/24 ./tcpdump -U -l -n -c 6 "$@" \
		-i "$interface" icmp and greater 200 >dumped 2>dump.err &
	dump=$!
	for i in $(seq 1200); do
		grep -q '^listening' dump.err && break
		sleep 0.05
	done
	# A host that has just seen the link come up may lose a packet: the small ones, that nobody looks at.
	for i in $(seq 50); do
		ping -q -c 1 -W 1 10.9.0.2 >/dev/null && break
	done
	ping -q -c 3 -i 0.2 -W 5 -s 200 10.9.0.2 >/dev/null
	wait $dump
	if [ "${1-}" = -w ]; then tcpdump -n -r dumped 2>/dev/null; else cat dumped; fi | sed 's/^[0-9:.]* *//; s/id [0-9]*, //'
	grep '^6 packets captured' dump.err
}
export -f dump_at_tap
want()
{
	local i
	for i in 1 2 3; do
		echo "$1IP 10.9.0.1 > 10.9.0.2: ICMP echo request, seq $i, length 208"
		echo "$2IP 10.9.0.2 > 10.9.0.1: ICMP echo reply, seq $i, length 208"
	done
	echo "6 packets captured"
}
for on in process qemu; do
	at_tap "tcpdump, on $on" dump_at_tap $on eth0 && is "tcpdump, on $on" "$(cat out)" "$(want "" "")"
	at_tap "all interfaces, on $on" dump_at_tap $on any && is "all interfaces, on $on" "$(cat out)" "$(want "eth0  In  " "eth0  Out ")"
	at_tap "into a file, on $on" dump_at_tap $on eth0 -w - && is "into a file, on $on" "$(cat out)" "$(want "" "")"
done
