# SPDX-License-Identifier: MIT
"""What `pith debug` adds to gdb.

pith-attach process PID DEBUG-FILE ENTRY     take hold of a process, and give gdb its symbols
pith-attach machine SOCKET DEBUG-FILE MODE   the same for a machine; MODE is `boot` or `running`
pith-threads                                 the threads of the application, each with its stack
pith-memory                                  who has the frames of memory

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

    kind = None

    def __init__(self):
        super().__init__("pith-attach", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        kind, where, path, how = gdb.string_to_argv(argument)
        Attach.kind = kind
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


WORD = (1 << 64) - 1
PAGE = 4096
PTE_PRESENT, PTE_ACCESSED, PTE_LARGE, PTE_OWNED = 1, 1 << 5, 1 << 7, 1 << 9
PTE_FRAME = 0x000FFFFFFFFFF000
NO_SLAB, HEAP_HEADER = 0xFF, 64


def number(expression):
    return int(gdb.parse_and_eval(expression)) & WORD


def words_at(address, n):
    data = gdb.selected_inferior().read_memory(address, 8 * n)
    return struct.unpack("<%dQ" % n, data)


class Frames:
    """The pool of frames (kern/mem/frame_int.h), and what the heap made of some (kern/mem/heap.c)."""

    def __init__(self):
        self.pool = gdb.parse_and_eval("frame_pool")
        self.window = number("frame_window")
        self.total = int(self.pool["total"])
        self.used = self.total - int(self.pool["free"])

    def freed(self):
        found = set()
        for order in range(self.pool["blocks"].type.range()[1] + 1):
            block = int(self.pool["blocks"][order])
            while block:
                found.update(range(block, block + (PAGE << order), PAGE))
                block = words_at(self.window + block, 1)[0]
        return found

    def headers(self):
        """The headers of the heap's slabs and runs: a frame begins with one that says so itself."""
        heap = gdb.lookup_symbol("heap_alloc")[0]
        if heap is None:
            return
        seal, freed = number("space_random"), self.freed()
        kind = gdb.lookup_type("struct header", heap.symtab.static_block())
        owner = next(f.bitpos // 64 for f in kind.fields() if f.name == "owner")
        for region in range(int(self.pool["nr_regions"])):
            end = int(self.pool["regions"][region]["next"])
            at = self.first_of(region)
            while at < end:
                step = 1
                if at not in freed:
                    h = self.header_at(at, owner, seal, kind)
                    if h is not None:
                        yield h
                        step = int(h["nr_frames"])
                at += step * PAGE

    def first_of(self, region):
        """A region does not say where it began: above the one below it, at the latest."""
        me = int(self.pool["regions"][region]["end"])
        ends = [int(self.pool["regions"][i]["end"]) for i in range(int(self.pool["nr_regions"]))]
        return max([e for e in ends if e < me], default=PAGE)

    def header_at(self, frame, owner, seal, kind):
        address = self.window + frame
        try:
            if words_at(address, owner + 1)[owner] != (address ^ seal) & WORD:
                return None
        except gdb.MemoryError:  # no frame, or none that was handed out
            return None
        return gdb.Value(address).cast(kind.pointer()).dereference()


def application_frames(frames):
    """
    In a machine those of the application's mappings: that it touched, and that came ahead of a
    touch. Else None: the host has them.
    """
    if Attach.kind == "process":
        return None
    try:
        root = gdb.parse_and_eval("space_first.mappings.root")
    except gdb.error:  # an image that maps nothing
        return [0, 0]
    top = number("&boot_pml4")
    kind = gdb.lookup_type("struct mapping")
    node = next(f.bitpos // 8 for f in kind.fields() if f.name == "node")
    counts = [0, 0]
    for n in tree_nodes(root):
        m = gdb.Value(int(n) - node).cast(kind.pointer())
        count_owned(counts, frames, top, 4, 0, int(m["start"]), int(m["end"]))
    return counts


def count_owned(counts, frames, table, level, base, start, end):
    """Add the entries of (table), which begins at address (base), for [start, end)."""
    size = PAGE << 9 * (level - 1)
    first, last = max(0, start - base) // size, min(511, (end - 1 - base) // size)
    for i, entry in enumerate(words_at(table + 8 * first, last - first + 1), first):
        if level == 1 or entry & PTE_LARGE:
            if entry & PTE_OWNED:
                counts[not entry & PTE_ACCESSED] += size // PAGE
        elif entry & PTE_PRESENT:
            below = frames.window + (entry & PTE_FRAME)
            count_owned(counts, frames, below, level - 1, base + i * size, start, end)


class Memory(gdb.Command):
    """Who has the frames of memory, 4 KiB each."""

    def __init__(self):
        super().__init__("pith-memory", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        frames, slabs, runs = Frames(), {}, 0
        for h in frames.headers():
            if int(h["class"]) == NO_SLAB:
                runs += int(h["nr_frames"])
            else:
                slabs.setdefault(int(h["class"]), []).append(int(h["nr_used"]))
        own = application_frames(frames)
        print("frames: %d, in use %d" % (frames.total, frames.used))
        if own is not None:
            print("application: %d, and %d ahead of its touch" % tuple(own))
        print("library OS: %d" % (frames.used - sum(own or [0])))
        print("  large blocks of the heap: %d" % runs)
        for kind in sorted(slabs):
            size = int(gdb.parse_and_eval("'heap.c'::class_size[%d]" % kind))
            pages, used = len(slabs[kind]), sum(slabs[kind])
            room = pages * ((PAGE - HEAP_HEADER) // size)
            print("  blocks of %d: %d (%d of %d in use)" % (size, pages, used, room))


Attach()
Threads()
Memory()
