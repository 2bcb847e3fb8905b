// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/underpin/fail: failures of the monitor on demand, and
 * fail_lend: of Linux to lend it memory. This file is no part of the product.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/msr.h>

#include "failure_test.h"
#include "fail_test.h"
#include "loader.h"

static const char *const wheres[] = {
	[FAIL_TEST_CONTROL] = "control",
	[FAIL_TEST_HYPERCALL] = "guest-hypercall",
	[FAIL_TEST_EXCEPTION] = "guest-exception",
	[FAIL_TEST_MSR] = "msr",
};

static const char *const hows[] = {
	[FAIL_TEST_BUG] = "bug",
	[FAIL_TEST_FAULT] = "fault",
	[FAIL_TEST_OVERFLOW] = "overflow",
	[FAIL_TEST_LOCKED] = "locked",
};

/* The same value: only the trap counts. */
static void write_efer(void)
{
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, efer);
}

static ssize_t fail_write(struct file *file, const char __user *from, size_t n,
			  loff_t *pos)
{
	char text[32] = "";
	char *how = text;
	char *where;
	unsigned int w;
	int h;

	if (n >= sizeof(text) || copy_from_user(text, from, n))
		return -EINVAL;
	where = strsep(&how, ":");
	if (!how)
		return -EINVAL;
	/* FAIL_TEST_NOWHERE has no name. */
	for (w = FAIL_TEST_CONTROL; w < ARRAY_SIZE(wheres); w++)
		if (!strcmp(where, wheres[w]))
			break;
	h = match_string(hows, ARRAY_SIZE(hows), strim(how));
	if (w == ARRAY_SIZE(wheres) || h < 0)
		return -EINVAL;
	ldr_call(UP_CALL_FAIL_TEST, w, h);
	if (w == FAIL_TEST_MSR)
		write_efer();
	return n;
}

static const struct file_operations fail_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = fail_write,
};

/* So many times more and it fails once; zero: never. */
static u32 lends_left;

bool ldr_fail_lend(void)
{
	return lends_left && !--lends_left;
}

void ldr_fail_test_init(struct dentry *dir)
{
	debugfs_create_file("fail", 0200, dir, NULL, &fail_fops);
	debugfs_create_u32("fail_lend", 0600, dir, &lends_left);
}
