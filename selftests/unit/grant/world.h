/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control domain and two guests with a few frames each, their grant
 * tables, and grant_table_op as each of them calls it.
 */
#ifndef GRANT_WORLD_H
#define GRANT_WORLD_H

#include "arena.h"
#include "domain.h"
#include "guest.h"
#include "heap.h"
#include "tap.h"
#include "domain/grant_map.h"
#include "domain/grant_entry.h"
#include "domain/grant_table.h"
#include "domain/grant_use.h"
#include "hypercall/hypercall.h"
#include "xen/base.h"
#include "xen/errno.h"
#include "xen/grant_ops.h"
#include "xen/grant_setup.h"

#define CONTROL 0
#define GUEST 1
#define OTHER 2
#define NOBODY 77 /* no such domain */
#define DONATED 200 /* frames of the arena that are; the others are Linux's */
#define PER_FRAME 512 /* entries */

#define RW GNTMAP_device_map
#define RO (GNTMAP_device_map | GNTMAP_readonly)

/* Linux has no frame to lend. */
extern bool lend_refused;

/** world_init() - once per case: each guest has a table of one frame */
void world_init(void);

/** page() - a zeroed frame of a domain */
mfn_t page(u16 domid);

/** refs() / type_refs() - of a frame */
u32 refs(mfn_t m);
u32 type_refs(mfn_t m);

/** linux_page() - frame number of the control domain's @n-th own page */
mfn_t linux_page(unsigned int n);

/** entry() - a grant entry, as its guest sees it */
struct grant_entry_v1 *entry(u16 domid, u32 ref);

/** grant() - the guest lets @user use a frame */
void grant(u16 domid, u32 ref, u16 user, mfn_t m, u16 flags);

/** mapped() - how many grants a domain has mapped */
u32 mapped(u16 domid);

/** heap_beyond() - pages of the heap in use, but for those of the two tables */
u32 heap_beyond(void);

/** call() - grant_table_op as domain @domid calls it */
s64 call(u16 domid, u32 cmd, void *ops, u32 count);

/** call_with() - ... with an argument of @n bytes that it may access */
s64 call_with(u16 domid, u32 cmd, void *ops, u32 count, size_t n);

/**
 * map() - one GNTTABOP_map_grant_ref by the control domain
 * @op: receives handle and address
 *
 * Return: its status, or the call's result if that is not 0.
 */
s64 map(u16 dom, u32 ref, u32 flags, struct gnttab_map_grant_ref *op);

/** unmap() - one GNTTABOP_unmap_grant_ref; @maddr may be 0 */
s64 unmap(u32 handle, u64 maddr);

/**
 * tables() - page tables for a guest, which its vCPU runs on
 *
 * They map nothing yet, but have an L1 table for addresses below 2 MiB.
 */
void tables(u16 domid);

/** l1_of() - that table; l4_of() - the one at the top */
mfn_t l1_of(u16 domid);
mfn_t l4_of(u16 domid);

/** slot() - its entry for page @n */
u64 *slot(u16 domid, unsigned int n);

/** store() - the guest writes an entry of it; 0 or -errno */
int store(u16 domid, unsigned int n, u64 pte);

/** end_domain() - kill a domain as far as its frames and grants go */
void end_domain(u16 domid);

/** make_table() / drop_table() - use a frame as an L1 table; 0 or -errno */
int make_table(u16 domid, mfn_t m);
void drop_table(u16 domid, mfn_t m);

#endif /* GRANT_WORLD_H */
