# SPDX-License-Identifier: MIT
"""What `pith debug` adds to gdb.

pith-attach process PID DEBUG-FILE ENTRY     take hold of a process, and give gdb its symbols
pith-attach machine SOCKET DEBUG-FILE MODE   the same for a machine; MODE is `boot` or `running`
pith-threads                                 the threads of the application, each with its stack

An image runs at an address that it chooses at its start, so symbols are added where it is.
"""
import struct

import gdb

AT_ENTRY = 9
LARGE_PAGE = 2 << 20
SEARCH_STEPS = 512


def read_slide_of_process(pid, entry):
    """The host tells a process where its entry is."""
    with open("/proc/%d/auxv" % pid, "rb") as f:
        data = f.read()
    for key, value in struct.iter_unpack("<QQ", data):
        if key == AT_ENTRY:
            return value - entry
    raise gdb.GdbError("the process has no entry")


def read_register(name):
    return int(gdb.selected_frame().read_register(name)) & (1 << 64) - 1


def run_to(address):
    """Continue to (address). The machine may not have it in its page tables yet."""
    point = gdb.Breakpoint("*%#x" % address, gdb.BP_HARDWARE_BREAKPOINT, internal=True)
    point.silent = True
    gdb.execute("continue", to_string=True)
    point.delete()
    if read_register("rip") != address:
        raise gdb.GdbError("the machine stopped on its way")


def link_address(name):
    return int(gdb.parse_and_eval("(unsigned long)&%s" % name))


def follow_boot():
    """boot_map() runs at its link address and returns where the image will run."""
    run_to(link_address("boot_map"))
    memory = gdb.selected_inferior().read_memory(read_register("rsp"), 8)
    run_to(struct.unpack("<Q", memory)[0])
    return read_register("rax")


def search_slide(header, first):
    """The image's first bytes are some large pages below the code that runs."""
    slide = (read_register("rip") - first) & ~(LARGE_PAGE - 1)
    for _ in range(SEARCH_STEPS):
        try:
            found = gdb.selected_inferior().read_memory(slide + first, len(header))
            if bytes(found) == header:
                return slide
        except gdb.MemoryError:
            pass
        slide -= LARGE_PAGE
    raise gdb.GdbError("the image was not found in the machine")


def first_segment(path):
    """The link address of the file's beginning, and the header that stands there."""
    with open(path, "rb") as f:
        data = f.read(4096)
    at, size, n = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    for i in range(n):
        kind, _, _, address = struct.unpack_from("<IIQQ", data, at + i * size)
        if kind == 1:
            return address, data[:24]
    raise gdb.GdbError("'%s' has no segments" % path)


def add_symbols(path, slide):
    """Symbols at run-time addresses, in place of those at link addresses."""
    gdb.execute("symbol-file", to_string=True)
    gdb.execute("add-symbol-file %s -o %#x" % (path, slide), to_string=True)


class Attach(gdb.Command):
    """Take hold of what pith debug started, or found."""

    def __init__(self):
        super().__init__("pith-attach", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        kind, where, path, how = gdb.string_to_argv(argument)
        gdb.execute("set confirm off")
        gdb.execute("set pagination off", to_string=True)
        if kind == "process":
            slide = read_slide_of_process(int(where), int(how, 0))
            # It was stopped by one so that we could come; that is over.
            gdb.execute("handle SIGSTOP nostop noprint nopass", to_string=True)
            gdb.execute("attach %s" % where, to_string=True)
        else:
            gdb.execute("set architecture i386:x86-64", to_string=True)
            gdb.execute("symbol-file %s" % path, to_string=True)
            gdb.execute("target remote %s" % where, to_string=True)
            slide = follow_boot() if how == "boot" else self.find(path)
        add_symbols(path, slide)

    @staticmethod
    def find(path):
        first, header = first_segment(path)
        return search_slide(header, first)


def tree_nodes(node):
    """The nodes of a base/tree.h, in order."""
    if not int(node):
        return
    yield from tree_nodes(node["child"][0])
    yield node
    yield from tree_nodes(node["child"][1])


def all_threads():
    """Every thread of the library OS: this is the one place that knows where they are listed."""
    try:
        root = gdb.parse_and_eval("threads.by_tid.root")
    except gdb.error:
        # An image that cannot make a thread has no list, but one thread.
        yield gdb.parse_and_eval("&thread_first")
        return
    kind = gdb.lookup_type("struct thread")
    offset = next(f.bitpos // 8 for f in kind.fields() if f.name == "node")
    for node in tree_nodes(root):
        yield gdb.Value(int(node) - offset).cast(kind.pointer())


def field(value, name, default=None):
    names = [f.name for f in value.type.strip_typedefs().fields()]
    return value[name] if name in names else default


class Threads(gdb.Command):
    """The threads of the application, each with its stack."""

    def __init__(self):
        super().__init__("pith-threads", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        threads = list(all_threads())
        for t in threads:
            self.show(t.dereference(), len(threads) == 1)

    def show(self, t, alone):
        state, sp = field(t, "state"), field(t, "sp")
        name = field(t, "name")
        words = ["thread %d" % int(field(t, "tid", 1))]
        if name is not None and name.string():
            words.append('"%s"' % name.string())
        if state is not None and not alone:
            words.append(str(state.cast(gdb.lookup_type("enum thread_state"))))
        print(" ".join(words))
        if alone or state is None or int(state) == 0:
            gdb.execute("backtrace")
        else:
            self.show_sleeping(int(sp))

    @staticmethod
    def show_sleeping(sp):
        """Its registers stand on its stack (arch/x86_64/context.h): borrow them for a backtrace."""
        context = gdb.Value(sp).cast(gdb.lookup_type("struct context").pointer())
        borrowed = ["rbx", "rbp", "r12", "r13", "r14", "r15", "rip"]
        values = {name: int(context[name]) for name in borrowed}
        values["rsp"] = sp + context.dereference().type.sizeof
        gdb.execute("select-frame 0")
        before = {name: read_register(name) for name in values}
        try:
            for name, value in values.items():
                gdb.execute("set $%s = %#x" % (name, value))
            gdb.execute("backtrace")
        finally:
            gdb.execute("select-frame 0")
            for name, value in before.items():
                gdb.execute("set $%s = %#x" % (name, value))


Attach()
Threads()
