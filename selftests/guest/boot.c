// SPDX-License-Identifier: GPL-2.0
/*
 * From the entry point to the test that the command line names, and out. The
 * shared page takes the place of a page of our own, since the builder maps it
 * nowhere.
 */
#include "guest.h"
#include "xen/sched.h"

struct start_info *start;
struct shared_info *shared;

void shutdown(u32 reason)
{
	struct sched_shutdown s = { reason };

	for (;;)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_shutdown, addr(&s));
}

/* What follows @key, such as "test=", on the command line; or NULL. */
static const char *option(const char *key)
{
	const char *s = (const char *)start->cmd_line;
	size_t n = strlen(key);

	for (; *s; s++)
		if (!memcmp(s, key, n))
			return s + n;
	return NULL;
}

u64 option_number(const char *key, u64 otherwise)
{
	const char *s = option(key);
	u64 value = 0;

	if (!s)
		return otherwise;
	for (; *s >= '0' && *s <= '9'; s++)
		value = value * 10 + *s - '0';
	return value;
}

static bool chosen(const char *name)
{
	const char *s = option("test=");
	size_t n = strlen(name);

	return s && !memcmp(s, name, n) && (!s[n] || s[n] == ' ');
}

static void run(const struct test *t)
{
	t->run();
	plan();
	shutdown(SHUTDOWN_poweroff);
}

void guest_main(struct start_info *si)
{
	static struct shared_info page __aligned(PAGE_SIZE);
	const struct test *t;

	start = si;
	shared = &page;
	if (map(&page, start->shared_info / PAGE_SIZE, PTE_RW_PAGE)) {
		print("Bail out! shared_info cannot be mapped");
		shutdown(SHUTDOWN_crash);
	}
	trap_init();
	print("# underpin test kernel: %s", (const char *)start->cmd_line);
	for (t = tests_begin; t < tests_end; t++)
		if (chosen(t->name))
			run(t);
	print("Bail out! no such test");
	shutdown(SHUTDOWN_crash);
}
