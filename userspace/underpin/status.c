// SPDX-License-Identifier: GPL-2.0
/* underpin status: how things stand. */
#include <dirent.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"

static const char *const figures[] = {
	"since", "cpus", "domains", "frames_donated", "frames_free",
	"heap_pages", "guest_entries", "stray_accesses",
	"register_differences",
};

/* What cannot be read, for want of rights, is null. */
static struct json_object *number(const char *name)
{
	int64_t value = status_number(name);

	return value < 0 ? NULL : json_object_new_int64(value);
}

/* Reasons that there were */
static struct json_object *exits(void)
{
	struct json_object *all = json_object_new_object();
	struct dirent **entries;
	int n = scandir(STATUS_DIR "exits", &entries, NULL, alphasort);
	char name[300];

	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "exits/%s", entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' && status_number(name) > 0)
			json_object_object_add(all, entries[i]->d_name,
					       number(name));
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return all;
}

static struct json_object *gather(void)
{
	struct json_object *all = json_object_new_object();
	const char *state = status_state();

	json_object_object_add(all, "state", json_object_new_string(state));
	if (!strcmp(state, "native") || !strcmp(state, "unknown"))
		return all;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		json_object_object_add(all, figures[i], number(figures[i]));
	json_object_object_add(all, "exits", exits());
	return all;
}

static void print_since(int64_t seconds)
{
	time_t t = seconds;
	char text[64];

	strftime(text, sizeof(text), "%F %T", localtime(&t));
	printf("%-22s %s\n", "since", text);
}

static void print_human(struct json_object *all)
{
	struct json_object *exits;

	json_object_object_foreach(all, name, value) {
		if (!strcmp(name, "exits"))
			continue;
		if (!strcmp(name, "since"))
			print_since(json_object_get_int64(value));
		else
			printf("%-22s %s\n", name,
			       value ? json_object_get_string(value) :
				       "unknown");
	}
	if (!json_object_object_get_ex(all, "exits", &exits))
		return;
	printf("exits of the control domain\n");
	json_object_object_foreach(exits, reason, count)
		printf("  %-20s %s\n", reason, json_object_get_string(count));
}

int command_status(const struct options *opt)
{
	struct json_object *all = gather();

	if (opt->json)
		puts(json_object_to_json_string_ext(all,
						    JSON_C_TO_STRING_PRETTY));
	else
		print_human(all);
	json_object_put(all);
	return strcmp(status_state(), "unknown") ? STATUS_OK : STATUS_FAILED;
}
