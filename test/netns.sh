# SPDX-License-Identifier: MIT
# A network of a test's own: a namespace, and in it a tap device with an image at its far end. Sourced.
#
# Nothing of the host's network is seen or changed. An ordinary user may have this, too, where user namespaces may be
# made and /dev/net/tun opened.

net_tap=pith0
net_host=10.9.0.1
net_guest=10.9.0.2
net_tap_as=${net_tap_as-} # multi_queue: it may be opened more than once
net_servers=()

# Run the script again in a namespace of its own, unless it is in one: net_enter "$0" "$@".
net_enter()
{
	[ ! "${PITH_NETNS-}" ] || return 0
	local map=()
	[ "$(id -u)" = 0 ] || map=(--map-root-user)
	PITH_NETNS=$$ exec unshare --net ${map[@]+"${map[@]}"} -- "$@"
}

# The link that images are at the far end of; whatever is running ends with the script.
net_link()
{
	ip link set lo up && ip tuntap add "$net_tap" mode tap ${net_tap_as-} && ip addr add "$net_host/24" dev "$net_tap" &&
		ip link set "$net_tap" up || { echo "Bail out! no tap device: $(id -un) may not make one"; exit 1; }
	trap net_end_all EXIT
}

# Does PORT of ADDRESS take connections?
net_answers() # ADDRESS PORT
{
	timeout 2 bash -c ": < /dev/tcp/$1/$2" 2> /dev/null
}

# Start COMMAND, whose output goes to LOG, and wait until PORT answers at ADDRESS. Sets server. Fails without an answer.
net_start() # LOG ADDRESS PORT COMMAND...
{
	local log=$1 address=$2 port=$3 i
	shift 3
	"$@" > "$log" 2>&1 < /dev/null &
	server=$!
	net_servers+=($server)
	for i in $(seq 600); do
		net_answers "$address" "$port" && return 0
		kill -0 $server 2> /dev/null || return 1
		sleep 0.2
	done
	return 1
}

# End the last server as `kill` does, the hard way after 60 s. Leaves its status.
net_end()
{
	local i
	kill $server 2> /dev/null
	for i in $(seq 300); do
		kill -0 $server 2> /dev/null || break
		sleep 0.2
	done
	kill -9 $server 2> /dev/null
	wait $server 2> /dev/null
}

net_end_all()
{
	for server in ${net_servers[@]+"${net_servers[@]}"}; do
		! kill -0 "$server" 2> /dev/null || net_end
	done
}

# What runs IMAGE on PLATFORM (process, or a machine of QEMU) with the tap device: the words of on.
net_on() # PLATFORM MEMORY IMAGE [OPTION...]
{
	local platform=$1 memory=$2 image=$3
	shift 3
	local where=(--on qemu --machine "$platform")
	[ "$platform" != process ] || where=(--on process)
	on=("$pith" run "${where[@]}" -m "$memory" --net tap="$net_tap" --set net.ip="$net_guest/24" "$@" "$image")
}
