# SPDX-License-Identifier: MIT
# The part of the host tool that runs images and looks into them.

TOOL_SRC += \
	tool/cmd_doctor.c \
	tool/cmd_explain.c \
	tool/cmd_inspect.c \
	tool/cmd_run.c \
	tool/inspect/dwarf.c \
	tool/inspect/graph.c \
	tool/inspect/graph_edges.c \
	tool/inspect/groups.c \
	tool/inspect/image.c \
	tool/inspect/inspect.c \
	tool/inspect/map.c \
	tool/inspect/sbom.c \
	tool/inspect/schema.c \
	tool/inspect/text.c \
	tool/inspect/tree.c \
	tool/run/config.c \
	tool/run/control.c \
	tool/run/host.c \
	tool/run/launch.c \
	tool/run/process.c \
	tool/run/relay.c \
	tool/run/spawn.c \
	tool/run/terminal.c \
	tool/run/vmm_qemu.c \
	tool/running/cmd_logs.c \
	tool/running/cmd_ps.c \
	tool/running/cmd_rm.c \
	tool/running/cmd_stop.c \
	tool/running/cmd_wait.c \
	tool/running/end.c \
	tool/running/keep.c \
	tool/running/log.c \
	tool/running/proc.c \
	tool/running/state.c

$(GEN)/tool/host_calls.c: scripts/host_calls.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Qecho '#include <sys/syscall.h>' | $(CC) -E -dM - | $(AWK) -f $< > $@

$O/host/gen/host_calls.o: $(GEN)/tool/host_calls.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -c -o $@ $<

$O/pith: $O/host/gen/host_calls.o
