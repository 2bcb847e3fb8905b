// SPDX-License-Identifier: GPL-2.0
/* underpin log: what Underpin, the monitor included, told the kernel's log. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

static void print_all(int fd)
{
	const char *own;
	char text[1024];
	uint64_t when;

	while (kmsg_next(fd, text, sizeof(text), &when)) {
		own = kmsg_own(text);
		if (own)
			printf("[%5llu.%06llu] %s\n",
			       (unsigned long long)when / 1000000,
			       (unsigned long long)when % 1000000, own);
	}
	fflush(stdout);
}

int command_log(const struct options *opt)
{
	struct pollfd p = { .fd = kmsg_open(false), .events = POLLIN };

	if (p.fd < 0) {
		fprintf(stderr, "underpin: /dev/kmsg: %s\n", strerror(errno));
		return STATUS_FAILED;
	}
	print_all(p.fd);
	while (opt->follow && !ferror(stdout) && poll(&p, 1, -1) > 0)
		print_all(p.fd);
	close(p.fd);
	return ferror(stdout) ? STATUS_FAILED : STATUS_OK;
}
