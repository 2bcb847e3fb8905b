// SPDX-License-Identifier: GPL-2.0
/* The tables, seen through the public headers of Xen and its toolstack. */
#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>
/* xenctrl.h defines __XEN_TOOLS__ and so has to come first. */
#include <xenctrl.h>
#include <xen/arch-x86/cpufeatureset.h>
#include <xen/arch-x86/cpuid.h>
#include <xen/callback.h>
#include <xen/domctl.h>
#include <xen/elfnote.h>
#include <xen/errno.h>
#include <xen/features.h>
#include <xen/io/console.h>
#include <xen/io/xs_wire.h>
#include <xen/memory.h>
#include <xen/nmi.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <xen/sched.h>
#include <xen/sys/evtchn.h>
#include <xen/sys/gntalloc.h>
#include <xen/sys/gntdev.h>
#include <xen/sys/privcmd.h>
#include <xen/sysctl.h>
#include <xen/vcpu.h>
#include <xen/version.h>
#include <xen/xen.h>

#include "expand.h"

#define SAME(name, other)	CONST_AS(#name, other)
#define OWN(name)

/* libxc's name for the record of the memory map. */
#define xen_e820_entry		e820entry

#define COUNT(type, field) \
	(sizeof(((type *)0)->field) / sizeof(((type *)0)->field[0]))

/* Xen has accessors for the bits of trap_info.flags, but no names. */
static const struct trap_info all_flags = { .flags = 0xff };

void record_theirs(struct record_set *set)
{
#include "tables/all.inc"
}
