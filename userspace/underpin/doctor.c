// SPDX-License-Identifier: GPL-2.0
/* underpin doctor: every precondition of a hoist, in the words of insmod. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "facts.h"

static const char *const words[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_REFUSED] = "refused",
	[DOCTOR_UNKNOWN] = "unknown",
};

static void print_human(enum doctor_check check, const struct doctor_result *r)
{
	printf("%-8s %-14s %s%s%s\n", words[r->verdict], doctor_name(check),
	       r->found, r->advice ? "; " : "", r->advice ?: "");
}

static struct json_object *to_json(enum doctor_check check,
				   const struct doctor_result *r)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "check",
			       json_object_new_string(doctor_name(check)));
	json_object_object_add(o, "verdict",
			       json_object_new_string(words[r->verdict]));
	json_object_object_add(o, "found", json_object_new_string(r->found));
	json_object_object_add(o, "advice",
			       r->advice ? json_object_new_string(r->advice) :
					   NULL);
	json_object_object_add(o, "errno", json_object_new_int(-r->error));
	return o;
}

static void print_json(struct json_object *checks, bool ready)
{
	struct json_object *all = json_object_new_object();

	json_object_object_add(all, "ready", json_object_new_boolean(ready));
	json_object_object_add(all, "checks", checks);
	puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY));
	json_object_put(all);
}

int command_doctor(const struct options *opt)
{
	struct json_object *checks = json_object_new_array();
	unsigned int count[DOCTOR_UNKNOWN + 1] = { 0 };
	struct doctor_facts facts;
	struct doctor_result r;

	facts_gather(&facts);
	for (int i = 0; i < DOCTOR_CHECKS; i++) {
		doctor_judge(i, &facts, &r);
		count[r.verdict]++;
		json_object_array_add(checks, to_json(i, &r));
		if (!opt->json)
			print_human(i, &r);
	}
	if (opt->json)
		print_json(checks, count[DOCTOR_OK] == DOCTOR_CHECKS);
	else
		json_object_put(checks);
	if (count[DOCTOR_REFUSED])
		return STATUS_FAILED;
	return count[DOCTOR_UNKNOWN] ? STATUS_UNKNOWN : STATUS_OK;
}
