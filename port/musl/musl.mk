# musl as the source door's libc: pristine source, our overlay first on the include path, and our
# files in the place of those that hold raw system calls.

MUSL     := $O/src/musl
MUSL_OBJ := $O/musl

# Replaced: start-up (port/musl/src/start.c), the stack protector, thread pointer, signal return and
# cancellation, the start and the end of threads, the clock, the name of a descriptor in /proc, sockets, stat(); and the assembly of vfork, for which musl has C. The dynamic
# linker is not part of a sealed image.
MUSL_OWN := $(sort $(wildcard port/musl/src/*.c))
MUSL_NOT := src/env/__libc_start_main.c src/unistd/setxid.c src/misc/syscall.c src/env/__stack_chk_fail.c src/thread/__set_thread_area.c \
	src/thread/pthread_cancel.c src/thread/__syscall_cp.c src/thread/syscall_cp.c src/thread/clone.c src/thread/__unmapself.c src/signal/restore.c src/time/clock_gettime.c src/internal/procfdname.c \
	src/network/socket.c src/stat/fstatat.c

# Of what applications call themselves, and often, there are quicker ones that are larger. They are in an archive of their
# own before libc.a: what only libc calls is its own, and small. Each defines what musl's object of that name does.
MUSL_FAST := $(patsubst port/musl/fast/%,$(MUSL_OBJ)/fast/%.o,$(basename $(wildcard port/musl/fast/*.[cS])))

# Size first, but for the allocator and what stands between a program and its calls. (Copies are in assembly.)
MUSL_HOT   := malloc% aligned_alloc clock_gettime internal/syscall_ret sched/sched_yield syscall
MUSL_SMALL := $(if $(findstring clang,$(CC)),,-fno-tree-loop-im -fno-tree-dominator-opts \
	-fno-move-loop-invariants -fno-expensive-optimizations -fno-shrink-wrap \
	-fno-tree-forwprop -malign-data=abi)

# Headers of ours that refer to what few applications want, before musl's of the same name.
MUSL_WANTS := $(wildcard port/musl/wants/*/*.h)

MUSL_CFLAGS := -std=c99 -nostdinc -ffreestanding -fexcess-precision=standard -frounding-math \
	-fno-strict-aliasing -w -Oz -g1 -fPIE -fno-stack-protector -fomit-frame-pointer \
	-fno-unwind-tables -fno-asynchronous-unwind-tables -fcf-protection=none \
	-ffunction-sections -fdata-sections -Wa,--noexecstack -D_XOPEN_SOURCE=700 \
	-ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$O/= -ffile-prefix-map=$(MUSL)=musl
MUSL_INC := -iquote port/musl/overlay -I $O -I $(MUSL)/arch/x86_64 -I $(MUSL)/arch/generic \
	-I $(MUSL_OBJ)/include-internal -I $(MUSL)/src/include -I $(MUSL)/src/internal \
	-I port/musl/wants -I $(TOOLKIT)/include -I $(MUSL)/include

# The files are known once the source is there: make fetches it, and reads itself again.
ifneq ($(filter-out help clean setup test demo bench format check objects,$(or $(MAKECMDGOALS),all)),)
-include $O/src/musl.done
endif
MUSL_DIRS := $(addprefix $(MUSL)/src/, $(if $(wildcard $(MUSL)/src),$(shell ls $(MUSL)/src)))
MUSL_BASE := $(sort $(patsubst $(MUSL)/%,%,$(wildcard $(addsuffix /*.c,$(MUSL_DIRS)) $(MUSL)/src/malloc/mallocng/*.c)))
MUSL_ARCH := $(sort $(patsubst $(MUSL)/%,%,$(wildcard $(addsuffix /x86_64/*.[csS],$(MUSL_DIRS)))))
MUSL_ARCH := $(filter-out $(patsubst src/%,%,$(MUSL_NOT)) %/clone.s %/vfork.s %/__unmapself.s \
	%/syscall_cp.s %/restore.s %/__set_thread_area.s,$(MUSL_ARCH))
MUSL_REPLACED := $(addsuffix .c,$(subst /x86_64/,/,$(basename $(MUSL_ARCH))))
MUSL_SRC := $(filter-out $(MUSL_NOT) $(MUSL_REPLACED),$(MUSL_BASE)) $(MUSL_ARCH)

MUSL_OBJS := $(patsubst %,$(MUSL_OBJ)/%.o,$(basename $(MUSL_SRC))) \
	$(patsubst port/musl/src/%.c,$(MUSL_OBJ)/pith/%.o,$(filter-out %/start.c,$(MUSL_OWN)))

MUSL_HEADERS := $(TOOLKIT)/include/bits/alltypes.h $(TOOLKIT)/include/bits/syscall.h \
	$(MUSL_OBJ)/include-internal/version.h $O/gen/port/musl/binding.h

$(TOOLKIT)/include/bits/alltypes.h: $O/src/musl.done
	$(call say,HDRS)
	$Qmkdir -p $(TOOLKIT)/include/bits
	$Qcp -R $(MUSL)/include/. $(TOOLKIT)/include/
	$Qcp $(MUSL)/arch/generic/bits/*.h $(TOOLKIT)/include/bits/
	$Qcp $(MUSL)/arch/x86_64/bits/*.h $(TOOLKIT)/include/bits/
	$Qsed -f $(MUSL)/tools/mkalltypes.sed $(MUSL)/arch/x86_64/bits/alltypes.h.in \
		$(MUSL)/include/alltypes.h.in > $@

$(TOOLKIT)/include/bits/syscall.h: $O/src/musl.done | $(TOOLKIT)/include/bits/alltypes.h
	$Q{ cat $(MUSL)/arch/x86_64/bits/syscall.h.in; \
		sed -n 's/__NR_/SYS_/p' $(MUSL)/arch/x86_64/bits/syscall.h.in; } > $@

$(MUSL_OBJ)/include-internal/version.h: $O/src/musl.done
	$Qmkdir -p $(@D)
	$Qprintf '#define VERSION "%s"\n' "$$(cat $(MUSL)/VERSION)" > $@

MUSL_CC = $(CC) $(MUSL_CFLAGS) $(if $(filter $(MUSL_HOT),$*),-O2 -fno-align-functions -fno-align-jumps,$(MUSL_SMALL)) $(MUSL_INC)

# The allocator stands behind src/malloc_kept.c.
$(patsubst %,$(MUSL_OBJ)/src/malloc/mallocng/%.o,malloc free aligned_alloc): MUSL_CFLAGS += -include port/musl/overlay/heap.h
$(MUSL_OBJ)/pith/malloc_kept.o: MUSL_INC += -I $(MUSL)/src/malloc/mallocng

$(MUSL_OBJ)/src/%.o: $(MUSL)/src/%.c $(MUSL_HEADERS) $(wildcard port/musl/overlay/*.h) $(MUSL_WANTS)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(MUSL_CC) -c -o $@ $<

$(MUSL_OBJ)/src/%.o: $(MUSL)/src/%.s $(MUSL_HEADERS)
	$Qmkdir -p $(@D)
	$Q$(CC) -g -Wa,--noexecstack -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(MUSL)=musl -c -o $@ $<

$(MUSL_OBJ)/pith/%.o: port/musl/src/%.c $(MUSL_HEADERS) $(wildcard port/musl/overlay/*.h)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(MUSL_CC) -c -o $@ $<

$(TOOLKIT)/libc.a: $(MUSL_OBJS)
	$(call say,AR)
	$Qrm -f $@
	$Qprintf '%s\n' $^ > $(MUSL_OBJ)/objects
	$Q$(AR) rcsD $@ @$(MUSL_OBJ)/objects

MUSL_FAST_CFLAGS := -std=gnu11 $(WARNINGS) -ffreestanding -fno-builtin -Os -g1 -fPIE -fno-stack-protector \
	-fomit-frame-pointer -fno-unwind-tables -fno-asynchronous-unwind-tables -fcf-protection=none -ffunction-sections \
	-ffile-prefix-map=$(CURDIR)=. $(if $(findstring clang,$(CC)),,-fno-tree-loop-distribute-patterns \
	-fno-align-functions -fno-align-jumps -fno-align-loops)

$(MUSL_OBJ)/fast/%.o: port/musl/fast/%.c port/musl/fast/vector.h port/musl/musl.mk
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) -I . $(MUSL_FAST_CFLAGS) -c -o $@ $<

$(MUSL_OBJ)/fast/%.o: port/musl/fast/%.S
	$(call say,AS)
	$Qmkdir -p $(@D)
	$Q$(CC) -g -ffile-prefix-map=$(CURDIR)=. -c -o $@ $<

$(TOOLKIT)/libfast.a: $(MUSL_FAST)
	$(call say,AR)
	$Qrm -f $@
	$Q$(AR) rcsD $@ $^

$(TOOLKIT)/crt1.o: $(MUSL_OBJ)/pith/start.o
	$Qcp $< $@

# What other systems keep in libraries of their own is in libc.a; these satisfy -lm and the like.
MUSL_EMPTY := $(patsubst %,$(TOOLKIT)/lib%.a,m rt pthread crypt util xnet resolv dl)
$(MUSL_EMPTY):
	$Qmkdir -p $(@D)
	$Q$(AR) rcD $@

toolkit: $(MUSL_WANTS:port/musl/%=$(TOOLKIT)/%)

$(TOOLKIT)/wants/%.h: port/musl/wants/%.h
	$(call say,COPY)
	$Qmkdir -p $(@D)
	$Qcp $< $@
