// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/underpin: figures of the monitor and of the hoist. */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/seq_file.h>

#include "counts.h"
#include "exits.h"
#include "fail_test.h"
#include "loader.h"
#include "status.h"

static struct dentry *dir;

static void show_guest_exits(struct seq_file *m, const struct up_stats *s)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(s->guest_exits); i++)
		if (s->guest_exits[i])
			seq_printf(m, "guest_exit_%u %llu\n", i,
				   s->guest_exits[i]);
}

static int stats_show(struct seq_file *m, void *unused)
{
	struct up_stats *s = (void *)get_zeroed_page(GFP_KERNEL);

	BUILD_BUG_ON(sizeof(*s) > PAGE_SIZE);
	if (!s)
		return -ENOMEM;
	ldr_call(UP_CALL_STATS, __pa(s), 0);
	seq_printf(m, "domains %llu\n", s->domains);
	seq_printf(m, "frames_donated %llu\n", s->frames_donated);
	seq_printf(m, "frames_free %llu\n", s->frames_free);
	seq_printf(m, "heap_pages %llu\n", s->heap_pages);
	seq_printf(m, "heap_used %llu\n", s->heap_used);
	seq_printf(m, "image_bytes %llu\n", s->image_bytes);
	seq_printf(m, "percpu_bytes %llu\n", s->percpu_bytes);
	seq_printf(m, "control_exits %llu\n", ldr_exits_total());
	seq_printf(m, "guest_entries %llu\n", s->guest_entries);
	seq_printf(m, "tlb_flushes %llu\n", s->tlb_flushes);
	seq_printf(m, "tlb_interrupts %llu\n", s->tlb_interrupts);
	seq_printf(m, "stray_accesses %llu\n", s->stray_accesses);
	seq_printf(m, "image_address %llu\n", ldr_init->image);
	seq_printf(m, "hoist_ns %llu\n", ldr_hoist_ns());
	seq_printf(m, "state_differences %llu\n", ldr_state_differences());
	show_guest_exits(m, s);
	free_page((unsigned long)s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

/* One line for each reason that there was, with a column for each processor. */
static int exits_show(struct seq_file *m, void *unused)
{
	unsigned int reason, i;

	for (reason = 0; reason < UP_REASONS; reason++) {
		if (!ldr_exits_sum(reason))
			continue;
		seq_printf(m, "%s", ldr_exit_name(reason) ?: "unnamed");
		for (i = 0; i < ldr_init->nr_cpus; i++)
			seq_printf(m, " %llu", ldr_exits_of(i, reason));
		seq_putc(m, '\n');
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(exits);

static int registers_show(struct seq_file *m, void *unused)
{
	ldr_registers_show(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(registers);

void ldr_debugfs_init(void)
{
	dir = debugfs_create_dir("underpin", NULL);
	debugfs_create_file("stats", 0400, dir, NULL, &stats_fops);
	debugfs_create_file("exits", 0400, dir, NULL, &exits_fops);
	debugfs_create_file("registers", 0400, dir, NULL, &registers_fops);
	ldr_fail_test_init(dir);
}

void ldr_debugfs_exit(void)
{
	debugfs_remove(dir);
}
