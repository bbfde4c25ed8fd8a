# SPDX-License-Identifier: MIT
# The question about what a request by the network costs; sourced by bench/run.
#
# Debian's binaries, by the binary door, on a machine with one CPU and virtio-net on a tap device: guest instructions
# per request, from a window of many requests when all connections are warm.

net_host=10.9.0.1
net_guest=10.9.0.2

# Start IMAGE and wait until PORT answers. Sets server.
net_start() # IMAGE PORT ARGUMENTS
{
	local i
	timeout 300 "${qemu_base[@]}" -M q35 -m 256 -smp 1 -kernel "$1" -serial "file:$work/net.console" \
		-netdev tap,id=n0,ifname=pith0,script=no,downscript=no -device virtio-net-pci,netdev=n0 \
		-append "net.ip=$net_guest/24 $3" -plugin "$work/opcount.so,live=$work/net.live" > "$work/log" 2>&1 &
	server=$!
	for i in $(seq 100); do
		! timeout 1 bash -c ": < /dev/tcp/$net_guest/$2" 2> /dev/null || return 0
		sleep 0.2
	done
	echo "bench: $1 does not answer: $(tail -n 1 "$work/log" "$work/net.console")" >&2
}

net_stop()
{
	kill $server
	wait $server 2> /dev/null
}

# Instructions until now without iterations of string instructions.
net_count()
{
	od -An -v -N 16 -t u8 "$work/net.live" | awk '{ printf "%.0f", $1 - $2 }'
}

# What one of NUMBER costs, when COMMAND asks for that many: the least of three times, for a busy host lets requests
# come one by one, and time pass between them. A run before warms up.
net_cost() # NUMBER COMMAND...
{
	local number=$1 before after cost least= i
	shift
	"$@" > "$work/net.client" 2>&1
	for i in 1 2 3; do
		before=$(net_count)
		"$@" > "$work/net.client" 2>&1 || { echo none; return; }
		after=$(net_count)
		cost=$(((after - before) / number))
		[ "$least" ] && [ "$least" -le $cost ] || least=$cost
	done
	echo "$least"
}

# Everything here is in a network namespace of its own.
measure_net_inside()
{
	local redis=(redis-benchmark -h $net_guest -t get -c 50 -q) page=http://$net_guest/
	ip link set lo up && ip tuntap add pith0 mode tap && ip addr add $net_host/24 dev pith0 &&
		ip link set pith0 up || fail "cannot make a tap device"
	net_start "$work/redis" 6379 "-- --save '' --protected-mode no"
	row 'redis GET, 50 clients, instructions' "$(net_cost 4000 "${redis[@]}" -n 4000)" '' 16100 'Linux, tuned' 9000
	row 'redis GET, pipeline of 16' "$(net_cost 16000 "${redis[@]}" -n 16000 -P 16)" '' 4800 'Linux, tuned' 4400
	net_stop
	net_start "$work/nginx" 80 "-- -e stderr -c $(realpath "$work")/site/nginx.conf"
	row 'nginx 612 B, 16 clients keep-alive' "$(net_cost 3000 ab -k -q -n 3000 -c 16 $page)" '' 33400 'Linux, tuned' 20000 target
	row 'nginx 612 B, new connection each' "$(net_cost 1000 ab -q -n 1000 -c 1 $page)" '' 89000 'Unikraft' 45000
	row 'ICMP echo' "$(net_cost 2000 ping -f -q -n -c 2000 $net_guest)" '' 6400 'Unikraft' 2500
	net_stop
}

# What the servers are told, in a folder of the same name everywhere. Sets site.
net_site()
{
	site=$(realpath "$work")/site
	mkdir -p "$site"
	cat > "$site/nginx.conf" <<-EOF
		daemon off; master_process off; pid /tmp/nginx.pid; error_log stderr;
		events { worker_connections 1024; }
		http {
			access_log off; keepalive_requests 1000000;
			client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f;
			uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
			server { listen 80; root /usr/share/nginx/html; }
		}
	EOF
	printf '%s\n' 'save ""' 'protected-mode no' > "$site/redis.conf"
}

net_images()
{
	net_site
	"$pith" build --no-debug --target vm -o "$work/redis" /usr/bin/redis-server > "$work/log" 2>&1 &&
		"$pith" build --no-debug --target vm -o "$work/nginx" --with "$site" --with /usr/share/nginx/html --with /etc/passwd \
			--with /etc/group /usr/sbin/nginx > "$work/log" 2>&1 ||
		fail "cannot make the servers' images: $(tail -n 1 "$work/log")"
}

measure_net()
{
	op_plugin
	net_images
	export -f measure_net_inside net_start net_stop net_count net_cost row fail
	unshare -n bash -c "$(declare -p qemu_base work net_host net_guest); measure_net_inside"
}
