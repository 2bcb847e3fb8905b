// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"
#include "core/lib.h"
#include "core/print.h"
#include "domain/cpuid.h"
#include "domain/cpuid_leaves.h"
#include "domain/domain_init.h"
#include "domain/event_channel.h"
#include "domain/event_port.h"
#include "domain/time.h"
#include "x86/frametable.h"
#include "xen/virq.h"

#define BUDGET 1000

struct world world = { .default_leaves = 8 };
u64 fake_tsc;

static struct shared_info control_info;
static u32 dom_exc_port;

void world_init(unsigned long frames)
{
	arena_init(frames);
	time_init(TSC_KHZ, 0, 0);
	domain_init(&control_info);
	dom_exc_port = ec_bind_virq(control_domain(), VIRQ_DOM_EXC, 0);
}

bool dom_exc(void)
{
	return test_and_clear_bit(dom_exc_port, control_info.evtchn_pending);
}

struct xen_domctl_createdomain config(void)
{
	return (struct xen_domctl_createdomain){
		.max_vcpus = 1,
		.max_evtchn_port = 1023,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.grant_opts = 1,
	};
}

struct domain *create(u64 max_pages)
{
	struct xen_domctl_createdomain c = config();
	struct domain *d;

	bug_on(domain_create(0, &c, &d));
	d->max_pages = max_pages;
	spin_lock(&d->lock);
	bug_on(vcpu_create(d, 0));
	spin_unlock(&d->lock);
	domain_put(d);
	return d;
}

void populate(struct domain *d, u64 n, u64 *mfns)
{
	struct frame *f;
	u64 i;

	spin_lock(&d->lock);
	for (i = 0; i < n; i++) {
		f = frame_alloc(d);
		bug_on(!f);
		frame_m2p_set(frame_mfn(f), i);
		if (mfns)
			mfns[i] = frame_mfn(f).n;
	}
	spin_unlock(&d->lock);
}

void build_l4(u64 m)
{
	memset(frame_map(mfn(m)), 0, PAGE_SIZE);
}

void recycle(void)
{
	mfn_t list[ARENA_FRAMES];
	u64 n = 0;

	while (frame_reclaim(&list[n], true))
		n++;
	while (n)
		bug_on(frame_donate(list[--n]));
	frames_admit();
}

unsigned int kill(u16 domid, u32 budget)
{
	struct domain *d = domain_get(domid);
	unsigned int steps = 0;
	struct pt_budget b;
	int err;

	do {
		b.left = budget;
		err = domain_kill(d, &b);
		steps++;
	} while (err == -XEN_ERESTART);
	bug_on(err);
	domain_put(d);
	return steps;
}

s64 call_as(struct domain *d, hc_fn *fn, u64 arg0, u64 arg1)
{
	struct hypercall hc = {
		.d = d ? d : control_domain(),
		.v = d ? d->vcpu[0] : NULL,
		.arg = { arg0, arg1 },
	};
	s64 ret;

	do {
		hc.budget.left = BUDGET;
		ret = fn(&hc);
	} while (ret == HC_RESTART);
	return ret;
}

s64 domctl(u32 cmd, u16 domid, struct xen_domctl *op)
{
	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = domid;
	guest_allow(op, sizeof(*op));
	return call_as(NULL, hc_domctl, (u64)(uintptr_t)op, 0);
}

void vcpu_kick(struct vcpu *v)
{
	world.kicks++;
}

void ec_control_notify(void)
{
	world.notices++;
}

void vcpu_gdt_load(struct vcpu *v)
{
}

void vcpu_ldt_load(struct vcpu *v)
{
}

u64 frametable_max_mfn(void)
{
	return ARENA_BASE + ARENA_FRAMES;
}

/* A processor whose leaf n answers n, n + 1, n + 2, n + 3. */
void cpuid_leaf(enum cpuid_view view, u32 leaf, u32 subleaf, u32 out[4])
{
	u32 i;

	for (i = 0; i < 4; i++)
		out[i] = leaf + i;
}

static unsigned int serialise(struct xen_cpuid_leaf *out, unsigned int max)
{
	unsigned int i;

	for (i = 0; i < world.default_leaves && i < max; i++)
		out[i] = (struct xen_cpuid_leaf){
			i, XEN_CPUID_NO_SUBLEAF, i, i + 1, i + 2, i + 3,
		};
	return world.default_leaves;
}

unsigned int cpu_policy_host(struct xen_cpuid_leaf *out, unsigned int max)
{
	return serialise(out, max);
}

unsigned int cpu_policy_default(struct xen_cpuid_leaf *out, unsigned int max)
{
	return serialise(out, max);
}

void cpu_featureset(enum cpuid_view view, u32 words[XEN_FEATURESET_NR_ENTRIES])
{
	u32 i;

	for (i = 0; i < XEN_FEATURESET_NR_ENTRIES; i++)
		words[i] = i;
}

/* x87, SSE and AVX. */
u64 cpuid_xcr0_mask(const struct vcpu *v)
{
	return 7;
}

u32 cpuid_xstate_size(u64 states)
{
	return states & 4 ? 576 + 256 : 576;
}
