# SPDX-License-Identifier: MIT
# Pith: `make` builds the tool and its toolkit into out/, `make demo` shows the main job,
# `make test` tests, `make help` lists the rest. Nothing is written outside out/.

O       ?= out
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
AR      := $(if $(filter default,$(origin AR)),ar,$(AR))
AWK     ?= awk
VERSION := 0.1.0

Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-5s %s\n' '$1' '$(@:$O/%=%)')

TOOLKIT := $O/lib/pith
TARGETS := any vm process

.PHONY: all
all: $O/pith toolkit ## build the tool and its toolkit (the default)

.PHONY: demo
demo: ## install what is missing, build, and run the main job: SQLite as a process and as a machine
	$Qscripts/setup bench
	$Q$(MAKE) --no-print-directory -j$(shell nproc) all
	$Qscripts/demo $O

# --- What must be there first -------------------------------------------------------------------

.PHONY: setup
setup: ## install what is missing (as root), or say what to install
	$Qscripts/setup

$O/src/%.done: $(wildcard deps.lock scripts/deps)
	$(call say,FETCH)
	$Qscripts/deps $O $*

# --- Generated sources --------------------------------------------------------------------------

GEN     := $O/gen
TBL     := abi/linux/syscalls.tbl
GEN_HDR := $(GEN)/abi/linux/syscalls.h

$(GEN)/abi/linux/syscalls.h: make := prototypes
$(GEN)/abi/linux/syscall_table.c: make := table
$(GEN)/abi/linux/syscall_calls.S: make := calls
$(GEN)/port/musl/binding.h: make := binding
$(TOOLKIT)/syscalls: make := numbers
docs/syscalls.md: make := page
$(GEN)/abi/linux/syscalls.h $(GEN)/abi/linux/syscall_table.c $(GEN)/abi/linux/syscall_calls.S $(GEN)/port/musl/binding.h \
$(TOOLKIT)/syscalls docs/syscalls.md: $(TBL) scripts/syscalls.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Q$(AWK) -v make=$(make) -f scripts/syscalls.awk $(TBL) > $@

PLAT_NAMES := $(GEN)/plat/pvh/names.h $(GEN)/plat/linux/names.h

$(PLAT_NAMES): $(GEN)/plat/%/names.h: plat/plat.tbl scripts/plat.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Q$(AWK) -v target=names -v platform=$* -f scripts/plat.awk plat/plat.tbl > $@

# --- The library OS -----------------------------------------------------------------------------

# A member is linked where it is reached, so the lists are the folders themselves.
KERN_DIRS := base arch/x86_64 \
	kern/core kern/console kern/dev kern/event kern/mem kern/net kern/net/netlink kern/net/unix kern/pipe kern/sched \
	kern/vfs kern/vfs/made kern/vfs/tree fs fs/disk \
	drivers/serial drivers/virtio \
	plat/pc plat/pvh plat/pvh/device plat/smp plat/linux plat/linux/calls plat/linux/net \
	abi/linux abi/linux/binary abi/linux/event abi/linux/file abi/linux/futex abi/linux/identity abi/linux/ipc abi/linux/mm abi/linux/net \
	abi/linux/proc abi/linux/procfs abi/linux/sched abi/linux/signal abi/linux/time abi/linux/timer abi/linux/xattr \
	port/lwip port/lwip/input port/lwip/packet port/lwip/tcp
KERN_SRC  := $(sort $(wildcard $(KERN_DIRS:%=%/*.c) $(KERN_DIRS:%=%/*.S)))
KERN_OBJS := $(patsubst %,$O/kern/%.o,$(basename $(KERN_SRC))) \
	$O/kern/gen/syscall_table.o $O/kern/gen/syscall_calls.o

# What takes the place of members of the former, and so is an archive of its own.
RING3_OBJS := $(patsubst %,$O/kern/%.o,$(basename $(wildcard plat/ring3/*.c plat/ring3/*.S)))

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wimplicit-fallthrough -Wvla -Wundef $(if $(WERROR),-Werror)

# Size first: what is fast here is what is not executed. Nothing in the library OS keeps a vector
# register on its stack, so eight bytes align it.
OPTIMISE ?= -Oz
STACK_8  := $(if $(findstring clang,$(CC)),-mstack-alignment=8,-mpreferred-stack-boundary=3)

# Passes of gcc that make the library OS larger by what they hoist, copy or save.
SMALLER  := $(if $(findstring clang,$(CC)),,-fno-move-loop-invariants \
	-fno-tree-dominator-opts -fno-caller-saves -fno-expensive-optimizations \
	-fno-forward-propagate -fno-inline-small-functions -fno-if-conversion -malign-data=abi)

# What gcc copies at -O2 though it saves next to nothing: functions that are called more than once, and paths.
NO_COPIES := -fno-inline-functions -fno-tree-pre -fno-caller-saves

# But for what programs do all the time, where instructions are worth bytes. None of it is in a hello.
HOT  := base/sha256.c base/siphash.c base/tree.c fs/lz4.c $(addprefix abi/linux/, file/fstat.c \
	file/newfstatat.c file/openat.c file/pread64.c file/pwrite64.c file/read.c file/transfer_one.c file/write.c futex/futex.c \
	futex/wait.c procfs/maps.c time/clock_gettime.c time/clock_read.c) drivers/virtio/net_receive.c drivers/virtio/net_send.c \
	drivers/virtio/ring.c kern/mem/heap.c kern/mem/mapping.c kern/mem/user.c kern/pipe/transfer.c kern/sched/run.c \
	kern/sched/thread.c kern/sched/wait.c kern/vfs/fd_install.c kern/vfs/file.c kern/vfs/io.c kern/vfs/regular.c \
	kern/vfs/stat.c kern/vfs/tree/known.c kern/vfs/tree/path.c plat/pvh/clock.c \
	$(addprefix port/lwip/, datagram.c input/check.c interface.c memory.c stack.c sum.c tcp/data.c tcp/table.c tcp/train.c \
	timers.c udp_socket.c)
FAST := -O2 $(if $(findstring clang,$(CC)),,-fno-align-functions -fno-align-jumps -fno-align-loops \
	-fno-reorder-blocks-and-partition $(NO_COPIES))

KERN_CFLAGS := -std=gnu11 -g -ffreestanding -nostdinc -fPIE -fvisibility=hidden \
	-mgeneral-regs-only -mno-red-zone $(STACK_8) -fomit-frame-pointer -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fcf-protection=none -fno-common \
	-fno-strict-aliasing -fno-delete-null-pointer-checks -ffunction-sections -fdata-sections \
	$(if $(findstring clang,$(CC)),,-fno-tree-loop-distribute-patterns) -fno-jump-tables -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$O=out \
	-DPITH_VERSION='"$(VERSION)"' $(WARNINGS) $(if $(DEBUG),-DDEBUG)
KERN_INC    := -include base/hidden.h -isystem $(shell $(CC) -print-file-name=include) -I . -I $(GEN)

$O/kern/%.o: %.c Makefile $(GEN_HDR) $(PLAT_NAMES)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(KERN_CFLAGS) $(if $(filter $<,$(HOT)),$(FAST),$(OPTIMISE) $(SMALLER)) $(KERN_INC) -MMD -MP -c -o $@ $<

$O/kern/%.o: %.S
	$(call say,AS)
	$Qmkdir -p $(@D)
	$Q$(CC) -g -I . -Wa,--noexecstack $(ASFLAGS_IMAGE) -ffile-prefix-map=$(CURDIR)=. -MMD -MP -c -o $@ $<

# What programs of the binary door call in the place of some system calls: an object of its own, a page.
$O/kern/vdso.so: abi/linux/binary/vdso/functions.S abi/linux/binary/vdso/vdso.lds
	$(call say,LINK)
	$Qmkdir -p $(@D)
	$Q$(CC) -Wa,--noexecstack -c -o $O/kern/vdso.o $<
	$Q$(LD) -shared -soname linux-vdso.so.1 --hash-style=both --build-id=none --eh-frame-hdr -z noexecstack \
		-z max-page-size=4096 -T abi/linux/binary/vdso/vdso.lds -o $@ $O/kern/vdso.o

$O/kern/abi/linux/binary/vdso_image.o: $O/kern/vdso.so
$O/kern/abi/linux/binary/vdso_image.o: ASFLAGS_IMAGE := -DVDSO='"$O/kern/vdso.so"'

$O/kern/gen/%.o: $(GEN)/abi/linux/%.c $(GEN_HDR)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(KERN_CFLAGS) $(OPTIMISE) $(SMALLER) $(KERN_INC) -c -o $@ $<

$O/kern/gen/%.o: $(GEN)/abi/linux/%.S arch/x86_64/syscall_path.inc arch/x86_64/trap_frame.inc
	$(call say,AS)
	$Qmkdir -p $(@D)
	$Q$(CC) -g -I . -Wa,--noexecstack -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$O=out -c -o $@ $<

include port/lwip/lwip.mk

$(TOOLKIT)/libkern.a: $(KERN_OBJS) $(LWIP_OBJS)
	$(call say,AR)
	$Qmkdir -p $(@D)
	$Qrm -f $@
	$Q$(AR) rcsD $@ $^

$(TOOLKIT)/libring3.a: $(RING3_OBJS)
	$(call say,AR)
	$Qmkdir -p $(@D)
	$Qrm -f $@
	$Q$(AR) rcsD $@ $^

$(TOOLKIT)/libplat_%.a: plat/plat.tbl scripts/plat.awk
	$(call say,GEN)
	$Qrm -rf $O/kern/plat/$* $@
	$Qmkdir -p $O/kern/plat/$* $(@D)
	$Q$(AWK) -v target=$* -v folder=$O/kern/plat/$* -f scripts/plat.awk plat/plat.tbl
	$Qcd $O/kern/plat/$* && for f in *.s; do $(CC) -g -ffile-prefix-map=$$PWD=plat/jumps -c "$$f" || exit 1; done
	$Q$(AR) rcsD $@ $O/kern/plat/$*/*.o

$(TOOLKIT)/image_%.lds: plat/image.lds
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Q$(CC) -E -P -x c $(if $(filter-out process,$*),-DMACHINE) \
		$(if $(filter-out vm,$*),-DPROCESS) -o $@ $<

$(TOOLKIT)/drivers.tbl: drivers/drivers.tbl
	$Qcp $< $@

-include $(shell test -d $O/kern && find $O/kern -name '*.d')

# --- The C library, the tool, the tests ---------------------------------------------------------

include port/musl/musl.mk
-include tool/tool.mk test/test.mk

.PHONY: toolkit
toolkit: $(TOOLKIT)/libkern.a $(TOOLKIT)/libring3.a $(TOOLKIT)/libc.a $(TOOLKIT)/libfast.a $(TOOLKIT)/crt1.o $(MUSL_EMPTY) \
	$(TARGETS:%=$(TOOLKIT)/image_%.lds) $(TOOLKIT)/drivers.tbl $(TOOLKIT)/syscalls \
	$(TARGETS:%=$(TOOLKIT)/libplat_%.a)

.PHONY: clean help
clean: ## remove everything that was built (the fetched sources stay)
	rm -rf $(filter-out $O/src,$(wildcard $O/*))

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.DELETE_ON_ERROR:
