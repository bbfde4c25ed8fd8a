# SPDX-License-Identifier: MIT
# A client of memcached: client.py version|set|large|numbers|wrong|many N
import socket
import sys
from concurrent.futures import ThreadPoolExecutor


class Client:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", 21211), 10)
        self.file = self.socket.makefile("rb")

    def ask(self, text):
        self.socket.sendall(text)
        return self.file.readline()

    def store(self, key, value):
        return self.ask(b"set %s 0 0 %d\r\n%s\r\n" % (key, len(value), value))

    def fetch(self, key):
        head = self.ask(b"get %s\r\n" % key)
        if head == b"END\r\n":
            return None
        value = self.file.read(int(head.split()[3]) + 2)
        self.file.readline()
        return value[:-2]


def value_of(i):
    return b"v%d" % i * (i % 50 + 1)


# Store and fetch 100 keys with a connection of its own; how many came back right.
def hundred(base):
    c = Client()
    for i in range(base, base + 100):
        c.store(b"k%d" % i, value_of(i))
    return sum(c.fetch(b"k%d" % i) == value_of(i) for i in range(base, base + 100))


c = Client()
match sys.argv[1]:
    case "version":
        print(c.ask(b"version\r\n"))
    case "set":
        print(c.store(b"a", b"some words"), c.fetch(b"a"), c.fetch(b"b"), c.ask(b"delete a\r\n"), c.fetch(b"a"))
    case "large":
        big = bytes(range(256)) * 3000
        print(c.store(b"big", big), c.fetch(b"big") == big)
    case "many":
        with ThreadPoolExecutor(8) as pool:
            print(sum(pool.map(hundred, range(0, int(sys.argv[2]), 100))))
    case "numbers":
        print(c.store(b"n", b"41"), c.ask(b"incr n 1\r\n"), c.ask(b"decr n 50\r\n"))
    case "wrong":
        print(c.ask(b"nothing\r\n"))
