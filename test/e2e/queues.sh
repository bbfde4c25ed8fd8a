# SPDX-License-Identifier: MIT
# A TAP device with many queues: a machine that is to have more has a pair for each CPU; all others have one.

# Two threads, each on a CPU of its own, answer what comes by their connections, taken in turn.
cat >answer.c <<'EOC'
#define _GNU_SOURCE
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int of[2];

static void *answer(void *arg)
{
	int nr = (int)(intptr_t)arg;
	struct epoll_event e;
	char b[4096];
	cpu_set_t cpu;

	CPU_ZERO(&cpu);
	CPU_SET(nr, &cpu);
	sched_setaffinity(0, sizeof cpu, &cpu);
	while (epoll_wait(of[nr], &e, 1, -1) == 1) {
		ssize_t n = recv(e.data.fd, b, sizeof b, 0);

		if (n <= 0)
			close(e.data.fd);
		else
			send(e.data.fd, b, (size_t)n, MSG_NOSIGNAL);
	}
	return NULL;
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(7) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), s;
	pthread_t t;

	for (int i = 0; i < 2; i++) {
		of[i] = epoll_create1(0);
		pthread_create(&t, NULL, answer, (void *)(intptr_t)i);
	}
	if (bind(listener, (void *)&a, sizeof a) || listen(listener, 64))
		return 1;
	puts("ready");
	fflush(stdout);
	for (int i = 0; (s = accept(listener, NULL, NULL)) >= 0; i++)
		epoll_ctl(of[i % 2], EPOLL_CTL_ADD, s, &(struct epoll_event){ EPOLLIN, { .fd = s } });
	return 2;
}
EOC
# Eight connections, 300 times: what was sent to each of them comes back by it.
cat >ask.c <<'EOC'
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(7) };
	struct timeval patience = { 10, 0 };
	char out[500], in[500];
	int s[8];

	inet_pton(AF_INET, "10.9.0.2", &a.sin_addr);
	for (int i = 0; i < 8; i++) {
		s[i] = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(s[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		if (connect(s[i], (void *)&a, sizeof a))
			return 1;
	}
	for (int n = 0; n < 300; n++) {
		for (int i = 0; i < 8; i++) {
			memset(out, 'a' + (n + i) % 26, sizeof out);
			if (send(s[i], out, sizeof out, 0) != sizeof out)
				return 2;
		}
		for (int i = 0; i < 8; i++) {
			memset(out, 'a' + (n + i) % 26, sizeof out);
			if (recv(s[i], in, sizeof in, MSG_WAITALL) != sizeof in || memcmp(in, out, sizeof in))
				return 3;
		}
	}
	return puts("all came back") < 0;
}
EOC
gcc -O2 -o ask ask.c && pith build -o answer answer.c
is "a server with two threads" $? 0

# What comes back, and what gdb says of QUESTIONS; /sys is that of this network.
ask_at_tap() # QUESTIONS QUEUES OPTION...
{
	local questions=$1 net=tap=pith0$2 i
	shift 2
	mount -t sysfs sysfs /sys || { echo "Bail out! no tap device whose flags can be read"; return; }
	timeout 120 "$PITH" run -d --debug --name queues "$@" --net "$net" --set net.ip=10.9.0.2/24 ./answer >/dev/null
	for i in $(seq 100); do
		timeout 1 bash -c ': < /dev/tcp/10.9.0.2/7' 2>/dev/null && break
		sleep 0.1
	done
	timeout 120 ./ask
	[ ! "$questions" ] || timeout 120 "$PITH" debug --batch "$questions" queues </dev/null | grep -E '^\$'
	timeout 120 "$PITH" rm -f queues >/dev/null
}
in_mounts_of_its_own() { unshare --mount bash -c '"$@"' bash "$@"; }
at_queues() { at_tap "$1" in_mounts_of_its_own "${@:2}"; }
export -f ask_at_tap

questions="print all->queues->on; print all->first.receive.popped > 300 && all->first.send.popped > 300;
	print all->queues->more[0].receive.popped > 300 && all->queues->more[0].send.popped > 300"
command -v gdb >/dev/null || questions=
export net_tap_as=multi_queue
at_queues "a pair of queues for each CPU" ask_at_tap "$questions" ,queues=2 --on qemu --machine q35 -c 2 &&
	is "a pair of queues for each CPU, and both are used" "$(cat out)" "all came back${questions:+
\$1 = 2
\$2 = 1
\$3 = 1}"
at_queues "more queues than CPUs" ask_at_tap "" ,queues=4 --on qemu --machine q35 -c 2 &&
	is "more queues than CPUs" "$(cat out)" "all came back"
at_queues "and more than one, for one CPU" ask_at_tap "" ,queues=2 --on qemu --machine q35 &&
	is "and more than one, for one CPU" "$(cat out)" "all came back"
for of in "--on qemu --machine q35 -c 2" "--on qemu --machine microvm -c 2" "--on process -c 2" \
	"--on qemu --machine q35 --pcap queues.pcap" "--on process --pcap queues.pcap"; do
	# shellcheck disable=SC2086 # words
	at_queues "one queue of many, $of" ask_at_tap "" "" $of && is "one queue of many, $of" "$(cat out)" "all came back"
done
export net_tap_as=
at_queues "one that has no more" ask_at_tap "${questions:+print all->queues}" "" --on qemu --machine q35 -c 2 &&
	is "one that has no more" "$(sed 's/(struct vnet_queues \*) //' out)" "all came back${questions:+
\$1 = 0x0}"

for net in tap=pith0, tap=pith0,queue=2 tap=pith0,queues= tap=pith0,queues=0 tap=pith0,queues=17 tap=pith0,queues=2x; do
	ok "--net $net" says 125 "error: --net '$net': not tap=NAME,queues=N with N from 1 to 16" run --net $net ./answer
done
ok "--net tap=,queues=2" says 125 "error: --net 'tap=,queues=2': not a name of a TAP device" run --net tap=,queues=2 ./answer
for on in "--on process" "--on qemu" "--on qemu --machine microvm"; do
	# shellcheck disable=SC2086 # words
	ok "more queues than one, $on" says 125 "error: --net: queues=2: only machines with PCI have more than one (--machine q35)" \
		run $on --net tap=pith0,queues=2 ./answer
done
ok "and --pcap" says 125 "error: --pcap: the packets of one queue, not of 2" \
	run --on qemu --machine q35 --net tap=pith0,queues=2 --pcap none.pcap ./answer
