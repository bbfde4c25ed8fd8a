/* SPDX-License-Identifier: MIT */
/*
 * Questions to the host, each answered by trying.
 *
 * /dev/kvm alone proves little: some hosts have it without hardware virtualisation and interpret
 * ring 0 at a thousandth of its speed. So the processor must offer vmx or svm as well.
 */
#include "tool/run/host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does the first `flags` line of /proc/cpuinfo have (word)? */
static bool cpu_offers(const char *flags, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(flags, word); at; at = strstr(at + 1, word)) {
		if (at[-1] == ' ' && (at[n] == ' ' || at[n] == '\n'))
			return true;
	}
	return false;
}

static bool cpu_virtualises(void)
{
	FILE *f = fopen("/proc/cpuinfo", "re");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	if (!f)
		return false;
	while (getline(&line, &size, f) > 0) {
		if (strncmp(line, "flags", 5))
			continue;
		found = cpu_offers(line, "vmx") || cpu_offers(line, "svm");
		break;
	}
	free(line);
	fclose(f);
	return found;
}

enum host_kvm host_kvm(void)
{
	int fd, version;

	if (!cpu_virtualises())
		return HOST_KVM_NO_CPU;
	fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES || errno == EPERM ? HOST_KVM_NO_ACCESS : HOST_KVM_NO_DEVICE;
	version = ioctl(fd, KVM_GET_API_VERSION, 0);
	close(fd);
	return version == KVM_API_VERSION ? HOST_KVM_READY : HOST_KVM_BROKEN;
}

static bool executable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

bool host_find_program(const char *name, char *path, size_t size)
{
	const char *dir = getenv("PATH");

	if (strchr(name, '/')) {
		snprintf(path, size, "%s", name);
		return executable(path);
	}
	if (!dir)
		dir = "/usr/local/bin:/usr/bin:/bin";
	while (*dir) {
		size_t n = strcspn(dir, ":");
		int len = snprintf(path, size, "%.*s/%s", (int)n, dir, name);

		if (len > 0 && (size_t)len < size && executable(path))
			return true;
		dir += n + (dir[n] == ':');
	}
	return false;
}

void host_memory(uint64_t *total, uint64_t *available)
{
	FILE *f = fopen("/proc/meminfo", "re");
	unsigned long long kib;
	char line[128];

	*total = 0;
	*available = 0;
	if (!f)
		return;
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, "MemTotal: %llu kB", &kib) == 1)
			*total = kib * 1024;
		else if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			*available = kib * 1024;
	}
	fclose(f);
}

const char *host_kvm_text(enum host_kvm kvm)
{
	static const char *const text[] = {
		[HOST_KVM_READY] = "yes",
		[HOST_KVM_NO_CPU] = "no: the processor offers neither vmx nor svm",
		[HOST_KVM_NO_DEVICE] = "no: there is no /dev/kvm (modprobe kvm_intel or kvm_amd)",
		[HOST_KVM_NO_ACCESS] = "no: /dev/kvm may not be opened (usermod -aG kvm USER)",
		[HOST_KVM_BROKEN] = "no: /dev/kvm does not answer as it should",
	};

	return text[kvm];
}

const char *host_call_name(uint32_t nr)
{
	return nr < host_call_count ? host_calls[nr] : NULL;
}

bool host_call_exists(const char *name)
{
	for (uint32_t nr = 0; nr < host_call_count; nr++) {
		if (host_calls[nr] && strcmp(host_calls[nr], name) == 0)
			return true;
	}
	return false;
}
