// SPDX-License-Identifier: GPL-2.0
/* The monitor's log: to the kernel log line by line, and to `xl dmesg`. */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched.h>

#include "loader.h"

#define LINE_SIZE 256

/* A mutex, because a slow console takes milliseconds for a line. */
static DEFINE_MUTEX(flush_lock);
static u64 printed;
static u64 cleared;
static char line[LINE_SIZE];
static size_t line_len;

static struct up_log *ring(void)
{
	return __va(ldr_init->log);
}

static char ring_char(const struct up_log *r, u64 at)
{
	return r->text[at & (r->size - 1)];
}

static u64 oldest(const struct up_log *r, u64 produced)
{
	return produced > r->size ? produced - r->size : 0;
}

static void print_char(char c)
{
	if (c != '\n' && line_len < LINE_SIZE - 1) {
		line[line_len++] = c;
		return;
	}
	line[line_len] = '\0';
	pr_info("%s\n", line);
	cond_resched();
	line_len = 0;
	if (c != '\n')
		line[line_len++] = c;
}

/* Lock: flush_lock. */
static void print_until(const struct up_log *r, u64 produced)
{
	u64 at = max(printed, oldest(r, produced));

	while (at < produced)
		print_char(ring_char(r, at++));
	WRITE_ONCE(printed, at);
}

void ldr_console_flush(void)
{
	const struct up_log *r = ring();
	u64 produced;

	/*
	 * Nobody waits for the one who prints: he looks once more after he has
	 * unlocked, and finds what came meanwhile.
	 */
	for (;;) {
		/* Pairs with the monitor's release: the text is there. */
		produced = smp_load_acquire(&r->produced);
		if (produced == READ_ONCE(printed) ||
		    !mutex_trylock(&flush_lock))
			return;
		print_until(r, produced);
		mutex_unlock(&flush_lock);
		/* Unlocked before @produced is read. */
		smp_mb();
	}
}

size_t ldr_log_read(char *buf, u64 *index, size_t n, bool clear)
{
	const struct up_log *r = ring();
	/* Pairs with the monitor's release: the text is there. */
	u64 produced = smp_load_acquire(&r->produced);
	u64 at = max3(*index, cleared, oldest(r, produced));
	size_t len = 0;

	while (at < produced && len < n)
		buf[len++] = ring_char(r, at++);
	*index = at;
	if (clear)
		cleared = produced;
	return len;
}

void ldr_console_init(void)
{
	printed = 0;
	cleared = 0;
	line_len = 0;
}
