/* SPDX-License-Identifier: MIT */
/*
 * What the files of /proc and /sys say: each function writes one of them
 * (kern/vfs/made/made.h). The tables that give them their names are procfs.c and sysfs.c.
 */
#ifndef ABI_LINUX_PROCFS_PROCFS_H
#define ABI_LINUX_PROCFS_PROCFS_H

#include "kern/sched/thread.h"
#include "kern/vfs/made/made.h"

#define PROC_PID 1 /* of the process: there is one */

/* The first thread from number (from) on, < 0: there is none. */
int proc_next_thread(unsigned from);

/* What is told of a thread, as it was at one moment. */
struct proc_thread {
	uint32_t tid;
	uint32_t cpu;
	char state; /* a letter, as in stat */
	char name[THREAD_NAME_SIZE];
	uint8_t policy;
	uint8_t priority;
	int8_t nice;
	uint64_t sig_pending;
	uint64_t sig_blocked;
	uint64_t affinity;
	uint64_t switches;
	uint64_t preemptions;
	nsec_t ran;
};

/*
 * Look at the thread that (at) is about: the first one where that is the process. Errors: -ESRCH.
 */
must_use int proc_thread_look(const struct made_at *at, struct proc_thread *look);
must_use int proc_thread_set_name(const struct made_at *at, const char *name, size_t len);

/* Write those processors of (set) that there are: as a list of ranges, or in hexadecimal. */
void proc_put_cpu_list(struct text *t, uint64_t set);
void proc_put_cpu_mask(struct text *t, uint64_t set);

/* The arguments and the environment on the first stack: pointers, NULL ends each. */
char **proc_args(void);
char **proc_env(void);

typedef int proc_tell(struct text *t, const struct made_at *at);
typedef int proc_take(const struct made_at *at, const char *s, size_t n);

/* --- self.c: a process, or a thread of it --- */
proc_tell proc_self, proc_thread_self, proc_exe, proc_cwd, proc_root, proc_cmdline, proc_environ,
	proc_comm, proc_auxv, proc_stat, proc_statm, proc_status, proc_limits, proc_oom_score_adj;
proc_take proc_set_comm, proc_set_oom_score_adj;
int proc_follow_cwd(const struct made_at *at, struct place *to);
int proc_follow_exe(const struct made_at *at, struct place *to);
int proc_follow_root(const struct made_at *at, struct place *to);

/* --- maps.c --- */
proc_tell proc_maps, proc_smaps, proc_smaps_rollup;

/* --- descriptors.c --- */
proc_tell proc_fd, proc_fdinfo;
int proc_follow_fd(const struct made_at *at, struct place *to);
int proc_next_fd(unsigned from);

/* Write the path of (p), as /proc shows it: where it was if it is gone. */
int proc_put_path(struct text *t, struct place p);

/* --- mounts.c --- */
proc_tell proc_mounts, proc_mountinfo, proc_filesystems;

/* --- system.c: the machine --- */
proc_tell proc_meminfo, proc_cpuinfo, proc_system_stat, proc_uptime, proc_loadavg, proc_version,
	proc_hostname, proc_uuid, proc_boot_id, proc_file_nr, proc_cpu_list, proc_cpu_mask;

#endif
