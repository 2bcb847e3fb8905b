// SPDX-License-Identifier: GPL-2.0
/*
 * stray-frames MODULE: what a wild pointer in the control domain's kernel
 * meets where the monitor or a domain has its memory. MODULE makes the
 * accesses (modules/stray.c).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bare.h"
#include "tap.h"
#include "xen/base.h"
#include "xen/grant_ops.h"
#include "xen/hypercall.h"

#define SECRET 0x5ec4e75ec4e75ec4UL
#define STATS "/sys/kernel/debug/underpin/stats"

static struct bare dom;
static const char *module;

static unsigned long stat_of(const char *name)
{
	unsigned long value = ~0UL, found;
	char line[128], key[64];
	FILE *f = fopen(STATS, "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %lu", key, &found) == 2 &&
		    !strcmp(key, name))
			value = found;
	if (f)
		fclose(f);
	return value;
}

/* Return: what the module's parameter `value' is after the access. */
static unsigned long go_astray(const char *how, unsigned long address,
			       unsigned long value)
{
	char command[256];
	FILE *f;

	snprintf(command, sizeof(command),
		 "insmod %s how=%s address=%lu value=%lu", module, how, address,
		 value);
	if (system(command))
		return ~0UL;
	f = fopen("/sys/module/stray/parameters/value", "r");
	if (!f || fscanf(f, "%lu", &value) != 1)
		value = ~0UL;
	if (f)
		fclose(f);
	return system("rmmod stray") ? ~0UL : value;
}

static unsigned long *map_frame_as(int prot)
{
	void *va = mmap(NULL, PAGE, prot, MAP_SHARED, dom.privcmd, 0);
	int err;

	if (va == MAP_FAILED || bare_map(&dom, va, dom.mfn, 1, &err) || err)
		return NULL;
	return va;
}

static unsigned long *map_frame(void)
{
	return map_frame_as(PROT_READ | PROT_WRITE);
}

/* GNTTABOP_copy between two frames that are said to be the caller's own. */
static long copy_status(unsigned long from, unsigned long to)
{
	struct gnttab_copy *op = dom.buffer;

	memset(op, 0, sizeof(*op));
	op->source.u.gmfn = from / PAGE;
	op->source.domid = DOMID_SELF;
	op->dest.u.gmfn = to / PAGE;
	op->dest.domid = DOMID_SELF;
	op->len = 16;
	if (bare_call(&dom, __HYPERVISOR_grant_table_op, GNTTABOP_copy,
		      (uintptr_t)op, 1))
		return -errno;
	return op->status;
}

static void test_monitor(unsigned long image)
{
	unsigned long before = stat_of("stray_accesses");

	value_is("nothing is found in the monitor's image",
		 go_astray("read", image, 1), 0);
	value_is("that is counted", stat_of("stray_accesses"), before + 1);
	go_astray("write", image, 0x0b0b0b0b0b0b0b0b);
	go_astray("write", image + PAGE, 0x0b0b0b0b0b0b0b0b);
	value_is("so are writes", stat_of("stray_accesses"), before + 3);
	value_is("no hypercall writes there",
		 (long)go_astray("hypercall", image + 2 * PAGE, 0), -EFAULT);
	value_is("none copies it", copy_status(image, image),
		 GNTST_bad_page);
}

static void test_mapped(unsigned long frame)
{
	unsigned long before = stat_of("stray_accesses");
	unsigned long *va = map_frame();

	value_is("a domain's frame is mapped", !va, 0);
	va[0] = SECRET;
	value_is("the kernel sees it while it is",
		 go_astray("read", frame, 0) == SECRET, 1);
	value_is("a hypercall may write there",
		 go_astray("hypercall", frame + 256, ~0UL), 0);
	value_is("but not copy there", copy_status(PAGE, frame),
		 GNTST_bad_page);
	munmap(va, PAGE);
	value_is("that is no stray access", stat_of("stray_accesses"), before);
}

static void test_unmapped(unsigned long frame)
{
	unsigned long before = stat_of("stray_accesses");
	unsigned long *va;

	value_is("unmapped, it holds zeroes", go_astray("read", frame, 1), 0);
	value_is("also when it is read again", go_astray("read", frame, 1), 0);
	value_is("that is counted", stat_of("stray_accesses"), before + 1);
	value_is("no hypercall writes there",
		 (long)go_astray("hypercall", frame, 0), -EFAULT);
	value_is("none copies from there", copy_status(frame, PAGE),
		 GNTST_bad_page);
	value_is("nor to it", copy_status(PAGE, frame), GNTST_bad_page);
	go_astray("write", frame, 0x0b0b0b0b0b0b0b0b);
	go_astray("write", frame + PAGE / 2, 0x0b0b0b0b0b0b0b0b);
	value_is("a write is counted", stat_of("stray_accesses"), before + 2);
	va = map_frame();
	value_is("and has changed nothing", va && va[0] == SECRET, 1);
	value_is("mapped again, the kernel sees it, too",
		 go_astray("read", frame, 0) == SECRET, 1);
	munmap(va, PAGE);
	value_is("and not after that", go_astray("read", frame, 1), 0);
}

/* What was mapped for reading stays visible for some milliseconds. */
static void test_read_only(unsigned long frame)
{
	unsigned long *va = map_frame_as(PROT_READ);
	int left = 50;

	value_is("mapped for reading it is seen", va && va[0] == SECRET, 1);
	munmap(va, PAGE);
	while (left && go_astray("read", frame, 1))
		left--;
	value_is("unmapped, it is hidden before long", left > 0, 1);
}

static void test_returned(unsigned long frame)
{
	unsigned long before = stat_of("stray_accesses");

	errno_is("the domain is destroyed", bare_destroy(&dom), 0);
	value_is("its frames are Linux' again", stat_of("frames_donated"), 0);
	go_astray("read", frame, 0);
	value_is("and no stray access is left",
		 stat_of("stray_accesses"), before);
}

int main(int argc, char **argv)
{
	unsigned long frame;

	module = argc > 1 ? argv[1] : "stray.ko";
	errno_is("the devices open", bare_open(&dom), 0);
	test_monitor(stat_of("image_address"));
	errno_is("a domain with frames", bare_create(&dom), 0);
	frame = dom.mfn[0] * PAGE;
	test_mapped(frame);
	test_unmapped(frame);
	test_read_only(frame);
	test_returned(frame);
	return tap_done();
}
