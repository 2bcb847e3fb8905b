// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's log, record by record (Linux' Documentation/ABI/testing/
 * dev-kmsg): "PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT", then a line for each
 * of its attributes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

#define PREFIX "underpin: "

int kmsg_open(bool at_end)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && at_end)
		lseek(fd, 0, SEEK_END);
	return fd;
}

bool kmsg_next(int fd, char *text, size_t size, uint64_t *when_us)
{
	unsigned long long when = 0;
	char record[8192], *start;
	ssize_t n;

	/* EPIPE: records were overwritten before they were read. */
	do {
		n = read(fd, record, sizeof(record) - 1);
	} while (n < 0 && (errno == EPIPE || errno == EINTR));
	if (n <= 0)
		return false;
	record[n] = '\0';
	start = strchr(record, ';');
	if (!start)
		start = record - 1;
	start++;
	start[strcspn(start, "\n")] = '\0';
	snprintf(text, size, "%s", start);
	if (sscanf(record, "%*u,%*u,%llu", &when) != 1)
		when = 0;
	if (when_us)
		*when_us = when;
	return true;
}

bool kmsg_found(const char *wanted)
{
	int fd = kmsg_open(false);
	bool found = false;
	char text[1024];

	if (fd < 0)
		return false;
	while (!found && kmsg_next(fd, text, sizeof(text), NULL))
		found = strstr(text, wanted);
	close(fd);
	return found;
}

const char *kmsg_own(const char *text)
{
	if (strncmp(text, PREFIX, strlen(PREFIX)))
		return NULL;
	return text + strlen(PREFIX);
}
