# SPDX-License-Identifier: MIT
# The part of the host tool that runs images and looks into them.

TOOL_SRC += \
	tool/check/check.c \
	tool/check/cmd_check.c \
	tool/check/decode.c \
	tool/check/numbers.c \
	tool/check/object.c \
	tool/check/observe.c \
	tool/check/pieces.c \
	tool/check/reach.c \
	tool/check/report.c \
	tool/cmd_doctor.c \
	tool/cmd_explain.c \
	tool/cmd_inspect.c \
	tool/cmd_run.c \
	tool/debug/cmd_debug.c \
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
	tool/run/network.c \
	tool/run/network_text.c \
	tool/run/ports.c \
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
	tool/running/state.c \
	tool/trace/cmd_trace.c \
	tool/trace/decode.c \
	tool/trace/decode_struct.c \
	tool/trace/flags.c \
	tool/trace/session.c \
	tool/trace/summary.c \
	tool/trace/target_machine.c \
	tool/trace/target_process.c \
	tool/trace/trace.c

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

$O/host/gen/host_calls.o: $(GEN)/tool/host_calls.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -c -o $@ $<

$(GEN)/tool/trace_calls.c: $(TBL) scripts/syscalls.awk
	$(call say,GEN)
	$Qmkdir -p $(@D)
	$Q$(AWK) -v make=trace -f scripts/syscalls.awk $(TBL) > $@

$O/host/gen/trace_calls.o: $(GEN)/tool/trace_calls.c
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TOOL_CFLAGS) -I . -c -o $@ $<

$O/pith: $O/host/gen/host_calls.o $O/host/gen/trace_calls.o
