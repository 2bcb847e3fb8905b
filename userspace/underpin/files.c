// SPDX-License-Identifier: GPL-2.0
/* Small files of the kernel. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

bool file_read(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "re");
	bool ok;

	if (!f)
		return false;
	ok = fgets(buf, (int)size, f);
	fclose(f);
	if (ok)
		buf[strcspn(buf, "\n")] = '\0';
	else
		errno = EIO;
	return ok;
}

bool file_has(const char *path, const char *text)
{
	FILE *f = fopen(path, "re");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	if (!f)
		return false;
	while (!found && getline(&line, &size, f) > 0)
		found = strstr(line, text);
	free(line);
	fclose(f);
	return found;
}

int64_t status_number(const char *name)
{
	char path[256], text[64], *end;
	int64_t value;

	snprintf(path, sizeof(path), STATUS_DIR "%s", name);
	if (!file_read(path, text, sizeof(text)))
		return -1;
	errno = 0;
	value = strtoll(text, &end, 10);
	return errno || *end || end == text ? -1 : value;
}

const char *status_state(void)
{
	static char state[32];

	if (file_read(STATUS_DIR "state", state, sizeof(state)))
		return state;
	return errno == ENOENT && !access("/sys/kernel", F_OK) ? "native" :
								 "unknown";
}

bool is_hoisted(void)
{
	return !strcmp(status_state(), "hoisted");
}
