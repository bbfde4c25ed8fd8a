# SPDX-License-Identifier: MIT
# Published ports: the examples serve a client of the host, as a process and as a machine.

command -v passt >/dev/null || { echo "ok 1 - network # SKIP no passt"; echo 1..1; exit 0; }

cat >ask.c <<'EOC'
/* ask tcp|udp PORT TEXT: print what comes back. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[2])),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { 5, 0 };
	int s = socket(AF_INET, argv[1][0] == 't' ? SOCK_STREAM : SOCK_DGRAM, 0);
	char b[4096];
	ssize_t n;

	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (argc != 4 || connect(s, (void *)&a, sizeof a) || send(s, argv[3], strlen(argv[3]), 0) < 0)
		return 1;
	if (argv[1][0] == 't')
		shutdown(s, SHUT_WR);
	do {
		n = recv(s, b, sizeof b, 0);
		if (n > 0)
			fwrite(b, 1, (size_t)n, stdout);
	} while (n > 0 && argv[1][0] == 't');
	return n < 0;
}
EOC
gcc -O2 -o ask ask.c || echo "not ok - a client"
for example in http echo dns; do
	pith build --no-debug -o $example "$TOP/examples/$example"
	is "build $example" $? 0
done

# serve ON IMAGE PUBLISHED...: in the background, until it says something.
serve()
{
	local on=$1 image=$2 p flags=()
	shift 2
	for p in "$@"; do flags+=(-p "127.0.0.1:$p"); done
	rm -f served
	timeout -k 5 60 "$PITH" run --on "$on" "${flags[@]}" "./$image" >served 2>serve.err &
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
	serve "$1" "$2" 24080:80
	is "a page of $2, on $1" "$(./ask tcp 24080 $'GET / HTTP/1.0\r\n\r\n' | tr -d '\r' | sed -n '1p;$p')" "HTTP/1.1 200 OK
<p>This page comes from a file in the image of the server that sent it."
	finish
}

# One thread and one platform: nothing but the network itself asks for it to begin.
for target in process vm; do
	pith build --no-debug --target $target -o http-$target "$TOP/examples/http"
done
a_page process http-process
a_page qemu http-vm

for on in process qemu; do
	a_page $on http
	serve $on echo 24007:7 24007:7/udp
	is "a stream comes back, on $on" "$(./ask tcp 24007 "to and fro")" "to and fro"
	is "a datagram comes back, on $on" "$(./ask udp 24007 "one piece")" "one piece"
	finish
done
