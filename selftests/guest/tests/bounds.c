// SPDX-License-Identifier: GPL-2.0
/*
 * bounds - the largest batches that a guest can ask for, one after the other,
 * for selftests/bench/bounds: what runs between two marks that QEMU's plugin
 * knows (selftests/bench/micro/count.c) is one row.
 */
#include "guest.h"
#include "xen/console.h"
#include "xen/event_channel.h"
#include "xen/grant_setup.h"
#include "xen/memory.h"
#include "xen/mmu.h"
#include "xen/multicall.h"
#include "xen/sched.h"
#include "xen/trap.h"
#include "xen/version.h"

#define UPDATES 4096
#define CALLS 1024
#define FRAMES 512 /* given back and taken again */
#define COPIES 512
#define MAPS 128 /* uses of one grant */
#define TRAPS 512
#define REF 40

static union {
	struct mmu_update update[UPDATES];
	struct multicall_entry call[CALLS];
	struct gnttab_copy copy[COPIES];
	struct gnttab_map_grant_ref map[MAPS];
	struct gnttab_unmap_grant_ref unmap[MAPS];
	struct trap_info trap[TRAPS];
	evtchn_port_t port[SCHED_POLL_MAX_PORTS];
	u64 frame[2][FRAMES];
	char text[UPDATES];
} big;

static struct evtchn_bind_ipi ipi; /* a port of the first vCPU's */

static s64 go(u64 nr, u64 a, u64 b, u64 c, u64 d)
{
	s64 ret;

	asm volatile(".byte 0x0f, 0x1f, 0x80, 'U', 'P', 'B', 'E'");
	ret = hypercall(nr, a, b, c, d, 0);
	asm volatile(".byte 0x0f, 0x1f, 0x80, 'U', 'P', 'E', 'N'");
	return ret;
}

static void measure(const char *name, u64 nr, u64 a, u64 b, u64 c, u64 d)
{
	print("# row %s: %ld", name, (long)go(nr, a, b, c, d));
}

static u64 dom(void)
{
	return option_number("self=", 0);
}

static void updates(void)
{
	u64 *page = page_take(), at, pte, i;

	pte = pte_of(page, &at);
	for (i = 0; i < UPDATES; i++)
		big.update[i] = (struct mmu_update){
			va_to_mfn(page) * PAGE_SIZE | MMU_MACHPHYS_UPDATE,
			(addr(page) - VIRT_BASE) / PAGE_SIZE,
		};
	measure("mmu_update, 4096 of the M2P", __HYPERVISOR_mmu_update,
		addr(big.update), UPDATES, 0, DOMID_SELF);
	for (i = 0; i < UPDATES; i++)
		big.update[i] = (struct mmu_update){ at, i % 2 ? pte : 0 };
	measure("mmu_update, 4096 entries", __HYPERVISOR_mmu_update,
		addr(big.update), UPDATES, 0, DOMID_SELF);
}

/* One table of each level, each of which names the next in all entries. */
static void tables(void)
{
	struct mmuext_op op;
	u64 *table[5], level, i, below = va_to_mfn(page_take());

	for (level = 1; level <= 4; level++) {
		table[level] = page_take();
		for (i = 0; i < 512; i++)
			if (level < 4 || i < 256)
				table[level][i] = below << 12 | PTE_RO_PAGE;
		map(table[level], va_to_mfn(table[level]), PTE_RO_PAGE);
		below = va_to_mfn(table[level]);
	}
	op = (struct mmuext_op){ .cmd = MMUEXT_PIN_L4_TABLE,
				 .arg1.mfn = below };
	measure("pin a tree of 1792 entries", __HYPERVISOR_mmuext_op,
		addr(&op), 1, 0, DOMID_SELF);
	op.cmd = MMUEXT_UNPIN_TABLE;
	measure("unpin it", __HYPERVISOR_mmuext_op, addr(&op), 1, 0,
		DOMID_SELF);
}

static void memory(void)
{
	struct xen_memory_reservation r = {
		.extent_start = addr(big.frame[0]), .nr_extents = FRAMES,
		.domid = DOMID_SELF,
	};
	struct xen_memory_exchange x = { .in = r, .out = r };
	const u64 *p2m = (const u64 *)start->mfn_list;
	u64 first = start->nr_pages - FRAMES, i;

	for (i = 0; i < FRAMES; i++)
		big.frame[0][i] = p2m[first + i];
	measure("decrease_reservation, 512 frames", __HYPERVISOR_memory_op,
		XENMEM_decrease_reservation, addr(&r), 0, 0);
	for (i = 0; i < FRAMES; i++)
		big.frame[0][i] = first + i;
	measure("populate_physmap, 512 frames", __HYPERVISOR_memory_op,
		XENMEM_populate_physmap, addr(&r), 0, 0);
	for (i = 0; i < FRAMES; i++)
		big.frame[1][i] = first + i;
	x.out.extent_start = addr(big.frame[1]);
	measure("exchange, 512 frames", __HYPERVISOR_memory_op, XENMEM_exchange,
		addr(&x), 0, 0);
}

static void calls(u64 nr, u64 a, u64 b)
{
	u64 i;

	for (i = 0; i < CALLS; i++)
		big.call[i] = (struct multicall_entry){ .op = nr,
							.args = { a, b } };
}

static void multicalls(void)
{
	calls(__HYPERVISOR_xen_version, XENVER_version, 0);
	measure("multicall, 1024 of the cheapest", __HYPERVISOR_multicall,
		addr(big.call), CALLS, 0, 0);
	calls(__HYPERVISOR_xen_version, XENVER_commandline, addr(page_take()));
	measure("multicall, 1024 command lines", __HYPERVISOR_multicall,
		addr(big.call), CALLS, 0, 0);
	calls(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, addr(&ipi));
	measure("multicall, bind 1024 ports", __HYPERVISOR_multicall,
		addr(big.call), CALLS, 0, 0);
}

/* Nothing that is printed after it is heard. */
static void port_reset(void)
{
	struct evtchn_reset reset = { .dom = DOMID_SELF };

	print("# row reset of all ports: 0");
	ok(true, "all rows");
	go(__HYPERVISOR_event_channel_op, EVTCHNOP_reset, addr(&reset), 0, 0);
}

static void grant_setup(u64 mfn)
{
	static u64 list[1];
	struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = 1,
					    .frame_list = addr(list) };
	struct grant_entry_v1 *table = page_take();

	hypercall3(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table,
		   addr(&setup), 1);
	map(table, list[0], PTE_RW_PAGE);
	table[REF].frame = (u32)mfn;
	table[REF].domid = (u16)dom();
	table[REF].flags = GTF_permit_access;
}

static void copies(u64 mfn)
{
	u64 i;

	for (i = 0; i < COPIES; i++)
		big.copy[i] = (struct gnttab_copy){
			.source = { .u.ref = REF, .domid = (u16)dom() },
			.dest = { .u.gmfn = mfn, .domid = DOMID_SELF },
			.len = PAGE_SIZE, .flags = GNTCOPY_source_gref,
		};
	measure("grant copy, 512 pages", __HYPERVISOR_grant_table_op,
		GNTTABOP_copy, addr(big.copy), COPIES, 0);
}

static void grants(void)
{
	static u32 handle[MAPS];
	u64 mfn = va_to_mfn(page_take()), i;

	grant_setup(mfn);
	copies(mfn);
	for (i = 0; i < MAPS; i++)
		big.map[i] = (struct gnttab_map_grant_ref){
			.flags = GNTMAP_device_map, .ref = REF,
			.dom = (u16)dom(),
		};
	measure("grant map, 128", __HYPERVISOR_grant_table_op,
		GNTTABOP_map_grant_ref, addr(big.map), MAPS, 0);
	for (i = 0; i < MAPS; i++)
		handle[i] = big.map[i].handle;
	for (i = 0; i < MAPS; i++)
		big.unmap[i] = (struct gnttab_unmap_grant_ref){
			.dev_bus_addr = mfn * PAGE_SIZE, .handle = handle[i],
		};
	measure("grant unmap, 128", __HYPERVISOR_grant_table_op,
		GNTTABOP_unmap_grant_ref, addr(big.unmap), MAPS, 0);
}

static void others(void)
{
	struct sched_poll poll = { .ports = addr(big.port), .timeout = 1,
				   .nr_ports = SCHED_POLL_MAX_PORTS };
	u64 i;

	for (i = 0; i < SCHED_POLL_MAX_PORTS; i++)
		big.port[i] = ipi.port;
	measure("poll of 128 ports", __HYPERVISOR_sched_op, SCHEDOP_poll,
		addr(&poll), 0, 0);
	measure("console_io, 4 KiB", __HYPERVISOR_console_io, CONSOLEIO_write,
		sizeof(big.text), addr(big.text), 0);
	for (i = 0; i < TRAPS - 1; i++)
		big.trap[i] = (struct trap_info){
			.vector = 0xff, .cs = 0xe033, .address = VIRT_BASE,
		};
	measure("set_trap_table, 511 entries", __HYPERVISOR_set_trap_table,
		addr(big.trap), 0, 0, 0);
}

static void run(void)
{
	updates();
	tables();
	memory();
	multicalls();
	grants();
	others();
	port_reset();
}

TEST("bounds", run);
