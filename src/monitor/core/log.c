// SPDX-License-Identifier: GPL-2.0
/* The log ring. */
#include "core/log.h"

#include <stdarg.h>

#include "core/format.h"
#include "core/print.h"
#include "core/spinlock.h"
#include "x86/insn.h"

#define LINE_MAX 200

static struct up_log *log_ring;
static struct up_shared *log_shared;
static struct spinlock log_lock;

void log_init(struct up_log *ring, struct up_shared *shared)
{
	log_ring = ring;
	log_shared = shared;
}

static void ring_put(char c)
{
	log_ring->text[log_ring->produced % log_ring->size] = c;
	__atomic_store_n(&log_ring->produced, log_ring->produced + 1,
			 __ATOMIC_RELEASE);
#ifdef MONITOR_DEBUGCON
	asm volatile("outb %0, $0xe9" : : "a"(c));
#endif
}

static void ring_write(const char *text, size_t len)
{
	if (!log_ring)
		return;
	for (size_t i = 0; i < len; i++)
		ring_put(text[i]);
	WRITE_ONCE(log_shared->attention, 1);
}

void log_line(const char *fmt, ...)
{
	char line[LINE_MAX + 1];
	va_list args;
	size_t len;

	va_start(args, fmt);
	len = format(line, sizeof(line), fmt, args);
	va_end(args);
	line[len] = '\n';
	spin_lock(&log_lock);
	ring_write(line, len + 1);
	spin_unlock(&log_lock);
}

void log_guest(u16 domid, const char *text, size_t len)
{
	static u16 last_domid = UINT16_MAX;
	static bool line_open;

	spin_lock(&log_lock);
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!line_open || last_domid != domid) {
			char prefix[16] = "\n(d";
			size_t n = 3;

			for (u32 div = 10000; div; div /= 10)
				if (domid >= div || div == 1)
					prefix[n++] =
						(char)('0' + domid / div % 10);
			prefix[n++] = ')';
			prefix[n++] = ' ';
			ring_write(prefix + !line_open, n - !line_open);
			last_domid = domid;
		}
		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			c = '.';
		ring_write(&c, 1);
		line_open = c != '\n';
	}
	spin_unlock(&log_lock);
}
