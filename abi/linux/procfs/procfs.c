/* SPDX-License-Identifier: MIT */
/*
 * /proc: its names. A file more is a line more.
 *
 * The first star is a process, of which there is one; the second a thread or a descriptor.
 */
#include "abi/linux/procfs/procfs.h"
#include "base/string.h"

LINK_WITH(ramfs_where);
LINK_WITH(ramfs_keep_gone);
LINK_WITH(ramfs_free_gone);
LINK_WITH(ramfs_tell_options);

#define LINK   (INODE_SYMLINK | 0777)
#define MAGIC  (INODE_SYMLINK | 0700)
#define FOLDER (INODE_FOLDER | 0555)
#define READ   (INODE_FILE | 0400)
#define WRITE  (INODE_FILE | 0644)

#define PROC_MAGIC 0x9fa0

static int proc_next(const char *path, size_t len, unsigned from)
{
	if (!len)
		return from <= PROC_PID ? PROC_PID : -1;
	if (!memcmp(path + len - 4, "task", 4))
		return proc_next_thread(from);
	return proc_next_fd(from);
}

/* In the order of folders. */
static const struct made_entry entries[] = {
	{ "*/auxv", .mode = READ, .tell = proc_auxv },
	{ "*/cgroup", .text = "0::/\n" },
	{ "*/cmdline", .tell = proc_cmdline },
	{ "*/comm", .mode = WRITE, .tell = proc_comm, .take = proc_set_comm },
	{ "*/coredump_filter", .text = "00000033\n" },
	{ "*/cwd", .mode = LINK, .tell = proc_cwd, .follow = proc_follow_cwd },
	{ "*/environ", .mode = READ, .tell = proc_environ },
	{ "*/exe", .mode = LINK, .tell = proc_exe, .follow = proc_follow_exe },
	{ "*/fd/*", .mode = MAGIC, .tell = proc_fd, .follow = proc_follow_fd },
	{ "*/fdinfo/*", .mode = READ, .tell = proc_fdinfo },
	{ "*/io", .text = "rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\nread_bytes: 0\n"
			  "write_bytes: 0\ncancelled_write_bytes: 0\n" },
	{ "*/limits", .tell = proc_limits },
	{ "*/loginuid", .text = "4294967295" },
	{ "*/maps", .tell = proc_maps },
	{ "*/mountinfo", .tell = proc_mountinfo },
	{ "*/mounts", .tell = proc_mounts },
	{ "*/oom_adj", .text = "0\n" },
	{ "*/oom_score", .text = "0\n" },
	{ "*/oom_score_adj", .mode = WRITE, .tell = proc_oom_score_adj,
	  .take = proc_set_oom_score_adj },
	{ "*/root", .mode = LINK, .tell = proc_root, .follow = proc_follow_root },
	{ "*/smaps", .tell = proc_smaps },
	{ "*/smaps_rollup", .tell = proc_smaps_rollup },
	{ "*/stat", .tell = proc_stat },
	{ "*/statm", .tell = proc_statm },
	{ "*/status", .tell = proc_status },
	{ "*/task/*/comm", .mode = WRITE, .tell = proc_comm, .take = proc_set_comm },
	{ "*/task/*/exe", .mode = LINK, .tell = proc_exe, .follow = proc_follow_exe },
	{ "*/task/*/stat", .tell = proc_stat },
	{ "*/task/*/status", .tell = proc_status },
	{ "cgroups", .text = "#subsys_name\thierarchy\tnum_cgroups\tenabled\n" },
	{ "cmdline", .text = "\n" },
	{ "cpuinfo", .tell = proc_cpuinfo },
	{ "filesystems", .tell = proc_filesystems },
	{ "loadavg", .tell = proc_loadavg },
	{ "meminfo", .tell = proc_meminfo },
	{ "mounts", .mode = LINK, .text = "self/mounts" },
	{ "self", .mode = LINK, .tell = proc_self },
	{ "stat", .tell = proc_system_stat },
	{ "sys/fs/epoll/max_user_watches", .text = "1048576\n" },
	{ "sys/fs/file-max", .text = "9223372036854775807\n" },
	{ "sys/fs/file-nr", .tell = proc_file_nr },
	{ "sys/fs/inotify/max_queued_events", .text = "16384\n" },
	{ "sys/fs/inotify/max_user_instances", .text = "128\n" },
	{ "sys/fs/inotify/max_user_watches", .text = "65536\n" },
	{ "sys/fs/nr_open", .text = "65536\n" },
	{ "sys/fs/pipe-max-size", .text = "1048576\n" },
	{ "sys/kernel/cap_last_cap", .text = "40\n" },
	{ "sys/kernel/core_pattern", .text = "core\n" },
	{ "sys/kernel/hostname", .tell = proc_hostname },
	{ "sys/kernel/ngroups_max", .text = "65536\n" },
	{ "sys/kernel/osrelease", .text = "6.1.0-pith\n" },
	{ "sys/kernel/ostype", .text = "Linux\n" },
	{ "sys/kernel/pid_max", .text = "4194304\n" },
	{ "sys/kernel/random/boot_id", .tell = proc_boot_id },
	{ "sys/kernel/random/entropy_avail", .text = "256\n" },
	{ "sys/kernel/random/poolsize", .text = "256\n" },
	{ "sys/kernel/random/uuid", .tell = proc_uuid },
	{ "sys/kernel/randomize_va_space", .text = "2\n" },
	{ "sys/kernel/threads-max", .text = "65536\n" },
	{ "sys/kernel/version", .text = "#1 SMP Pith\n" },
	{ "sys/net/core/somaxconn", .text = "4096\n" },
	{ "sys/net/ipv4/ip_local_port_range", .text = "32768\t60999\n" },
	{ "sys/vm/max_map_count", .text = "65530\n" },
	{ "sys/vm/nr_hugepages", .text = "0\n" },
	{ "sys/vm/overcommit_memory", .text = "0\n" },
	{ "sys/vm/overcommit_ratio", .text = "50\n" },
	{ "sys/vm/swappiness", .text = "60\n" },
	{ "thread-self", .mode = LINK, .tell = proc_thread_self },
	{ "uptime", .tell = proc_uptime },
	{ "version", .tell = proc_version },
};

int procfs_create(const char *options, struct fs **fs)
{
	static struct made_fs procfs = {
		.fs = { .type = "proc" },
		.entries = entries,
		.nr = nitems(entries),
		.magic = PROC_MAGIC,
		.next = proc_next,
	};
	int err = made_init(&procfs);

	(void)options;
	if (!err)
		*fs = &procfs.fs;
	return err;
}
