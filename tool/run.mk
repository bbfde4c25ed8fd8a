# SPDX-License-Identifier: MIT
# The part of the host tool that runs images and looks into them.

TOOL_SRC += \
	tool/cmd_doctor.c \
	tool/cmd_explain.c \
	tool/cmd_inspect.c \
	tool/cmd_run.c \
	tool/control.c \
	tool/dwarf.c \
	tool/graph.c \
	tool/graph_edges.c \
	tool/groups.c \
	tool/host.c \
	tool/image.c \
	tool/inspect.c \
	tool/inspect_map.c \
	tool/inspect_text.c \
	tool/map.c \
	tool/relay.c \
	tool/run_config.c \
	tool/run_process.c \
	tool/sbom.c \
	tool/schema.c \
	tool/spawn.c \
	tool/terminal.c \
	tool/vmm_qemu.c

$(GEN)/tool/host_calls.c: scripts/host_calls.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Qecho '#include <sys/syscall.h>' | $(CC) -E -dM - | $(AWK) -f $< > $@

$O/host/gen/host_calls.o: $(GEN)/tool/host_calls.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -c -o $@ $<

$O/pith: $O/host/gen/host_calls.o
