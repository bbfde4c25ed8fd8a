# SPDX-License-Identifier: MIT
# The question about what a request by the network costs; sourced by bench/run.
#
# Debian's binaries, by the binary door, and the same servers from Debian's source by `pith cc`, on a machine with one
# CPU and virtio-net on a tap device: guest instructions per request, from a window of many requests when all
# connections are warm.

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
# come one by one, and time pass between them. A run before warms up. NUMBER is `said` where the client says it.
net_cost() # NUMBER COMMAND...
{
	local number=$1 said=$1 before after cost least= i
	shift
	"$@" > "$work/net.client" 2>&1
	for i in 1 2 3; do
		before=$(net_count)
		"$@" > "$work/net.client" 2>&1 || { echo none; return; }
		after=$(net_count)
		[ "$said" != said ] || number=$(awk '/ requests in / { print $1 }' "$work/net.client")
		cost=$(((after - before) / number))
		[ "$least" ] && [ "$least" -le $cost ] || least=$cost
	done
	echo "$least"
}

# The rows of an image: what is BY is behind their names, and TARGET says that the limit is what we want.
net_redis() # IMAGE BY LIMIT [TARGET]
{
	local redis=(redis-benchmark -h $net_guest -t get -c 50 -q)
	net_start "$1" 6379 "-- --save '' --protected-mode no"
	row "redis GET, 50 clients$2, instructions" "$(net_cost 4000 "${redis[@]}" -n 4000)" '' 16100 'Linux, tuned' "$3" ${4-}
	row "redis GET, pipeline of 16$2" "$(net_cost 16000 "${redis[@]}" -n 16000 -P 16)" '' 4800 'Linux, tuned' 4400
	net_stop
}

# wrk asks for a file in the shortest way. So, it seems, were the references asked: 11,300 of their instructions were
# nginx's and the C library's own, as many as here. ab says more in its request, which is for a folder.
net_nginx() # IMAGE BY LIMIT ARGUMENTS [TARGET]
{
	local page=http://$net_guest/
	net_start "$1" 80 "-- -e stderr $4"
	row "nginx 612 B, 16 keep-alive, wrk$2" "$(net_cost said wrk -t 1 -c 16 -d 1s ${page}index.html)" '' \
		33400 'Linux, tuned' "$3" ${5-}
	row "nginx 612 B, 16 keep-alive, ab$2" "$(net_cost 3000 ab -k -q -n 3000 -c 16 $page)" '' '' '' "$3" target
	row "nginx 612 B, new connection each$2" "$(net_cost 1000 ab -q -n 1000 -c 1 $page)" '' 89000 'Unikraft' 45000
	[ "$2" ] || row 'ICMP echo' "$(net_cost 2000 ping -f -q -n -c 2000 $net_guest)" '' 6400 'Unikraft' 2500
	net_stop
}

# Everything here is in a network namespace of its own.
measure_net_inside()
{
	ip link set lo up && ip tuntap add pith0 mode tap && ip addr add $net_host/24 dev pith0 &&
		ip link set pith0 up || fail "cannot make a tap device"
	net_redis "$work/redis" '' 9000
	net_nginx "$work/nginx" '' 22000 "-c $site/nginx.conf"
	net_redis "$work/redis.cc" ', cc' 9000 target
	net_nginx "$work/nginx.cc" ', cc' 20000 "-p /nginx -c $site/nginx.conf" target
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

# The servers from source as `make test` builds them, linked anew in copies: for machines alone, nginx with the page,
# and Redis with the allocator that its makefile takes on Linux, its own.
net_source_images()
{
	local app=$O/app/pith name root
	for name in redis nginx; do
		[ -d "$app/$name.bench" ] && [ "$app/$name.bench" -nt "$pith" ] && continue
		rm -rf "$app/$name.bench"
		if [ "$app/$name" -nt "$pith" ]; then
			cp -R "$app/$name" "$app/$name.bench"
		else
			PITH_ROOTFS= scripts/app "$O" $name pith && mv "$app/$name" "$app/$name.bench"
		fi || return 1
		touch "$app/$name.bench"
	done
	root=$(realpath "$work")/root
	rm -rf "$root" && mkdir -p "$root/usr/share/nginx" "$root/nginx/logs" "$root/etc" "$root$site" &&
		cp -R /usr/share/nginx/html "$root/usr/share/nginx/" && cp "$site/nginx.conf" "$root$site/" &&
		cp /etc/passwd /etc/group "$root/etc/" && unset MAKEFLAGS MFLAGS MAKEOVERRIDES &&
		rm -f "$app/nginx.bench/objs/nginx" "$app/redis.bench/src/redis-server" &&
		PITH_TARGET=vm PITH_ROOTFS=$root make -C "$app/nginx.bench" -f objs/Makefile binary &&
		SOURCE_DATE_EPOCH=0 PITH_TARGET=vm make -C "$app/redis.bench/src" redis-server MALLOC=jemalloc OPTIMIZATION=-O2 \
			JEMALLOC_CONFIGURE_OPTS='--build=x86_64-linux-gnu --host=x86_64-linux-musl' \
			CC="$(realpath "$pith") cc" AR="$(realpath "$pith") ar" RANLIB="$(realpath "$pith") ranlib" &&
		cp "$app/nginx.bench/objs/nginx" "$work/nginx.cc" && cp "$app/redis.bench/src/redis-server" "$work/redis.cc"
}

measure_net()
{
	op_plugin
	net_images
	net_source_images > "$work/log" 2>&1 || fail "cannot build the servers from source: $(tail -n 1 "$work/log")"
	export -f measure_net_inside net_redis net_nginx net_start net_stop net_count net_cost row fail
	unshare -n bash -c "$(declare -p qemu_base work net_host net_guest site); measure_net_inside"
}
