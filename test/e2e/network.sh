# SPDX-License-Identifier: MIT
# Published ports: the examples serve a client of the host, as a process and as a machine.

command -v passt >/dev/null || { echo "ok 1 - network # SKIP no passt"; echo 1..1; exit 0; }

cat >ask.c <<'EOC'
/* ask tcp|udp|early PORT TEXT: print what comes back; early: by tcp as soon as somebody takes it.
   ask free: a port that nobody has, by neither. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int has(int kind, struct sockaddr_in *a)
{
	return bind(socket(AF_INET, kind, 0), (void *)a, sizeof *a) == 0;
}

/* Below those that Linux gives clients of its own accord. */
static int free_port(struct sockaddr_in *a)
{
	for (int i = 0; i < 1000; i++) {
		a->sin_port = htons((unsigned short)(20000 + (getpid() * 7 + i) % 12000));
		if (has(SOCK_STREAM, a) && has(SOCK_DGRAM, a))
			return printf("%d\n", ntohs(a->sin_port)) < 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((unsigned short)(argc == 4 ? atoi(argv[2]) : 0)),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { 5, 0 };
	int stream, tries = 1, s;
	char b[4096];
	ssize_t n;

	if (argc == 2)
		return free_port(&a);
	if (argc != 4)
		return 1;
	stream = argv[1][0] != 'u';
	if (argv[1][0] == 'e')
		tries = 5000;
	s = socket(AF_INET, stream ? SOCK_STREAM : SOCK_DGRAM, 0);
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	while (connect(s, (void *)&a, sizeof a)) {
		if (!--tries)
			return 1;
		usleep(1000);
	}
	if (send(s, argv[3], strlen(argv[3]), 0) < 0)
		return 1;
	if (stream)
		shutdown(s, SHUT_WR);
	do {
		n = recv(s, b, sizeof b, 0);
		if (n > 0)
			fwrite(b, 1, (size_t)n, stdout);
	} while (n > 0 && stream);
	return n < 0;
}
EOC
gcc -O2 -o ask ask.c || echo "not ok - a client"
# Whoever runs these tests a second time on this host at once has others.
web=$(./ask free) both=$(./ask free)
for example in http echo dns; do
	pith build --no-debug -o $example "$TOP/examples/$example"
	is "build $example" $? 0
done

# serve ON IMAGE PUBLISHED...: in the background, until it says something; $more are further flags.
serve()
{
	local on=$1 image=$2 p flags=(${more-})
	shift 2
	for p in "$@"; do flags+=(-p "127.0.0.1:$p"); done
	rm -f served
	timeout -k 5 120 "$PITH" run --on "$on" "${flags[@]}" "./$image" >served 2>serve.err &
	server=$!
	wait_for test -s served
}

finish()
{
	kill $server
	wait $server
}

# a_page ON IMAGE
a_page()
{
	serve "$1" "$2" "$web:80"
	is "a page of $2, on $1" "$(./ask tcp $web $'GET / HTTP/1.0\r\n\r\n' | tr -d '\r' | sed -n '1p;$p')" "HTTP/1.1 200 OK
<p>This page comes from a file in the image of the server that sent it."
	finish
}

# One thread and one platform: nothing but the network itself asks for it to begin.
for target in process vm; do
	pith build --no-debug --target $target -o http-$target "$TOP/examples/http"
done
a_page process http-process
a_page qemu http-vm

# Whoever asks as soon as the port takes a connection is served, although nothing listens yet.
for on in process qemu; do
	timeout -k 5 120 "$PITH" run --on $on -p 127.0.0.1:$web:80 ./http >/dev/null 2>serve.err &
	server=$!
	is "a page for who asks at once, on $on" "$(./ask early $web $'GET / HTTP/1.0\r\n\r\n' | head -n 1)" $'HTTP/1.1 200 OK\r'
	finish
done

for on in process qemu; do
	a_page $on http
	serve $on echo $both:7 $both:7/udp
	is "a stream comes back, on $on" "$(./ask tcp $both "to and fro")" "to and fro"
	is "a datagram comes back, on $on" "$(./ask udp $both "one piece")" "one piece"
	finish
done

# A server that speaks before its client does.
cat >greet.c <<'EOC'
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(25) };
	int s = socket(AF_INET, SOCK_STREAM, 0), c;

	if (bind(s, (void *)&a, sizeof a) || listen(s, 5))
		return 1;
	puts("ready");
	fflush(stdout);
	while ((c = accept(s, NULL, NULL)) >= 0) {
		char name;

		if (send(c, "your name?\n", 11, 0) == 11 && recv(c, &name, 1, 0) == 1)
			send(c, &name, 1, 0);
		close(c);
	}
	return 2;
}
EOC
pith build --no-debug -o greet greet.c
for on in process qemu; do
	serve $on greet $web:25
	is "a server speaks first, on $on" "$(timeout 120 bash -c '
		exec 3<>/dev/tcp/127.0.0.1/'$web'
		read -r question <&3
		printf m >&3
		echo "$question $(cat <&3)"')" "your name? m"
	finish
done

# Keys, on a machine: the time of a server, and an address of IPv6.
cat >ntp.c <<'EOC'
/* One question to port 123 gets the time a million seconds on. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(123), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { 30, 0 };
	socklen_t size = sizeof a;
	unsigned char ask[48], answer[48] = { 0x24, 1 };
	unsigned now;
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (bind(s, (void *)&a, sizeof a))
		return 2;
	puts("ready");
	fflush(stdout);
	if (recvfrom(s, ask, sizeof ask, 0, (void *)&a, &size) != sizeof ask)
		return 1;
	now = htonl((unsigned)(time(NULL) + 2208988800u + 1000000));
	memcpy(answer + 24, ask + 40, 8);
	memcpy(answer + 32, &now, 4);
	memcpy(answer + 40, &now, 4);
	return sendto(s, answer, sizeof answer, 0, (void *)&a, size) != sizeof answer;
}
EOC
cat >when.c <<'EOC'
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long from = atol(argv[1]);
	struct ifaddrs *a;
	char text[64];

	for (int i = 0; i < 100 && time(NULL) < from + 1000000; i++)
		usleep(100000);
	printf("%s\n", time(NULL) - from - 1000000 < 100 ? "on time" : "late");
	for (getifaddrs(&a); a; a = a->ifa_next)
		if (a->ifa_addr && a->ifa_addr->sa_family == AF_INET6 &&
		    inet_ntop(AF_INET6, &((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr, text, sizeof text) && text[1] == 'c')
			printf("%s\n", text);
	return argc != 2;
}
EOC
gcc -O2 -o ntp ntp.c && pith cc -O2 -o when when.c
./ntp >served & server=$!
wait_for test -s served
if [ -s served ]; then
	is "the time of a server, and an address" "$(timeout -k 5 120 "$PITH" run --on qemu --net user --set net.ntp=192.0.2.1 \
		--set net.eth0.ip6=fc00::77/64 ./when "$(date +%s)" 2>&1)" "on time
fc00::77"
else
	skip "the time of a server, and an address" "port 123 is not for this user, or in use"
fi
finish 2>/dev/null
ok "a prefix that cannot be" says 125 "error: configuration: net.ip6: 'fc00::77/63' is not a value for it" \
	run --on qemu --net user --set net.ip6=fc00::77/63 ./when 1
ok "a key of no interface" says 125 "error: unknown key 'net.eth9.mtu' (did you mean 'net.mtu'?)" \
	run --on qemu --net user --set net.eth9.mtu=1400 ./when 1
# Datagrams of ICMP, which Linux has for users of some groups only.
cat >ping.c <<'EOC'
/* How far an echo to many goes is set; one to ourselves comes and is answered. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), ttl = 9;
	char b[64] = { 8 };
	int set = setsockopt(s, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl);
	int sent = (int)sendto(s, b, 16, 0, (void *)&a, sizeof a);

	return printf("%d, %d, %d\n", set, sent, (int)recv(s, b, sizeof b, 0)) < 0;
}
EOC
for on in process qemu; do
	pith run --on $on ping.c
	is "a ping socket, on $on" "$(cat out)" "0, 16, 16"
done
# What --pcap writes: frames of Ethernet in libpcap's format.
cat >packets.c <<'EOC'
/*
 * packets FILE: whether they ask DHCP for an address, how many connections to port 80 they open, and how many
 * pages they ask for. What a busy host sends twice (the sequence number is the same) counts once.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	static uint8_t p[65536];
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	unsigned dhcp = 0, open = 0, get = 0;
	uint32_t head[6], packet[4], opened = 0, got = 0, number;

	if (!f || fread(head, 24, 1, f) != 1 || head[0] != 0xa1b2c3d4 || head[5] != 1)
		return 1;
	while (fread(packet, 16, 1, f) == 1 && packet[2] <= sizeof p && packet[2] == packet[3]) {
		unsigned ip = 14, data = ip;

		if (fread(p, 1, packet[2], f) != packet[2])
			return 1;
		data += (p[ip] & 15) * 4u;
		if (p[12] != 8 || p[13] || p[ip] >> 4 != 4)
			continue;
		dhcp += p[ip + 9] == 17 && p[data + 2] == 0 && p[data + 3] == 67;
		if (p[ip + 9] != 6 || p[data + 2] != 0 || p[data + 3] != 80)
			continue;
		memcpy(&number, p + data + 4, 4);
		if ((p[data + 13] & 0x12) == 2 && (!open || number != opened)) {
			open++;
			opened = number;
		}
		data += (p[data + 12] >> 4) * 4u;
		if (packet[2] >= data + 5 && !memcmp(p + data, "GET /", 5) && (!get || number != got)) {
			get++;
			got = number;
		}
	}
	return printf("dhcp %s, connections %u, requests %u\n", dhcp ? "yes" : "no", open, get) < 0;
}
EOC
gcc -O2 -o packets packets.c || echo "not ok - a reader of packets"
for on in process qemu; do
	more="--pcap $on.pcap" serve $on http $web:80
	./ask tcp $web $'GET / HTTP/1.0\r\n\r\n' >page
	finish
	is "--pcap has the packets, on $on" "$(./packets $on.pcap)" "dhcp yes, connections 1, requests 1"
	pith debug --on $on -p 127.0.0.1:$web:80 --pcap debug.pcap --batch 'break main; continue' "$TOP/examples/http" </dev/null
	is "pith debug writes them, too, on $on" "$(./packets debug.pcap)" "dhcp yes, connections 0, requests 0"
done
# A machine with all that the tool can hand on: control, image, network, packets, and a disk.
pith build --no-debug --root file -o http-root "$TOP/examples/http"
more="--pcap root.pcap" serve qemu http-root $web:80
./ask tcp $web $'GET / HTTP/1.0\r\n\r\n' >page
finish
is "--pcap of a machine with a disk" "$(./packets root.pcap)" "dhcp yes, connections 1, requests 1"
# A TAP device: somebody with rights made it. Here that is a namespace of our own.
page_at_tap() # ON
{
	rm -f served
	timeout -k 5 120 "$PITH" run --on "$1" --net tap=pith0 --set net.ip=10.9.0.2/24 --pcap tap.pcap ./http >served 2>tap.err &
	wait_for test -s served
	timeout 60 bash -c 'exec 3<>/dev/tcp/10.9.0.2/80 && printf "GET / HTTP/1.0\r\n\r\n" >&3 && cat <&3' >page
	kill $!
	wait $!
}
for on in process qemu; do
	at_tap "--pcap at a TAP device, on $on" page_at_tap $on &&
		is "--pcap has those of a TAP device, on $on" "$(./packets tap.pcap)" "dhcp no, connections 1, requests 1"
done
# Packet sockets at an interface: somebody asks for the host's address in frames of his own.
cat >arp.c <<'EOC'
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

int main(void)
{
	struct timeval patience = { 0, 500000 };
	struct ifreq r = { .ifr_name = "eth0" };
	int s = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ARP));
	unsigned char question[28] = { 0, 1, 8, 0, 6, 4, 0, 1 }, answer[64];
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP), .sll_halen = 6 };

	if (ioctl(s, SIOCGIFINDEX, &r))
		return 1;
	to.sll_ifindex = r.ifr_ifindex;
	if (bind(s, (void *)&to, sizeof to) || ioctl(s, SIOCGIFHWADDR, &r))
		return 2;
	memset(to.sll_addr, 0xff, 6);
	memcpy(question + 8, r.ifr_hwaddr.sa_data, 6);
	memcpy(question + 14, "\12\11\0\2", 4);
	memcpy(question + 24, "\12\11\0\1", 4);
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	/* A host that has just seen the link come up may lose what it answers. */
	for (int i = 0; i < 20; i++) {
		if (sendto(s, question, sizeof question, 0, (void *)&to, sizeof to) != sizeof question)
			return 3;
		while (recv(s, answer, sizeof answer, 0) >= 28)
			if (answer[7] == 2 && !memcmp(answer + 14, "\12\11\0\1", 4))
				return puts("answered") < 0;
	}
	return 4;
}
EOC
pith cc -O2 -o arp arp.c
ask_at_tap() # ON
{
	timeout -k 5 120 "$PITH" run --on "$1" --net tap=pith0 --set net.ip=10.9.0.2/24 ./arp
}
for on in process qemu; do
	at_tap "frames of one's own, on $on" ask_at_tap $on && is "frames of one's own, on $on" "$(cat out err)" answered
done
# Addresses: those of DHCP, and those that keys name.
addresses() { "$PITH" ps --json | tr -d '\t\n' | sed "s/.*\"name\":\"$1\"[^}]*\"addresses\":\"\([^\"]*\)\".*/\1/"; }
has_addresses() { addresses "$1" | grep -Eqx "$2"; }
for on in process qemu; do
	pith run -d --on $on --name given -p 127.0.0.1:$web:80 ./http
	ok "ps has what DHCP said, on $on" wait_for has_addresses given '[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+.*'
	pith run -d --on $on --name named --net user --set net.ip=10.1.2.3/24 --set net.ip6=fc00::77/64 ./http
	ok "and what keys say, on $on" wait_for has_addresses named '10.1.2.3 fc00::77.*'
	pith ps
	ok "on $on, also for people" grep -Eq "^named .*  10.1.2.3 fc00::77" out
	pith rm -f given named
done
ok "--pcap wants a network" says 125 "error: --pcap 'none.pcap': there is no network*" run --pcap none.pcap ./http
ok "and a file that it can write" says 125 "error: open '/no/such': No such file*" \
	run -p 127.0.0.1:$web:80 --pcap /no/such ./http
