// SPDX-License-Identifier: GPL-2.0
/*
 * memory_op: frames without names, frames for other frames, and what no PV
 * domain can have done.
 */
#include <string.h>

#include "control.h"
#include "world.h"
#include "mm/frame.h"
#include "xen/base.h"
#include "xen/layout.h"

#define LIST 8

static struct xen_memory_exchange x;
static u64 in[LIST], out[LIST];
static struct domain *d;

/* Ask for an exchange of the first @n frames of the list. */
static void ask(u64 n)
{
	u64 i;

	for (i = 0; i < LIST; i++)
		out[i] = 100 + i;
	x = (struct xen_memory_exchange){
		.in = { (u64)(uintptr_t)in, n, 0, 0, DOMID_SELF },
		.out = { (u64)(uintptr_t)out, n, 0, 0, DOMID_SELF },
	};
	guest_allow(&x, sizeof(x));
	guest_allow(in, sizeof(in));
	guest_allow(out, sizeof(out));
}

static void start(u64 n, unsigned long frames)
{
	world_init(frames);
	d = create(20);
	populate(d, LIST, in);
	ask(n);
}

static s64 exchange(void)
{
	return call_as(d, hc_memory_op, XENMEM_exchange, (u64)(uintptr_t)&x);
}

static void test_exchange(void)
{
	u64 i, old[LIST];

	start(LIST, 64);
	memcpy(old, in, sizeof(old));
	is(exchange(), 0);
	is(x.nr_exchanged, LIST);
	is(d->tot_pages, LIST);
	for (i = 0; i < LIST; i++) {
		is(frame_m2p_get(mfn(out[i])), 100 + i);
		is(frame_lookup(mfn(out[i]))->owner, 1);
		is(frame_lookup(mfn(old[i]))->refs, 0);
	}
	/* Nothing is left to do. */
	is(exchange(), 0);
}

static void test_progress(void)
{
	start(4, 64);
	x.nr_exchanged = 3;
	is(exchange(), 0);
	is(frame_lookup(mfn(in[0]))->refs, 1);
	is(frame_lookup(mfn(in[3]))->refs, 0);
}

static void test_budget(void)
{
	struct hypercall hc;
	unsigned int calls = 0;

	start(LIST, 64);
	hc = (struct hypercall){
		.d = d, .v = d->vcpu[0],
		.arg = { XENMEM_exchange, (u64)(uintptr_t)&x },
	};
	do {
		hc.budget.left = 70;
		calls++;
	} while (hc_memory_op(&hc) == HC_RESTART);
	is(calls, LIST / 2);
	is(x.nr_exchanged, LIST);
}

static void test_exchange_bad(void)
{
	struct frame *f;

	start(2, 64);
	x.out.extent_order = 10;
	is(exchange(), -XEN_EPERM);
	x.out.extent_order = 1;
	is(exchange(), -XEN_EINVAL);
	x.out.nr_extents = 1;
	is(exchange(), -XEN_ENOMEM);
	x.out = x.in;
	x.out.domid = 5;
	is(exchange(), -XEN_EINVAL);
	x.in.domid = 5;
	is(exchange(), -XEN_ESRCH);
	x.in.domid = 0;
	x.out.domid = 0;
	is(exchange(), -XEN_EPERM);
	ask(2);
	x.nr_exchanged = 3;
	is(exchange(), -XEN_EINVAL);
	ask(2);
	x.in.nr_extents = U64_MAX;
	x.in.extent_order = 1;
	is(exchange(), -XEN_EINVAL);
	ask(2);
	x.in.extent_start = 8;
	is(exchange(), -XEN_EFAULT);

	/* What is mapped, not one's own or the monitor's stays. */
	ask(2);
	f = frame_lookup(mfn(in[1]));
	f->refs++;
	is(exchange(), -XEN_EINVAL);
	is(x.nr_exchanged, 1);
	f->refs--;
	in[1] = d->shared_info_mfn.n;
	is(exchange(), -XEN_EINVAL);
	in[1] = U64_MAX;
	is(exchange(), -XEN_EINVAL);
	is(call_as(d, hc_memory_op, XENMEM_exchange | 1 << 6,
		   (u64)(uintptr_t)&x), -XEN_EINVAL);
	is(call_as(d, hc_memory_op, XENMEM_exchange, 8), -XEN_EFAULT);
}

/* Without a free frame Linux is asked, and its refusal is the answer. */
static void test_exchange_frames(void)
{
	start(1, 2 + LIST);
	is(exchange(), HC_NEED_FRAMES);
	is(frame_lookup(mfn(in[0]))->refs, 1);
}

static void test_increase(void)
{
	struct xen_memory_reservation r = { 0, 3, 0, 0, DOMID_SELF };
	u64 at = (u64)(uintptr_t)&r;

	start(2, 64);
	guest_allow(&r, sizeof(r));
	is(call_as(d, hc_memory_op, XENMEM_increase_reservation, at), 3);
	is(d->tot_pages, LIST + 3);
	r.extent_start = (u64)(uintptr_t)out;
	is(call_as(d, hc_memory_op, XENMEM_increase_reservation, at), 3);
	is(frame_lookup(mfn(out[2]))->owner, 1);
	is(frame_m2p_get(mfn(out[2])), XEN_INVALID_P2M_ENTRY);
	is(out[3], 103);
	/* Frames of which the guest cannot be told are not given. */
	r.extent_start = 8;
	is(call_as(d, hc_memory_op, XENMEM_increase_reservation, at), 0);
	r.extent_start = 0;
	r.extent_order = 1;
	is(call_as(d, hc_memory_op, XENMEM_increase_reservation, at), 0);
	is(d->tot_pages, LIST + 6);
}

static s64 op(u32 cmd, void *arg)
{
	return call_as(d, hc_memory_op, cmd, (u64)(uintptr_t)arg);
}

static void test_refused(void)
{
	static u16 arg[32];

	start(2, 64);
	is(op(XENMEM_add_to_physmap, arg), -XEN_EFAULT);
	guest_allow(arg, sizeof(arg));
	is(op(XENMEM_add_to_physmap, arg), -XEN_EACCES);
	is(op(XENMEM_get_vnumainfo, arg), -XEN_EPERM);
	arg[0] = 7;
	is(op(XENMEM_add_to_physmap, arg), -XEN_ESRCH);
	arg[0] = DOMID_SELF;
	is(op(XENMEM_add_to_physmap, arg), -XEN_EACCES);
	is(op(XENMEM_add_to_physmap_batch, arg), -XEN_EACCES);
	is(op(XENMEM_remove_from_physmap, arg), -XEN_EACCES);
	is(op(XENMEM_get_vnumainfo, arg), -XEN_EOPNOTSUPP);
	is(op(XENMEM_acquire_resource, arg), -XEN_ESRCH);
	is(op(XENMEM_get_pod_target, arg), -XEN_EINVAL);
	arg[16] = 1;
	is(op(XENMEM_set_pod_target, arg), -XEN_EINVAL);
	is(op(XENMEM_machphys_compat_mfn_list, arg), -XEN_EOPNOTSUPP);
	is(op(62, arg), -XEN_ENOSYS);
}

int main(void)
{
	tap_run("frames for frames", test_exchange);
	tap_run("an exchange goes on where it was", test_progress);
	tap_run("an exchange goes on after a restart", test_budget);
	tap_run("what cannot be exchanged", test_exchange_bad);
	tap_run("an exchange without free frames", test_exchange_frames);
	tap_run("frames without names", test_increase);
	tap_run("what is not for PV domains", test_refused);
	return tap_done();
}
