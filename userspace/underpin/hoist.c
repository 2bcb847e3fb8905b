// SPDX-License-Identifier: GPL-2.0
/* underpin hoist, underpin drop. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

/* What the module said since @fd was opened is better than an errno. */
static void print_reasons(int fd)
{
	const char *own;
	char text[1024];

	while (fd >= 0 && kmsg_next(fd, text, sizeof(text), NULL)) {
		own = kmsg_own(text);
		if (own)
			fprintf(stderr, "underpin: %s\n", own);
	}
}

int command_hoist(const struct options *opt)
{
	int fd = kmsg_open(true);
	int err = module_load(opt->module);

	if (!err && !is_hoisted()) {
		fprintf(stderr, "underpin: the module is loaded, state: %s\n",
			status_state());
		err = -EINVAL;
	} else if (!err) {
		printf("hoisted %lld processors\n",
		       (long long)status_number("cpus"));
	} else if (err == -EEXIST) {
		fprintf(stderr,
			"underpin: the module is loaded already, state: %s\n",
			status_state());
	} else if (err == -ENOENT) {
		/* Also what the kernel says to a module of another kernel. */
		fprintf(stderr,
			"underpin: %s not found, or not for this kernel\n",
			opt->module ?: "the module of the running kernel is");
	} else {
		print_reasons(fd);
		fprintf(stderr, "underpin: cannot hoist: %s\n", strerror(-err));
	}
	if (fd >= 0)
		close(fd);
	return err ? STATUS_FAILED : STATUS_OK;
}

/* Does this process have one of our files open? Its path is left in @path. */
static bool process_holds(const char *pid, char *path, size_t size)
{
	char dir[300], link[600];
	struct dirent *entry;
	bool found = false;
	ssize_t n;
	DIR *d;

	snprintf(dir, sizeof(dir), "/proc/%s/fd", pid);
	d = opendir(dir);
	while (d && !found && (entry = readdir(d))) {
		snprintf(link, sizeof(link), "%s/%s", dir, entry->d_name);
		n = readlink(link, path, size - 1);
		path[n > 0 ? n : 0] = '\0';
		found = !strncmp(path, "/dev/xen/", 9) ||
			!strncmp(path, "/proc/xen/", 10);
	}
	if (d)
		closedir(d);
	return found;
}

static void print_process(const char *pid, const char *path)
{
	char file[300], name[64];

	snprintf(file, sizeof(file), "/proc/%s/comm", pid);
	if (!file_read(file, name, sizeof(name)))
		snprintf(name, sizeof(name), "a process");
	fprintf(stderr, "  %s (process %s) has %s open\n", name, pid, path);
}

static void print_holders(void)
{
	int64_t domains = status_number("domains");
	struct dirent *entry;
	DIR *d = opendir("/proc");
	char path[600];

	if (domains > 0)
		fprintf(stderr,
			"  guests: %lld; shut them down (xl shutdown -a -w) or destroy them\n",
			(long long)domains);
	while (d && (entry = readdir(d)))
		if (strtol(entry->d_name, NULL, 10) > 0 &&
		    process_holds(entry->d_name, path, sizeof(path)))
			print_process(entry->d_name, path);
	if (d)
		closedir(d);
	fprintf(stderr,
		"/etc/init.d/xen stop ends the daemons but xenstored, which kill ends\n");
}

int command_drop(const struct options *opt)
{
	int err = module_unload();

	if (!err) {
		printf("dropped: Linux runs natively\n");
		return STATUS_OK;
	}
	if (err == -EAGAIN || err == -EBUSY) {
		fprintf(stderr, "underpin: cannot drop, Underpin is in use:\n");
		print_holders();
	} else if (err == -ENOENT) {
		fprintf(stderr, "underpin: the module is not loaded\n");
	} else {
		fprintf(stderr, "underpin: cannot drop: %s\n", strerror(-err));
	}
	return STATUS_FAILED;
}
