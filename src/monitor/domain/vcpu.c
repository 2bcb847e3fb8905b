// SPDX-License-Identifier: GPL-2.0
/*
 * The life of a vCPU: two pages, one for itself and one for its extended
 * state, and a bit in the kick bitmap. Its registers: vcpu_context.c.
 */
#include "domain/vcpu.h"
#include "control.h"
#include "core/lib.h"
#include "core/print.h"
#include "domain/domain.h"
#include "domain/event_channel.h"
#include "domain/time.h"
#include "domain/vcpu_context.h"
#include "domain/vcpu_info.h"
#include "hypercall/hypercall.h"
#include "mm/heap.h"
#include "mm/vcpu_mm.h"
#include "xen/errno.h"

/* Guests tick at 100 Hz until they stop it. */
#define PERIOD_AT_START (10 * NSEC_PER_MSEC)

#define SLOT_NONE UINT32_MAX

static u64 slots[UP_MAX_VCPU_SLOTS / 64];

static u32 slot_alloc(void)
{
	u32 i;

	for (i = 0; i < UP_MAX_VCPU_SLOTS; i++) {
		if (slots[i / 64] == U64_MAX)
			i |= 63;
		else if (!test_and_set_bit(i, slots))
			return i;
	}
	return SLOT_NONE;
}

static void slot_free(u32 slot)
{
	bug_on(!test_and_clear_bit(slot, slots));
}

static void vcpu_fill(struct vcpu *v, struct domain *d, u32 id)
{
	static u64 serial;

	v->serial = __atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED);
	v->d = d;
	v->id = id;
	v->down = true;
	v->root = MFN_NONE;
	v->user_root = MFN_NONE;
	v->info = vcpu_info_first(v);
	v->runstate.state = RUNSTATE_offline;
	v->runstate.state_entry_time = time_now();
	time_periodic_set(v, PERIOD_AT_START);
	vcpu_registers_reset(v);
}

static void vcpu_free(struct vcpu *v)
{
	heap_free_page(v->xsave);
	heap_free_page(v);
}

s64 vcpu_create(struct domain *d, u32 id)
{
	struct vcpu *v;

	if (id >= d->max_vcpus)
		return -XEN_EINVAL;
	if (d->vcpu[id])
		return -XEN_EEXIST;
	v = heap_alloc_page();
	if (!v)
		return HC_NEED_FRAMES;
	v->xsave = heap_alloc_page();
	if (!v->xsave) {
		vcpu_free(v);
		return HC_NEED_FRAMES;
	}
	v->slot = slot_alloc();
	if (v->slot == SLOT_NONE) {
		vcpu_free(v);
		return -XEN_ENOMEM;
	}
	vcpu_fill(v, d, id);
	d->vcpu[id] = v;
	return 0;
}

void vcpu_destroy(struct vcpu *v)
{
	bug_on(v->running);
	vcpu_info_release(v);
	vcpu_mm_release(v);
	slot_free(v->slot);
	vcpu_free(v);
}

void vcpu_reset(struct vcpu *v)
{
	vcpu_mm_release(v);
	v->initialised = false;
	v->down = true;
	spin_lock(&event_lock);
	ec_poll_end(v);
	spin_unlock(&event_lock);
	v->nmi_pending = false;
	v->nmi_masked = false;
	memset(&v->traps, 0, sizeof(v->traps));
	vcpu_registers_reset(v);
}
