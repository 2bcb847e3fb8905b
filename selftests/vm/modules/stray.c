// SPDX-License-Identifier: GPL-2.0
/*
 * Accesses eight bytes at a physical address through the direct map, as a wild
 * pointer in Linux would, or has a hypercall write there. One insmod is one
 * access; what it found is the parameter `value' afterwards.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

#define XEN_VERSION 17 /* hypercall */
#define XENVER_extraversion 1 /* writes 16 bytes */

static ulong address;
module_param(address, ulong, 0444);
MODULE_PARM_DESC(address, "physical address");

static ulong value;
module_param(value, ulong, 0444);
MODULE_PARM_DESC(value, "what to write, what was read or returned");

static char *how = "read";
module_param(how, charp, 0444);
MODULE_PARM_DESC(how, "read, write or hypercall");

static ulong hypercall(void *at)
{
	ulong result = XEN_VERSION;

	asm volatile("vmmcall"
		     : "+a"(result)
		     : "D"(XENVER_extraversion), "S"(at)
		     : "rcx", "r9", "r10", "r11", "memory");
	return result;
}

static int __init stray_init(void)
{
	u64 *at = phys_to_virt(address);

	if (!pfn_valid(address >> PAGE_SHIFT) || address % sizeof(*at))
		return -EINVAL;
	if (!strcmp(how, "read"))
		value = READ_ONCE(*at);
	else if (!strcmp(how, "write"))
		WRITE_ONCE(*at, value);
	else if (!strcmp(how, "hypercall"))
		value = hypercall(at);
	else
		return -EINVAL;
	return 0;
}

static void __exit stray_exit(void)
{
}

module_init(stray_init);
module_exit(stray_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Accesses any physical address, for a test");
