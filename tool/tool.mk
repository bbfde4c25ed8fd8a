# The host tool: its sources, and how they are compiled.

TOOL_SRC    := base/cmdline.c base/config_type.c base/sha256.c $(sort $(wildcard tool/*.c tool/*/*.c))
TOOL_OBJS   := $(TOOL_SRC:%.c=$O/host/%.o) $O/host/arch/x86_64/sha256.o $O/host/arch/x86_64/sha256_rounds.o
TOOL_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -DPITH_VERSION='"$(VERSION)"' \
	-fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=$(CURDIR)=. $(WARNINGS)
TOOL_LIBS   := -lyaml -lcjson -lZydis -larchive

$O/host/%.o: %.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -MMD -MP -c -o $@ $<

$O/host/%.o: %.S
	$(call say,AS)
	$Qmkdir -p $(@D)
	$Q$(CC) -g -I . -ffile-prefix-map=$(CURDIR)=. -MMD -MP -c -o $@ $<

$O/pith: $(TOOL_OBJS)
	$(call say,LINK)
	$Q$(CC) -Wl,-z,relro,-z,now -o $@ $^ $(TOOL_LIBS)

-include $(TOOL_OBJS:.o=.d)

# What the build record of an image says of the toolkit.
toolkit: $(TOOLKIT)/id

$(TOOLKIT)/id: $(TOOLKIT)/libkern.a $(TOOLKIT)/libring3.a $(TOOLKIT)/libc.a $(TOOLKIT)/libfast.a $(TOOLKIT)/crt1.o
	$Qcat $^ | sha256sum | cut -d ' ' -f 1 > $@

$(GEN)/tool/host_calls.c: scripts/host_calls.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Qecho '#include <sys/syscall.h>' | $(CC) -E -dM - | $(AWK) -f $< > $@

# What gdb is told of an image.
toolkit: $(TOOLKIT)/pith_gdb.py

$(TOOLKIT)/pith_gdb.py: tool/debug/pith_gdb.py
	$(call say,COPY)
	$Qmkdir -p $(@D)
	$Qcp $< $@

$(GEN)/tool/trace_calls.c: $(TBL) scripts/syscalls.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Q$(AWK) -v make=trace -f scripts/syscalls.awk $(TBL) > $@

$O/host/gen/%.o: $(GEN)/tool/%.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -c -o $@ $<

$O/pith: $O/host/gen/host_calls.o $O/host/gen/trace_calls.o
