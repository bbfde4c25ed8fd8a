# The host tool: a plain list of its sources, and how they are compiled.

TOOL_SRC := \
	base/cmdline.c \
	base/config_type.c \
	tool/buf.c \
	tool/cmd_ar.c \
	tool/cmd_build.c \
	tool/cmd_cc.c \
	tool/diag.c \
	tool/elf.c \
	tool/main.c \
	tool/nearest.c \
	tool/options.c \
	tool/run_child.c

# What runs and looks into images (its commands have rows in main.c, too).
-include tool/run.mk

TOOL_OBJS   := $(TOOL_SRC:%.c=$O/host/%.o)
TOOL_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -DPITH_VERSION='"$(VERSION)"' \
	-fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=$(CURDIR)=. $(WARNINGS)
TOOL_LIBS   := -lyaml -lcjson

$O/host/%.o: %.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -MMD -MP -c -o $@ $<

$O/pith: $(TOOL_OBJS)
	$(call say,LINK)
	$Q$(CC) -Wl,-z,relro,-z,now -o $@ $^ $(TOOL_LIBS)

-include $(TOOL_OBJS:.o=.d)
