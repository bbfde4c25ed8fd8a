/* SPDX-License-Identifier: MIT */
/* /proc and /sys: what a program may rely on, wherever it runs. */
#include "file.h"

#include <dirent.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/statfs.h>

static char buf[65536];

/* The whole of a file, terminated, in buf; its length or -1. */
static int slurp(const char *path)
{
	int n = 0, r, fd = open(path, O_RDONLY);

	if (fd < 0)
		return -1;
	while ((r = read(fd, buf + n, sizeof buf - 1 - n)) > 0)
		n += r;
	buf[n] = 0;
	close(fd);
	return r < 0 ? -1 : n;
}

/* The number behind (key) in a file, or -1. */
static long field(const char *path, const char *key)
{
	char *p;

	if (slurp(path) < 0 || !(p = strstr(buf, key)))
		return -1;
	return strtol(p + strlen(key), NULL, 0);
}

static void links(void)
{
	char cwd[300], path[300], want[300];
	int fd;

	snprintf(want, sizeof want, "%d", getpid());
	T(readlink("/proc/self", path, sizeof path) == (ssize_t)strlen(want));
	T(memcmp(path, want, strlen(want)));
	T(getcwd(cwd, sizeof cwd) != NULL);
	memset(path, 0, sizeof path);
	T(readlink("/proc/self/cwd", path, sizeof path) == (ssize_t)strlen(cwd));
	T(strcmp(path, cwd));
	T(access("/proc/self/cwd/f", F_OK));
	T(readlink("/proc/self/exe", path, sizeof path) > 1 && path[0] == '/');
	T(readlink("/proc/self/root", path, sizeof path));
	fd = open("f", O_RDWR);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	snprintf(want, sizeof want, "%s/f", cwd);
	memset(buf, 0, 300);
	T(readlink(path, buf, 300) == (ssize_t)strlen(want));
	T(strcmp(buf, want));
	rename("f", "g");
	memset(buf, 0, 300);
	readlink(path, buf, 300);
	T(strcmp(buf + strlen(cwd), "/g"));
	unlink("g");
	memset(buf, 0, 300);
	readlink(path, buf, 300);
	T(strcmp(buf + strlen(cwd), "/g (deleted)"));
	T(open(path, O_RDONLY | O_NOFOLLOW));
	int again = open(path, O_RDWR);
	T(again >= 0);
	T(write(again, "abc", 3));
	T(pread(fd, buf, 10, 0));
	T(lseek(fd, 0, SEEK_CUR));
	close(again);
	struct stat st, lst;
	T(lstat(path, &lst));
	T(S_ISLNK(lst.st_mode));
	T(stat(path, &st));
	printf("%ld %o\n", (long)st.st_size, st.st_mode & S_IFMT);
	close(fd);
	T(lstat(path, &lst));
	T(open(path, O_RDONLY));
	T(readlink("/proc/self/fd/x", buf, 10));
	T(readlink("/proc/self/fd/00", buf, 10));
}

static void descriptors(void)
{
	int fd = open(".", O_RDONLY | O_CLOEXEC), found = 0;
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	char path[100];

	while ((e = readdir(d)))
		found += atoi(e->d_name) == fd && e->d_type == DT_LNK;
	closedir(d);
	T(found);
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	printf("flags %lo pos %ld\n", field(path, "flags:\t"), field(path, "pos:\t"));
	close(fd);
	T(access(path, F_OK));
}

static void process(char **argv, char **envp)
{
	char path[100];
	int n;

	n = slurp("/proc/self/cmdline");
	T(n > 0 && !strcmp(buf, argv[0]));
	setenv("NOT", "there", 1);
	n = slurp("/proc/self/environ");
	T(n >= 0);
	T(n == 0 || !envp[0] || !strcmp(buf, envp[0]));
	T(prctl(PR_SET_NAME, "a name", 0, 0, 0));
	T(slurp("/proc/self/comm"));
	printf("%s", buf);
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", getpid());
	n = open(path, O_WRONLY);
	T(write(n, "other", 5));
	close(n);
	T(slurp("/proc/thread-self/comm"));
	printf("%s", buf);
	T(field("/proc/self/status", "Pid:\t") == getpid());
	T(field("/proc/self/status", "Threads:\t"));
	T(field("/proc/self/status", "VmRSS:\t") > 0);
	T(slurp("/proc/self/status") > 0);
	T(!strncmp(buf, "Name:\tother\n", 12));
	T(slurp("/proc/self/stat") > 0 && atoi(buf) == getpid() && strstr(buf, "(other) R "));
	T(slurp("/proc/self/statm") > 0 && atoi(buf) > 0);
	T(slurp("/proc/self/auxv") > 0);
	T(*(unsigned long *)buf != 0);
	T(slurp("/proc/self/limits") > 0 && strstr(buf, "Max open files") != NULL);
	T(slurp("/proc/self/cgroup") > 0);
	n = open("/proc/self/oom_score_adj", O_RDWR);
	T(write(n, "100\n", 4));
	T(pread(n, buf, 10, 0));
	T(write(n, "1001", 4));
	T(write(n, "x", 1));
	T(write(n, "0", 1));
	close(n);
}

static void maps(void)
{
	unsigned long low, high, at = (unsigned long)&low;
	char *line = buf, *map;
	int stack = 0, file = 0, fd;

	put_file("mapped", "12345");
	fd = open("mapped", O_RDONLY);
	map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	slurp("/proc/self/maps");
	do {
		if (sscanf(line, "%lx-%lx", &low, &high) != 2)
			break;
		char *end = strchr(line, '\n');
		if (low <= at && at < high)
			stack = !strncmp(end - 7, "[stack]", 7);
		if (low == (unsigned long)map)
			file = !strncmp(end - 7, "/mapped", 7) && strstr(line, "r--s") != NULL;
		line = end + 1;
	} while (*line);
	T(stack);
	T(file);
	munmap(map, 4096);
	close(fd);
	unlink("mapped");
	T(slurp("/proc/self/smaps") > 0 && strstr(buf, "\nSize:") != NULL);
}

static void mounts(void)
{
	T(slurp("/proc/mounts") > 0 && strstr(buf, " / ") && strstr(buf, " /proc proc "));
	T(slurp("/proc/self/mountinfo") > 0 && strstr(buf, " / / ") && strstr(buf, " - proc "));
	T(slurp("/proc/filesystems") > 0 && strstr(buf, "nodev\ttmpfs\n"));
}

static void system_wide(void)
{
	static const char *const numbers[] = {
		"kernel/pid_max", "kernel/threads-max", "vm/max_map_count", "vm/overcommit_memory",
		"net/core/somaxconn", "fs/file-max", "fs/nr_open", "kernel/ngroups_max",
		"kernel/cap_last_cap", "fs/inotify/max_user_watches", "fs/pipe-max-size",
	};
	char path[100], uuid[40];

	for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		snprintf(path, sizeof path, "/proc/sys/%s", numbers[i]);
		printf("%s: %d\n", path, slurp(path) > 0 && strtoull(buf, NULL, 10) + 1 > 0);
	}
	T(field("/proc/meminfo", "MemTotal:") > 0);
	T(field("/proc/meminfo", "MemFree:") > 0);
	T(field("/proc/meminfo", "MemAvailable:") > 0);
	T(slurp("/proc/cpuinfo") > 0 && strstr(buf, "processor\t: 0\n") && strstr(buf, "flags\t\t:"));
	T(slurp("/proc/stat") > 0 && !strncmp(buf, "cpu  ", 5) && strstr(buf, "\ncpu0 "));
	T(field("/proc/stat", "\nbtime ") > 1000000000);
	T(slurp("/proc/uptime") > 0 && strchr(buf, '.') != NULL);
	T(slurp("/proc/loadavg") > 0);
	T(slurp("/proc/version") > 0 && !strncmp(buf, "Linux version ", 14));
	T(slurp("/proc/sys/kernel/ostype"));
	printf("%s", buf);
	T(slurp("/proc/sys/kernel/random/uuid"));
	strcpy(uuid, buf);
	slurp("/proc/sys/kernel/random/uuid");
	T(strcmp(uuid, buf) != 0 && uuid[14] == '4');
	slurp("/proc/sys/kernel/random/boot_id");
	strcpy(uuid, buf);
	slurp("/proc/sys/kernel/random/boot_id");
	T(strcmp(uuid, buf));
	T(slurp("/sys/devices/system/cpu/online") > 0 && buf[0] == '0');
	T(slurp("/sys/devices/system/cpu/possible") > 0 && buf[0] == '0');
}

static void as_files(void)
{
	struct statfs s;
	struct stat st;
	int fd;

	T(access("/proc/none", F_OK));
	T(access("/proc/self/none", F_OK));
	T(access("/proc/version/x", F_OK));
	T(access("/proc/4194305", F_OK));
	T(mkdir("/proc/x", 0755));
	T(unlink("/proc/version"));
	T(open("/proc/new", O_CREAT | O_WRONLY, 0644));
	T(statfs("/proc", &s));
	printf("%lx\n", (long)s.f_type);
	T(stat("/proc/version", &st));
	printf("%ld %o %ld\n", (long)st.st_size, st.st_mode, (long)st.st_nlink);
	T(stat("/proc/sys/kernel/../../self/status", &st));
	fd = open("/proc/sys/kernel/ostype", O_RDONLY);
	T(read(fd, buf, 2));
	T(read(fd, buf + 2, 10));
	T(memcmp(buf, "Linux\n", 6));
	T(read(fd, buf, 10));
	T(lseek(fd, 1, SEEK_SET));
	T(read(fd, buf, 3));
	T(memcmp(buf, "inu", 3));
	T(pread(fd, buf, 10, 4));
	T(read(fd, (char *)8, 1));
	close(fd);
	fd = open("/proc/self/task", O_RDONLY | O_DIRECTORY);
	T(openat(fd, "none", O_RDONLY));
	T(read(fd, buf, 1));
	close(fd);
	T(chdir("/proc/self"));
	T(access("stat", R_OK));
	T(chdir("/proc/sys/kernel"));
	T(getcwd(buf, 100) != NULL);
	printf("%s\n", buf);
	T(access("../vm/overcommit_memory", R_OK));
}

int main(int argc, char **argv, char **envp)
{
	enter_own_folder();
	put_file("f", "");
	links();
	descriptors();
	process(argv, envp);
	maps();
	mounts();
	system_wide();
	as_files();
	leave_own_folder();
	return 0;
}
