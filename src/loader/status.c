// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/underpin: how things stand, for the command and for scripts. One
 * value in each file. Files that ask the monitor say so; all others, those in
 * exits/ among them, only look at memory.
 */
#include <linux/cpumask.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>
#include <asm/io.h>

#include "counts.h"
#include "exits.h"
#include "loader.h"
#include "status.h"

static struct kobject *dir;
static time64_t since;

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	if (READ_ONCE(ldr_shared->failed))
		return sysfs_emit(buf, "failed\n");
	return sysfs_emit(buf, "%s\n", ldr_hoisted() ? "hoisted" : "dropped");
}

/* Seconds since 1970 */
static ssize_t since_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%lld\n", since);
}

/* Those beneath which the monitor is: all that are online, or none. */
static ssize_t cpus_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%u\n", ldr_hoisted() ? num_online_cpus() : 0);
}

static ssize_t register_differences_show(struct kobject *kobj,
					 struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", ldr_state_differences());
}

static struct kobj_attribute state_attr = __ATTR_RO(state);
static struct kobj_attribute since_attr = __ATTR_RO(since);
static struct kobj_attribute cpus_attr = __ATTR_RO(cpus);
static struct kobj_attribute register_differences_attr =
	__ATTR_RO(register_differences);

/** struct figure - a file with a member of struct up_stats: asks the monitor */
struct figure {
	struct kobj_attribute attr;
	size_t offset;
};

static ssize_t figure_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	const struct figure *f = container_of(attr, struct figure, attr);
	struct up_stats *s = kzalloc(sizeof(*s), GFP_KERNEL);
	u64 value;

	if (!s)
		return -ENOMEM;
	/* kmalloc() keeps it within a page: its size is a power of two. */
	ldr_call(UP_CALL_STATS, virt_to_phys(s), 0);
	value = *(u64 *)((char *)s + f->offset);
	kfree(s);
	return sysfs_emit(buf, "%llu\n", value);
}

#define FIGURE(name) static struct figure name##_figure = { \
	__ATTR(name, 0400, figure_show, NULL), offsetof(struct up_stats, name) }

FIGURE(domains);
FIGURE(frames_donated);
FIGURE(frames_free);
FIGURE(heap_pages);
FIGURE(guest_entries);
FIGURE(stray_accesses);

static struct attribute *status_attrs[] = {
	&state_attr.attr, &since_attr.attr, &cpus_attr.attr,
	&register_differences_attr.attr, &domains_figure.attr.attr,
	&frames_donated_figure.attr.attr, &frames_free_figure.attr.attr,
	&heap_pages_figure.attr.attr, &guest_entries_figure.attr.attr,
	&stray_accesses_figure.attr.attr, NULL,
};

/** struct exit_file - a file in exits/ */
struct exit_file {
	struct kobj_attribute attr;
	unsigned int reason;
};

static struct exit_file exit_files[UP_REASONS];
static struct attribute *exit_attrs[UP_REASONS + 3];

static ssize_t exit_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	const struct exit_file *f = container_of(attr, struct exit_file, attr);

	return sysfs_emit(buf, "%llu\n", ldr_exits_sum(f->reason));
}

static ssize_t total_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%llu\n", ldr_exits_total());
}

/* Numbers that mean nothing to the monitor */
static ssize_t unnamed_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < UP_REASONS; i++)
		if (!ldr_exit_name(i))
			sum += ldr_exits_sum(i);
	return sysfs_emit(buf, "%llu\n", sum);
}

static struct kobj_attribute total_attr = __ATTR(total, 0400, total_show, NULL);
static struct kobj_attribute unnamed_attr =
	__ATTR(unnamed, 0400, unnamed_show, NULL);

static void exit_file_init(struct exit_file *f, unsigned int reason)
{
	sysfs_attr_init(&f->attr.attr);
	f->attr.attr.name = ldr_exit_name(reason);
	f->attr.attr.mode = 0400;
	f->attr.show = exit_show;
	f->reason = reason;
}

static void exits_init(void)
{
	unsigned int i, n = 0;

	exit_attrs[n++] = &total_attr.attr;
	exit_attrs[n++] = &unnamed_attr.attr;
	for (i = 0; i < UP_REASONS; i++) {
		if (!ldr_exit_name(i))
			continue;
		exit_file_init(&exit_files[i], i);
		exit_attrs[n++] = &exit_files[i].attr.attr;
	}
}

static const struct attribute_group status_group = { .attrs = status_attrs };

static const struct attribute_group exits_group = {
	.name = "exits", .attrs = exit_attrs,
};

static const struct attribute_group *groups[] = {
	&status_group, &exits_group, NULL,
};

int ldr_status_init(void)
{
	int err;

	since = ktime_get_real_seconds();
	exits_init();
	dir = kobject_create_and_add("underpin", kernel_kobj);
	if (!dir)
		return -ENOMEM;
	err = sysfs_create_groups(dir, groups);
	if (err)
		kobject_put(dir);
	return err;
}

void ldr_status_exit(void)
{
	sysfs_remove_groups(dir, groups);
	kobject_put(dir);
}
