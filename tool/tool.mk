# The host tool: a plain list of its sources, and how they are compiled.

TOOL_SRC := \
	base/cmdline.c \
	base/config_type.c \
	tool/buf.c \
	tool/build/archive.c \
	tool/build/build.c \
	tool/build/copy.c \
	tool/build/libraries.c \
	tool/build/package.c \
	tool/build/seal.c \
	tool/build/manifest.c \
	tool/build/manifest_config.c \
	tool/build/program.c \
	tool/build/rootfs.c \
	tool/build/yaml_node.c \
	tool/cc/args.c \
	tool/cc/linker_args.c \
	tool/cc/response.c \
	tool/cmd_ar.c \
	tool/cmd_build.c \
	tool/cmd_cc.c \
	tool/diag.c \
	tool/elf.c \
	tool/link/app.c \
	tool/link/compiler.c \
	tool/link/drivers.c \
	tool/link/final.c \
	tool/link/image_c.c \
	tool/link/kern.c \
	tool/link/layout.c \
	tool/link/link.c \
	tool/link/names.c \
	tool/link/record.c \
	tool/link/step.c \
	tool/link/symbols.c \
	tool/link/toolkit.c \
	tool/link/workdir.c \
	tool/main.c \
	tool/nearest.c \
	tool/options.c \
	tool/run_child.c \
	tool/sha256.c

# What runs and looks into images (its commands have rows in main.c, too).
-include tool/run.mk

TOOL_OBJS   := $(TOOL_SRC:%.c=$O/host/%.o)
TOOL_CFLAGS := -std=gnu11 -O2 -g -D_GNU_SOURCE -DPITH_VERSION='"$(VERSION)"' \
	-fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=$(CURDIR)=. $(WARNINGS)
TOOL_LIBS   := -lyaml -lcjson -lZydis -larchive

$O/host/%.o: %.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -MMD -MP -c -o $@ $<

$O/pith: $(TOOL_OBJS)
	$(call say,LINK)
	$Q$(CC) -Wl,-z,relro,-z,now -o $@ $^ $(TOOL_LIBS)

-include $(TOOL_OBJS:.o=.d)

# What the build record of an image says of the toolkit.
toolkit: $(TOOLKIT)/id

$(TOOLKIT)/id: $(TOOLKIT)/libkern.a $(TOOLKIT)/libc.a $(TOOLKIT)/crt1.o
	$Qcat $^ | sha256sum | cut -d ' ' -f 1 > $@
