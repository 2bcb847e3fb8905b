// SPDX-License-Identifier: GPL-2.0
/*
 * underpin selftest: is the live machine as it should be? Where Linux runs
 * natively it is hoisted for the test and dropped again; guests that run are
 * left alone.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command.h"
#include "xen/dev-privcmd.h"
#include "xen/hypercall.h"

/* Nobody makes this call, which the monitor answers with ENOSYS at once. */
#define NULL_CALL __HYPERVISOR_tmem_op
#define NULL_COUNT "exits/hypercall_tmem_op"

/** struct report - what was tested so far; @json: NULL: print it instead */
struct report {
	struct json_object *json;
	unsigned int failed;
};

static bool result(struct report *r, bool pass, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	r->failed += !pass;
	if (r->json) {
		struct json_object *o = json_object_new_object();

		json_object_object_add(o, "pass",
				       json_object_new_boolean(pass));
		json_object_object_add(o, "test", json_object_new_string(text));
		json_object_array_add(r->json, o);
	} else {
		printf("%s %s\n", pass ? "PASS" : "FAIL", text);
	}
	return pass;
}

/* Natively, and where the processor is not hoisted, it is ENODEV. */
static bool null_call(int fd)
{
	struct privcmd_hypercall call = { .op = NULL_CALL };

	return ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call) < 0 &&
	       errno == ENOSYS;
}

/* Return: false if the processor is not online or not ours to use. */
static bool move_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return !sched_setaffinity(0, sizeof(set), &set);
}

static void test_processors(struct report *r)
{
	int fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int tried = 0;
	cpu_set_t before;
	int64_t count;

	if (!result(r, fd >= 0, "hypercalls have a way to the monitor"))
		return;
	sched_getaffinity(0, sizeof(before), &before);
	for (int cpu = 0; cpu < CPU_SETSIZE && tried < online; cpu++) {
		if (!move_to(cpu))
			continue;
		tried++;
		count = status_number(NULL_COUNT);
		result(r, null_call(fd), "processor %d is hoisted", cpu);
		result(r, status_number(NULL_COUNT) == count + 1,
		       "processor %d counts its exits", cpu);
	}
	sched_setaffinity(0, sizeof(before), &before);
	close(fd);
	result(r, status_number("cpus") == tried,
	       "all processors are hoisted (%u)", tried);
}

static int64_t sum_of_exits(void)
{
	DIR *d = opendir(STATUS_DIR "exits");
	struct dirent *entry;
	char name[300];
	int64_t sum = 0;

	while (d && (entry = readdir(d))) {
		snprintf(name, sizeof(name), "exits/%s", entry->d_name);
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "total"))
			sum += status_number(name);
	}
	if (d)
		closedir(d);
	return sum;
}

/* Guests go on meanwhile: the sum lies between two readings of the total. */
static void test_counters(struct report *r)
{
	int64_t before = status_number("exits/total");
	int64_t sum = sum_of_exits();
	int64_t after = status_number("exits/total");

	result(r, before > 0 && before <= sum && sum <= after,
	       "each exit has its reason (%lld)", (long long)sum);
}

static void test_zero(struct report *r, const char *file, const char *what)
{
	int64_t value = status_number(file);

	if (value > 0)
		result(r, false, "%s: %lld", what, (long long)value);
	else
		result(r, !value, "%s: none", what);
}

static void test_hoisted(struct report *r)
{
	const char *state = status_state();

	if (!result(r, !strcmp(state, "hoisted"), "the state is %s", state))
		return;
	test_processors(r);
	test_counters(r);
	test_zero(r, "register_differences", "registers that a hoist changed");
	test_zero(r, "stray_accesses", "stray accesses to the monitor");
}

static void test_drop(struct report *r)
{
	int fd = kmsg_open(true);
	bool same = false;
	char text[1024];

	if (!result(r, !module_unload(), "drop"))
		goto out;
	result(r, !strcmp(status_state(), "native"), "Linux runs natively");
	while (kmsg_next(fd, text, sizeof(text), NULL))
		if (kmsg_own(text) && strstr(text, " 0 registers differ"))
			same = true;
	result(r, same, "no register differs after the drop");
out:
	close(fd);
}

static int finish(struct report *r)
{
	struct json_object *all = json_object_new_object();

	if (r->json) {
		json_object_object_add(all, "passed",
				       json_object_new_boolean(!r->failed));
		json_object_object_add(all, "tests", r->json);
		puts(json_object_to_json_string_ext(all,
						    JSON_C_TO_STRING_PRETTY));
	} else {
		printf("%s\n", r->failed ? "FAIL" : "PASS");
	}
	json_object_put(all);
	return r->failed ? STATUS_FAILED : STATUS_OK;
}

int command_selftest(const struct options *opt)
{
	struct report r = {
		.json = opt->json ? json_object_new_array() : NULL,
	};
	bool native = !strcmp(status_state(), "native");

	if (geteuid()) {
		fprintf(stderr, "underpin: selftest is for root\n");
		json_object_put(r.json);
		return STATUS_FAILED;
	}
	if (native && !result(&r, !module_load(opt->module), "hoist"))
		return finish(&r);
	test_hoisted(&r);
	if (native)
		test_drop(&r);
	return finish(&r);
}
