// SPDX-License-Identifier: GPL-2.0
/* Calls from the control domain; the private ones of control.h are here. */
#include "x86/control_call.h"

#include "core/lib.h"
#include "core/print.h"
#include "domain/domain.h"
#include "domain/time.h"
#include "hypercall/hypercall.h"
#include "mm/frame.h"
#include "mm/guest_copy.h"
#include "mm/heap.h"
#include "mm/pagetable.h"
#include "x86/fail_test.h"
#include "x86/frametable.h"
#include "x86/hw.h"
#include "x86/image.h"
#include "x86/paging.h"
#include "x86/run.h"
#include "xen/errno.h"
#include "xen/hypercall.h"

/* Page-table entries of work in one UP_CALL_FOREIGN_GET. */
#define FOREIGN_BUDGET 4096

int hc_copy_from(struct hypercall *hc, void *dst, gva_t src, size_t n)
{
	if (hc_is_control(hc))
		return control_copy_from(this_cpu(), dst, src, n);
	return guest_copy_from(dst, src, n);
}

int hc_copy_to(struct hypercall *hc, gva_t dst, const void *src, size_t n)
{
	if (hc_is_control(hc))
		return control_copy_to(this_cpu(), dst, src, n);
	return guest_copy_to(dst, src, n);
}

static enum control_action control_hypercall(struct cpu *c)
{
	u64 *r = c->regs;
	struct hypercall hc = {
		.d = control_domain(),
		.nr = c->rax,
		.arg = { r[CPU_REG_RDI], r[CPU_REG_RSI], r[CPU_REG_RDX],
			 r[CPU_REG_R10], r[CPU_REG_R8], r[CPU_REG_R9] },
	};
	s64 ret = hc_dispatch(&hc);

	if (hc.final || !hc_is_private(ret)) {
		c->rax = (u64)ret;
		return CONTROL_RESUME;
	}
	r[CPU_REG_RDI] = hc.arg[0];
	r[CPU_REG_RSI] = hc.arg[1];
	r[CPU_REG_RDX] = hc.arg[2];
	r[CPU_REG_R10] = hc.arg[3];
	r[CPU_REG_R8] = hc.arg[4];
	r[CPU_REG_R9] = hc.arg[5];
	if (ret == HC_RESTART)
		return CONTROL_REPEAT;
	r[CPU_REG_R11] = hc.frames_wanted;
	c->rax = (u64)(ret == HC_NEED_HEAP ? UP_NEED_HEAP : UP_NEED_FRAMES);
	return CONTROL_RESUME;
}

static s64 call_run(struct cpu *c)
{
	struct run_result result;

	run_vcpu(c, (u16)c->regs[CPU_REG_RDI], (u32)c->regs[CPU_REG_RSI],
		 c->regs[CPU_REG_RDX], &result);
	c->regs[CPU_REG_RDX] = (u64)result.next_timer;
	c->regs[CPU_REG_R11] = result.wanted;
	return result.reason;
}

static struct up_list *call_list(u64 maddr)
{
	struct up_list *list = maddr_to_direct(maddr);

	bug_on(list->count > UP_LIST_MAX);
	return list;
}

/* Return: 0 or -errno; then nothing of the frame is changed. */
static int frame_prepare(mfn_t m)
{
	int err = frametable_back(m);

	return err ? err : hw_frame_hide(m);
}

static s64 call_donate(struct cpu *c)
{
	const struct up_list *list = call_list(c->regs[CPU_REG_RDI]);
	int err = 0;
	u64 i;

	for (i = 0; i < list->count && !err; i++)
		err = frame_prepare(mfn(list->mfn[i]));
	if (err) {
		for (i--; i-- > 0;)
			hw_frame_reveal(mfn(list->mfn[i]));
		return err == -XEN_ENOMEM ? UP_NEED_HEAP : err;
	}
	for (i = 0; i < list->count; i++)
		bug_on(frame_donate(mfn(list->mfn[i])));
	return 0;
}

static s64 call_settle(struct cpu *c)
{
	frames_admit();
	heap_admit();
	hw_settle();
	return 0;
}

static s64 call_reclaim(struct cpu *c)
{
	struct up_list *list = call_list(c->regs[CPU_REG_RDI]);
	mfn_t m;

	for (list->count = 0; list->count < UP_LIST_MAX; list->count++) {
		if (!frame_reclaim(&m, c->regs[CPU_REG_RSI]))
			break;
		hw_frame_reveal(m);
		list->mfn[list->count] = m.n;
	}
	return 0;
}

static s64 call_heap_donate(struct cpu *c)
{
	u64 maddr = c->regs[CPU_REG_RDI];
	int err = heap_add(maddr_to_direct(maddr));

	if (err)
		return err;
	/* Which may want a page of the heap. */
	err = hw_hide(maddr);
	bug_on(err && !heap_remove(maddr_to_direct(maddr)));
	return err;
}

static s64 call_heap_reclaim(struct cpu *c)
{
	void *chunk = heap_take();

	if (!chunk)
		return -XEN_ENOENT;
	hw_reveal(direct_to_maddr(chunk));
	return (s64)direct_to_maddr(chunk);
}

static s64 call_flush(struct cpu *c)
{
	hw_flush_nested(c);
	return 0;
}

static void foreign_drop(struct domain *d, struct frame *f, bool writable)
{
	if (writable)
		pt_put_type(d, f);
	else
		frame_put(d, f);
}

/* d->lock held. Return: 0 or -errno, by frame. */
static s64 foreign_get(struct domain *d, u64 number, bool writable,
		       struct pt_budget *b)
{
	struct frame *f = frame_lookup(mfn(number));
	s64 err = 0;

	if (writable)
		err = pt_get_type(d, mfn(number), FRAME_WRITABLE, b);
	else if (!frame_get(d, mfn(number)))
		err = -XEN_EINVAL;
	if (err || frame_show(f))
		return err;
	foreign_drop(d, f, writable);
	return -XEN_ENOSPC;
}

/* d->lock held. Return: how many frames were looked at. */
static u64 foreign_get_list(struct domain *d, struct up_list *list,
			    bool writable)
{
	struct pt_budget b = { .left = FOREIGN_BUDGET };
	s64 err;
	u64 i;

	if (pt_zap(d, &b))
		return 0;
	for (i = 0; i < list->count; i++) {
		err = foreign_get(d, list->mfn[i], writable, &b);
		if (err == -XEN_ERESTART)
			break;
		if (err)
			list->mfn[i] = (u64)err;
	}
	return i;
}

static s64 call_foreign_get(struct cpu *c)
{
	struct domain *d = domain_get((u16)c->regs[CPU_REG_RDI]);
	struct up_list *list = call_list(c->regs[CPU_REG_RSI]);

	if (!d)
		return -XEN_ESRCH;
	spin_lock(&d->lock);
	list->count = foreign_get_list(d, list, c->regs[CPU_REG_RDX]);
	spin_unlock(&d->lock);
	domain_put(d);
	return 0;
}

static s64 call_foreign_put(struct cpu *c)
{
	const struct up_list *list = call_list(c->regs[CPU_REG_RDI]);
	bool writable = c->regs[CPU_REG_RSI];

	for (u64 i = 0; i < list->count; i++) {
		struct frame *f = frame_lookup(mfn(list->mfn[i]));
		struct domain *d = f && f->refs ? domain_get(f->owner) : NULL;

		bug_on(!d);
		spin_lock(&d->lock);
		frame_conceal(f);
		foreign_drop(d, f, writable);
		spin_unlock(&d->lock);
		domain_put(d);
	}
	return 0;
}

static s64 call_m2p_page(struct cpu *c)
{
	mfn_t m;
	int err = frametable_m2p_page(c->regs[CPU_REG_RDI], &m);

	if (err)
		return err == -XEN_ENOMEM ? UP_NEED_HEAP : err;
	return (s64)m.n;
}

static s64 call_vcpu_slot(struct cpu *c)
{
	struct domain *d = domain_get((u16)c->regs[CPU_REG_RDI]);
	u64 id = c->regs[CPU_REG_RSI];
	s64 slot = -XEN_ESRCH; /* it goes with its domain */

	if (!d)
		return -XEN_ESRCH;
	spin_lock(&d->lock);
	if (id < d->max_vcpus && d->vcpu[id])
		slot = d->vcpu[id]->slot;
	spin_unlock(&d->lock);
	domain_put(d);
	return slot;
}

static s64 call_wallclock(struct cpu *c)
{
	struct domain *d;

	time_set_wall(c->regs[CPU_REG_RDI], (u32)c->regs[CPU_REG_RSI]);
	for (u32 id = 1; id < DOMID_FIRST_RESERVED; id++) {
		d = domain_get_next((u16)id);
		if (!d)
			break;
		id = d->domid;
		spin_lock(&d->lock);
		if (d->shared_info)
			time_update_wallclock(d);
		spin_unlock(&d->lock);
		domain_put(d);
	}
	return 0;
}

static s64 call_stats(struct cpu *c)
{
	struct up_stats *s = maddr_to_direct(c->regs[CPU_REG_RDI]);

	s->domains = domain_count();
	s->frames_donated = frames_donated();
	s->frames_free = frames_free();
	s->heap_pages = heap_pages();
	s->heap_used = heap_used();
	s->image_bytes = (u64)(__memory_end - monitor_head);
	s->percpu_bytes = cpu_percpu_bytes();
	for (u32 i = 0; i < cpu_count(); i++) {
		const struct cpu *other = cpu_of(i);

		s->guest_entries += other->guest_entries;
		s->tlb_flushes += other->tlb_flushes;
		s->tlb_interrupts += other->tlb_interrupts;
		s->stray_accesses += other->stray_accesses;
		for (size_t v = 0; v < ARRAY_SIZE(s->guest_exits); v++)
			s->guest_exits[v] += other->guest_exits[v];
	}
	return 0;
}

/** typedef call_fn - a private call; the value goes to RAX */
typedef s64 call_fn(struct cpu *c);

static call_fn *const calls[] = {
	[UP_CALL_RUN - UP_CALL_LEAVE] = call_run,
	[UP_CALL_DONATE - UP_CALL_LEAVE] = call_donate,
	[UP_CALL_RECLAIM - UP_CALL_LEAVE] = call_reclaim,
	[UP_CALL_HEAP_DONATE - UP_CALL_LEAVE] = call_heap_donate,
	[UP_CALL_HEAP_RECLAIM - UP_CALL_LEAVE] = call_heap_reclaim,
	[UP_CALL_FLUSH - UP_CALL_LEAVE] = call_flush,
	[UP_CALL_SETTLE - UP_CALL_LEAVE] = call_settle,
	[UP_CALL_FOREIGN_GET - UP_CALL_LEAVE] = call_foreign_get,
	[UP_CALL_FOREIGN_PUT - UP_CALL_LEAVE] = call_foreign_put,
	[UP_CALL_M2P_PAGE - UP_CALL_LEAVE] = call_m2p_page,
	[UP_CALL_VCPU_SLOT - UP_CALL_LEAVE] = call_vcpu_slot,
	[UP_CALL_WALLCLOCK - UP_CALL_LEAVE] = call_wallclock,
	[UP_CALL_STATS - UP_CALL_LEAVE] = call_stats,
};

enum control_action control_call(struct cpu *c)
{
	u64 index = c->rax - UP_CALL_LEAVE;

	if (c->rax < XEN_NR_HYPERCALLS)
		return control_hypercall(c);
	if (c->rax == UP_CALL_LEAVE) {
		c->rax = 0;
		return CONTROL_LEAVE;
	}
	if (fail_test_call(c))
		return CONTROL_RESUME;
	if (index < ARRAY_SIZE(calls) && calls[index])
		c->rax = (u64)calls[index](c);
	else
		c->rax = (u64)-XEN_ENOSYS;
	return CONTROL_RESUME;
}
