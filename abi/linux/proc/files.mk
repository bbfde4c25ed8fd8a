ABI_PROC_SRC := \
	abi/linux/proc/affinity.c \
	abi/linux/proc/arch_prctl.c \
	abi/linux/proc/exit.c \
	abi/linux/proc/exit_group.c \
	abi/linux/proc/getcpu.c \
	abi/linux/proc/getrusage.c \
	abi/linux/proc/pid.c \
	abi/linux/proc/prctl.c \
	abi/linux/proc/priority.c \
	abi/linux/proc/rlimit.c \
	abi/linux/proc/sched_yield.c \
	abi/linux/proc/set_tid_address.c \
	abi/linux/proc/setuid.c \
	abi/linux/proc/sysinfo.c \
	abi/linux/proc/times.c \
	abi/linux/proc/uid.c \
	abi/linux/proc/uname.c
