# The tests: unit tests under sanitizers, fuzz targets, and `make test`, which runs all suites.

COMMA := ,
UNIT_CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE -DDEBUG -DPITH_VERSION='"$(VERSION)"' \
	-fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all $(WARNINGS)
FUZZ_CFLAGS := $(UNIT_CFLAGS) -fsanitize=fuzzer
TSAN_CFLAGS := $(filter-out -DDEBUG -fsanitize=address$(COMMA)undefined,$(UNIT_CFLAGS)) -fsanitize=thread -Wno-tsan -pthread
UNIT_LIBS   := $(TOOL_LIBS)
WRAP_MALLOC := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# What the fuzz targets of the network link: all of it, on what test/unit has for what is below.
NET_SCRIPT := test/unit/net_script.c test/unit/net_fake.c test/unit/vfs_fake.c $(wildcard port/lwip/*.c port/lwip/*/*.c) \
	base/siphash.c base/chacha.c kern/mem/user.c $(wildcard kern/net/*.c kern/net/*/*.c) \
	$(wildcard kern/vfs/*.c kern/vfs/tree/*.c) kern/vfs/made/text.c kern/sched/lock.c kern/sched/mutex.c \
	$(wildcard kern/console/*.c abi/linux/net/*.c) abi/linux/time/deadline.c abi/linux/grown.c \
	$(wildcard abi/linux/file/[a-oqrt-z]*.c abi/linux/file/p[a-oq-z]*.c abi/linux/file/s[a-df-z]*.c kern/pipe/*.c fs/ramfs*.c) \
	fs/devfs.c base/format.c

# A test says in its header comment what it links: `Links: base/tree.c kern/mem/*.c`.
$O/test/links.mk: $(wildcard test/unit/*.c test/fuzz/*.c test/tsan/*.c) test/test.mk
	$Qmkdir -p $(@D)
	$Q$(AWK) '/^ \* Links:/ { \
		name = FILENAME; sub(/^test\//, "", name); sub(/\.c$$/, "", name); \
		kind = name; sub(/\/.*/, "", kind); sub(/^.*Links:/, ""); \
		if (!(name in seen)) \
			printf "%s_TESTS += $$O/%s\n$$O/%s: $$O/%s/obj/%s\n", toupper(kind), name, name, kind, \
				substr(FILENAME, 1, length(FILENAME) - 1) "o"; \
		seen[name] = 1; \
		printf "$$O/%s: $$(patsubst %%,$$O/%s/obj/%%.o,$$(basename $$(sort $$(wildcard %s))))\n", name, kind, $$0 }' \
		$(filter %.c,$^) > $@

-include $O/test/links.mk

$O/unit/obj/%.o: %.c $(GEN_HDR) $(PLAT_NAMES)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(UNIT_CFLAGS) -I . -I $(GEN) -MMD -MP -c -o $@ $<

$O/unit/obj/%.o: %.S
	$(call say,AS)
	$Qmkdir -p $(@D)
	$Q$(CC) -g $(UNIT_NAMES) -I . -MMD -MP -c -o $@ $<

$O/fuzz/obj/%.o: %.c $(GEN_HDR) $(PLAT_NAMES)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Qclang $(FUZZ_CFLAGS) -I . -I $(GEN) -MMD -MP -c -o $@ $<

$O/tsan/obj/%.o: %.c $(GEN_HDR) $(PLAT_NAMES)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TSAN_CFLAGS) -I . -I $(GEN) -MMD -MP -c -o $@ $<

# Its headers behind the host's, which declare what ours of the same names leave to the library OS.
LWIP_LAST := -Wno-conversion $(patsubst %,-idirafter %,$(filter-out -isystem,$(LWIP_INC)))

# lwIP, from its pristine source, in the targets of the network.
FUZZ_NET  := $(patsubst %.c,$O/%,$(subst test/,,$(wildcard test/fuzz/net_*.c)))
FUZZ_LWIP := $(LWIP_SRC:%.c=$O/fuzz/obj/lwip/%.o)
$(FUZZ_NET): $(FUZZ_LWIP)
$O/fuzz/obj/port/lwip/%.o: FUZZ_CFLAGS += $(LWIP_LAST)
$(patsubst %.c,$O/fuzz/obj/%.o,$(wildcard port/lwip/*.c port/lwip/*/*.c)): $O/src/lwip.done

$(FUZZ_LWIP): $O/fuzz/obj/lwip/%.o: $O/src/lwip.done $(LWIP_OURS)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Qclang $(FUZZ_CFLAGS) $(LWIP_CALLS_$*) -w $(LWIP_INC) -I . -I $(GEN) -c -o $@ $(LWIP)/$*.c

UNIT_LWIP := $(addprefix $O/unit/obj/test/unit/, net_announce.o net_frame.o tcp_cubic.o tcp_early.o tcp_recover.o tcp_train.o)
$O/unit/obj/port/lwip/%.o $(UNIT_LWIP): UNIT_CFLAGS += $(LWIP_LAST)
$(patsubst %.c,$O/unit/obj/%.o,$(wildcard port/lwip/*.c port/lwip/*/*.c)) $(UNIT_LWIP): $O/src/lwip.done $(LWIP_OURS)

# And in the unit tests of all of it.
UNIT_LWIP_ALL := $(LWIP_SRC:%.c=$O/unit/obj/lwip/%.o)
$O/unit/net_announce $O/unit/net_frame $O/unit/net_patience $O/unit/net_rest: $(UNIT_LWIP_ALL)
$(UNIT_LWIP_ALL): $O/unit/obj/lwip/%.o: $O/src/lwip.done $(LWIP_OURS)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(UNIT_CFLAGS) $(LWIP_CALLS_$*) -w $(LWIP_INC) -I . -I $(GEN) -c -o $@ $(LWIP)/$*.c

# The library OS's own strings, under other names than those of the C library they are tested with.
OWN_STRINGS := memcpy memmove memset memcmp memchr strlen strnlen strcmp strncmp strchr strrchr
$O/unit/obj/base/string.o: UNIT_CFLAGS += -ffreestanding $(foreach f,$(OWN_STRINGS),-D$f=own_$f)

# The C library's quicker ones, too. They look at whole blocks of which the caller named a part, which ASan does not know.
FAST_STRINGS := memcpy memmove memset memcmp memchr strlen strchr strchrnul strcasecmp strcasecmp_l
$O/unit/obj/port/musl/fast/%.o: UNIT_NAMES = $(foreach f,$(FAST_STRINGS),-D$f=fast_$f)
$O/unit/obj/port/musl/fast/%.o: UNIT_CFLAGS += -ffreestanding -fno-sanitize=address $(UNIT_NAMES)

$(UNIT_TESTS):
	$(call say,LINK)
	$Q$(CC) $(UNIT_CFLAGS) $(if $(filter %/fault.o,$^),$(WRAP_MALLOC)) -o $@ $^ $(UNIT_LIBS)

$(TSAN_TESTS):
	$(call say,LINK)
	$Q$(CC) $(TSAN_CFLAGS) -o $@ $^

$(FUZZ_TESTS):
	$(call say,LINK)
	$Qclang $(FUZZ_CFLAGS) -o $@ $^ $(UNIT_LIBS)

-include $(shell find $O/unit/obj $O/fuzz/obj $O/tsan/obj -name '*.d' 2>/dev/null)

.PHONY: unit tsan fuzz stress soak apps-long servers net-long programs cpython stress-ng bench objects check format test test-programs
unit: $(UNIT_TESTS) ## build and run the unit tests
	$Qtest/run-unit $O/unit

tsan: $(TSAN_TESTS) ## what threads of the library OS share, under ThreadSanitizer
	$Qtest/run-unit $O/tsan

T ?= 60
fuzz: $(FUZZ_TESTS) ## run every fuzz target for T=60 seconds
	$Qtest/run-fuzz $O/fuzz $T

stress: all ## random system calls for T=60 seconds, on a process and on a machine
	$Qtest/run-stress $O $T

apps-long: all ## 500 MB (MB=500) through zstd, xz and pigz, SQLite's threadtest3
	$Qscripts/setup test
	$Qtest/run-apps-long $O $(MB)

servers: all ## Redis and nginx from source with real clients, and Redis's own tests
	$Qscripts/setup test
	$Qfor p in 'redis-tools redis-cli' 'wrk wrk' 'apache2-utils ab' 'nghttp2-client h2load' 'curl curl' 'iproute2 ip'; do \
		scripts/setup with $$p || exit 1; done
	$Qscripts/deps $O redis nginx pcre2 zlib
	$Qtest/run-servers -O $O $(SERVERS)

net-long: all ## 50 loads in a row, 20,000 connections, floods, bad links, bytes (NET="-p process loads" for some)
	$Qscripts/setup test
	$Qfor p in 'redis-tools redis-cli' 'wrk wrk' 'iperf3 iperf3' 'jq jq' 'iproute2 ip'; do \
		scripts/setup with $$p || exit 1; done
	$Qscripts/deps $O redis nginx pcre2 zlib
	$Qtest/run-net-long -O $O $(NET)

programs: all ## Debian's programs and languages, unmodified; writes docs/programs.md
	$Qscripts/setup test
	$Qtest/run-programs -O $O -d docs/programs.md

cpython: all ## CPython's regression tests in an image (CPYTHON="test_os test_io" for some)
	$Qscripts/setup with libpython3.11-testsuite /usr/lib/python3.11/test/test_os.py
	$Qtest/run-cpython -O $O $(CPYTHON)

stress-ng: all ## each stressor of stress-ng in an image for a second (STRESS="cpu vm" for some)
	$Qscripts/setup with stress-ng stress-ng
	$Qtest/run-stress-ng -O $O $(STRESS)

.PHONY: guest-all
guest-all: all ## the guest tests on all platforms: also machines that make test leaves out
	$Qtest/run-guest -O $O -j $(shell nproc)

soak: ## threads for T=60 seconds on each platform, in images that check themselves
	$Qscripts/setup test
	$Qtest/run-soak $O $T

BENCH ?=
bench: ## measure; one table with ratios (BENCH="size boot" for some questions)
	$Qscripts/setup bench
	$Q$(MAKE) --no-print-directory all
	$Qbench/run $O $(BENCH)

objects: $(KERN_OBJS) $(TOOL_OBJS)

check: ## borders, lengths, layout, warnings of gcc and clang
	$Qtest/run-check $O

format: ## lay out the C files as clang-format does
	$Qclang-format -i $$(git ls-files '*.[ch]' | grep -v '^test/guest/')

test-programs: all $(UNIT_TESTS) $(TSAN_TESTS) $(FUZZ_TESTS)

JOBS ?= $(shell nproc)
test: ## install what is missing, build, run all suites (SUITES="unit boot" for some)
	$Qscripts/setup test
	$Q$(MAKE) -j$(JOBS) --no-print-directory test-programs
	$Qtest/run -O $O -j $(JOBS) $(SUITES)
