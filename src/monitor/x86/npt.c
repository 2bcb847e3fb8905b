// SPDX-License-Identifier: GPL-2.0
/*
 * The identity, one gigabyte a page (APM vol.2 15.25; entries need the user
 * bit, 15.25.5), with tables only where something is hidden from Linux:
 *
 *  - 2 MiB of the monitor point to one table that all such pieces share, so
 *    that hiding them costs no memory of their own, until Linux is shown a page
 *    of them;
 *  - a frame of a guest is an entry of an L1 table. Its table exists as long
 *    as any frame in it is lent, so that showing and concealing need no
 *    memory and cannot fail.
 *
 * An entry that is a table counts, in the bits that are software's (5.3), the
 * entries of that table that are not whole. The last one to become whole again
 * makes it a large page, and the table waits for hw_settle(): a processor may
 * still walk it.
 *
 * What is hidden is not present, so the first access to each page is seen.
 *
 * npt_lock protects the tables; readers take no lock. A reader is never
 * interrupted, so no table goes away under it either.
 */
#include "x86/npt.h"

#include "core/lib.h"
#include "core/print.h"
#include "core/spinlock.h"
#include "mm/heap.h"
#include "mm/pte.h"
#include "x86/hw.h"
#include "x86/paging.h"
#include "xen/errno.h"

#define NPT_TABLE (PTE_P | PTE_RW | PTE_US | PTE_A)
#define NPT_PAGE (PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)
#define NPT_ZERO (PTE_P | PTE_US | PTE_A)

/* A page of the monitor that Linux may read, and a table of such 2 MiB. */
#define NPT_READ NPT_ZERO
#define NPT_CHUNK (1ULL << 9) /* software's (5.3) */

#define COUNT_SHIFT 52
#define COUNT_ONE (1ULL << COUNT_SHIFT)

#define SHIFT_1G 30
#define SHIFT_2M 21
#define SHIFT_4K 12

static struct spinlock npt_lock;
static u64 *root;
static u64 *top; /* above it where the host has five levels */
static u64 *hidden; /* the monitor's shared L1 table */
static u64 zero_maddr;
static u64 scrap_maddr;
static u64 *retired; /* tables out of use, linked by their first entry */
static u32 *flush_wanted; /* up_shared.flush */

u64 npt_root(void)
{
	return direct_to_maddr(top);
}

/* The identity of what is around @maddr. */
static u64 leaf(u64 maddr, int shift)
{
	u64 base = maddr & ~((1ULL << shift) - 1);

	return base | NPT_PAGE | (shift > SHIFT_4K ? PTE_PS : 0);
}

static u64 *entry_in(u64 entry, u64 maddr, int shift)
{
	u64 *table = maddr_to_direct(entry & PTE_ADDR);

	return &table[maddr >> shift & (PT_ENTRIES - 1)];
}

static void table_fill(u64 *table, u64 base, int shift)
{
	for (u64 i = 0; i < PT_ENTRIES; i++)
		table[i] = leaf(base + (i << shift), shift);
}

static int npt_fill(u32 paddr_bits)
{
	u64 slots = paddr_bits > 39 ? 1ULL << (paddr_bits - 39) : 1;

	/* Four levels reach 48 bits, which is all that Linux can use (15.25). */
	for (u64 i = 0; i < min_u64(slots, PT_ENTRIES); i++) {
		u64 *l3 = heap_alloc_page();

		if (!l3)
			return -XEN_ENOMEM;
		table_fill(l3, i << 39, SHIFT_1G);
		root[i] = direct_to_maddr(l3) | NPT_TABLE;
	}
	return 0;
}

static int root_alloc(void)
{
	root = heap_alloc_page();
	top = paging_five_levels() ? heap_alloc_page() : root;
	if (!root || !top)
		return -XEN_ENOMEM;
	/* As many levels as the host's own tables (15.25.3). */
	if (top != root)
		top[0] = direct_to_maddr(root) | NPT_TABLE;
	return 0;
}

/* All of these pages are the monitor's own: Linux cannot change them. */
static int npt_alloc(void)
{
	void *zero = heap_alloc_page(), *scrap = heap_alloc_page();

	hidden = heap_alloc_page();
	if (!hidden || !zero || !scrap)
		return -XEN_ENOMEM;
	zero_maddr = direct_to_maddr(zero);
	scrap_maddr = direct_to_maddr(scrap);
	return root_alloc();
}

static int npt_hide_monitor(const struct up_init *init)
{
	int err = hw_hide(init->image);

	for (u32 i = 0; i < UP_MAX_EXTRA && init->extra[i] && !err; i++)
		err = hw_hide(init->extra[i]);
	return err;
}

int npt_init(const struct up_init *init)
{
	struct up_shared *shared = maddr_to_direct(init->shared);
	int err = npt_alloc();

	if (err)
		return err;
	flush_wanted = &shared->flush;
	err = npt_fill(init->paddr_bits);
	return err ? err : npt_hide_monitor(init);
}

/* The entry of a gigabyte; NULL beyond the physical address width. */
static u64 *npt_l3_entry(u64 maddr)
{
	u64 slot = maddr >> 48 ? 0 : root[maddr >> 39];

	return slot & PTE_P ? entry_in(slot, maddr, SHIFT_1G) : NULL;
}

/* The L1 entry of a frame that is hidden as such, wherever it points. */
static u64 *npt_frame_entry(u64 maddr)
{
	u64 *l3 = npt_l3_entry(maddr), *l2;

	bug_on(!l3 || *l3 & PTE_PS);
	l2 = entry_in(*l3, maddr, SHIFT_2M);
	bug_on(*l2 & (PTE_PS | NPT_CHUNK));
	return entry_in(*l2, maddr, SHIFT_4K);
}

static void want_flush(void)
{
	__atomic_fetch_add(flush_wanted, 1, __ATOMIC_RELEASE);
}

/* One entry less of the table in @entry is whole; makes the table if need be */
static int npt_break(u64 *entry, u64 maddr, int shift)
{
	u64 value = *entry;

	if (value & PTE_PS) {
		u64 *table = heap_alloc_page();

		/* A chunk that is lent because there is no page has one. */
		if (!table)
			table = heap_alloc_pending();
		if (!table)
			return -XEN_ENOMEM;
		table_fill(table, value & PTE_ADDR, shift - 9);
		value = direct_to_maddr(table) | NPT_TABLE;
	}
	WRITE_ONCE(*entry, value + COUNT_ONE);
	return 0;
}

/* The link is no present entry, for whoever still walks there. */
static void retire(u64 *table)
{
	WRITE_ONCE(table[0], (u64)retired);
	retired = table;
	want_flush();
}

/* One more is. */
static void npt_mend(u64 *entry, u64 maddr, int shift)
{
	u64 *table = maddr_to_direct(*entry & PTE_ADDR);

	bug_on(*entry & PTE_PS || !(*entry >> COUNT_SHIFT));
	if (*entry >> COUNT_SHIFT > 1) {
		WRITE_ONCE(*entry, *entry - COUNT_ONE);
		return;
	}
	WRITE_ONCE(*entry, leaf(maddr, shift));
	retire(table);
}

static int hide_chunk(u64 maddr)
{
	u64 *l3 = npt_l3_entry(maddr), *l2;

	bug_on(!l3);
	if (npt_break(l3, maddr, SHIFT_1G))
		return -XEN_ENOMEM;
	l2 = entry_in(*l3, maddr, SHIFT_2M);
	bug_on(!(*l2 & PTE_PS));
	WRITE_ONCE(*l2, direct_to_maddr(hidden) | NPT_TABLE | NPT_CHUNK);
	want_flush();
	return 0;
}

int hw_hide(u64 maddr)
{
	int err;

	spin_lock(&npt_lock);
	err = hide_chunk(maddr);
	spin_unlock(&npt_lock);
	return err;
}

void hw_reveal(u64 maddr)
{
	u64 *l3, *l2, *table;

	spin_lock(&npt_lock);
	l3 = npt_l3_entry(maddr);
	bug_on(!l3 || *l3 & PTE_PS);
	l2 = entry_in(*l3, maddr, SHIFT_2M);
	bug_on(!(*l2 & NPT_CHUNK));
	table = maddr_to_direct(*l2 & PTE_ADDR);
	WRITE_ONCE(*l2, leaf(maddr, SHIFT_2M));
	if (table != hidden)
		retire(table);
	npt_mend(l3, maddr, SHIFT_1G);
	want_flush();
	spin_unlock(&npt_lock);
}

static int hide_frame(u64 maddr)
{
	u64 *l3 = npt_l3_entry(maddr), *l2;
	bool whole;
	int err;

	bug_on(!l3);
	if (npt_break(l3, maddr, SHIFT_1G))
		return -XEN_ENOMEM;
	l2 = entry_in(*l3, maddr, SHIFT_2M);
	whole = *l2 & PTE_PS;
	err = npt_break(l2, maddr, SHIFT_2M);
	/* Its gigabyte counts it once. */
	if (err || !whole)
		npt_mend(l3, maddr, SHIFT_1G);
	if (err)
		return err;
	WRITE_ONCE(*npt_frame_entry(maddr), 0);
	want_flush();
	return 0;
}

int hw_frame_hide(mfn_t m)
{
	int err;

	spin_lock(&npt_lock);
	err = hide_frame(mfn_to_maddr(m));
	spin_unlock(&npt_lock);
	return err;
}

void hw_frame_reveal(mfn_t m)
{
	u64 maddr = mfn_to_maddr(m);
	u64 *l3, *l2;

	spin_lock(&npt_lock);
	WRITE_ONCE(*npt_frame_entry(maddr), leaf(maddr, SHIFT_4K));
	l3 = npt_l3_entry(maddr);
	l2 = entry_in(*l3, maddr, SHIFT_2M);
	npt_mend(l2, maddr, SHIFT_2M);
	if (*l2 & PTE_PS)
		npt_mend(l3, maddr, SHIFT_1G);
	want_flush();
	spin_unlock(&npt_lock);
}

void hw_frame_show(mfn_t m)
{
	u64 *entry;

	spin_lock(&npt_lock);
	entry = npt_frame_entry(mfn_to_maddr(m));
	/* Strays have left another page there for processors to remember. */
	if (*entry & PTE_P)
		want_flush();
	WRITE_ONCE(*entry, leaf(mfn_to_maddr(m), SHIFT_4K));
	spin_unlock(&npt_lock);
}

void hw_frame_conceal(mfn_t m)
{
	spin_lock(&npt_lock);
	WRITE_ONCE(*npt_frame_entry(mfn_to_maddr(m)), 0);
	want_flush();
	spin_unlock(&npt_lock);
}

void hw_settle(void)
{
	spin_lock(&npt_lock);
	while (retired) {
		u64 *table = retired;

		retired = (u64 *)table[0];
		heap_free_page(table);
	}
	spin_unlock(&npt_lock);
}

/* Return: the L1 entry of a monitor's page, in a table of its 2 MiB's own. */
static u64 *own_entry(u64 maddr)
{
	u64 *l3 = npt_l3_entry(maddr), *l2, *table;

	bug_on(!l3 || *l3 & PTE_PS);
	l2 = entry_in(*l3, maddr, SHIFT_2M);
	bug_on(!(*l2 & NPT_CHUNK));
	if ((*l2 & PTE_ADDR) == direct_to_maddr(hidden)) {
		table = heap_alloc_page();
		if (!table)
			return NULL;
		WRITE_ONCE(*l2, direct_to_maddr(table) | NPT_TABLE | NPT_CHUNK);
		want_flush();
	}
	return entry_in(*l2, maddr, SHIFT_4K);
}

int hw_page_show(u64 maddr)
{
	u64 *entry, value = maddr | NPT_READ;

	spin_lock(&npt_lock);
	entry = own_entry(maddr);
	if (entry && *entry != value) {
		if (*entry & PTE_P)
			want_flush();
		WRITE_ONCE(*entry, value);
	}
	spin_unlock(&npt_lock);
	return entry ? 0 : -XEN_ENOMEM;
}

bool hw_visible(u64 maddr)
{
	const u64 *entry = npt_l3_entry(maddr);
	u64 value = entry ? READ_ONCE(*entry) : 0;
	int shift = SHIFT_1G;

	while (value & PTE_P && !(value & PTE_PS) && shift > SHIFT_4K) {
		shift -= 9;
		value = READ_ONCE(*entry_in(value, maddr, shift));
	}
	return value == leaf(maddr, shift);
}

/* Where the entry of a hidden page points after an access to it. */
static u64 substitute(u64 value, bool write)
{
	if (write || (value & PTE_ADDR) == scrap_maddr)
		return scrap_maddr | NPT_PAGE;
	return value & PTE_P ? value : zero_maddr | NPT_ZERO;
}

static enum npt_fault fault_locked(u64 maddr, bool write)
{
	u64 *entry = npt_l3_entry(maddr);
	bool monitor;
	u64 value;

	if (!entry)
		return NPT_FAULT_UNKNOWN;
	if (hw_visible(maddr))
		return NPT_FAULT_STALE;
	entry = entry_in(*entry, maddr, SHIFT_2M);
	monitor = *entry & NPT_CHUNK;
	entry = entry_in(*entry, maddr, SHIFT_4K);
	value = substitute(*entry, write);
	if (*entry == value)
		return NPT_FAULT_STALE;
	WRITE_ONCE(*entry, value);
	return monitor ? NPT_FAULT_MONITOR : NPT_FAULT_GUEST;
}

enum npt_fault npt_fault(u64 maddr, bool write)
{
	enum npt_fault fault;

	spin_lock(&npt_lock);
	fault = fault_locked(maddr, write);
	spin_unlock(&npt_lock);
	return fault;
}
