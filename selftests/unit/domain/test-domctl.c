// SPDX-License-Identifier: GPL-2.0
/* domctl and sysctl: dispatch, errors, and what they tell of domains. */
#include <limits.h>
#include <string.h>

#include "world.h"
#include "x86/insn.h"
#include "core/lib.h"
#include "domain/event_channel.h"
#include "xen/sysctl.h"

static struct xen_domctl op;

static s64 raw(u64 addr)
{
	return call_as(NULL, hc_domctl, addr, 0);
}

static void test_dispatch(void)
{
	world_init(64);
	create(0);
	is(raw(0), -XEN_EFAULT);
	guest_allow(&op, sizeof(op) - 1);
	is(raw((u64)(uintptr_t)&op), -XEN_EFAULT);
	guest_allow(&op, sizeof(op));
	op.cmd = XEN_DOMCTL_getdomaininfo;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION - 1;
	is(raw((u64)(uintptr_t)&op), -XEN_EACCES);
	is(domctl(0, 1, &op), -XEN_ENOSYS);
	is(domctl(7, 1, &op), -XEN_ENOSYS);
	is(domctl(84, 1, &op), -XEN_ENOSYS);
	is(domctl(UINT_MAX, 1, &op), -XEN_ENOSYS);
	is(domctl(XEN_DOMCTL_shadow_op, 1, &op), -XEN_EOPNOTSUPP);
	is(domctl(XEN_DOMCTL_pausedomain, 2, &op), -XEN_ESRCH);
	is(domctl(XEN_DOMCTL_pausedomain, DOMID_SELF, &op), -XEN_ESRCH);
}

/* Nothing that would stop the caller. */
static void test_self(void)
{
	static const u32 cmds[] = {
		XEN_DOMCTL_destroydomain, XEN_DOMCTL_pausedomain,
		XEN_DOMCTL_unpausedomain, XEN_DOMCTL_setvcpucontext,
		XEN_DOMCTL_max_vcpus, XEN_DOMCTL_settscinfo,
		XEN_DOMCTL_resumedomain,
	};
	u32 i;

	world_init(64);
	for (i = 0; i < ARRAY_SIZE(cmds); i++)
		is(domctl(cmds[i], 0, &op), -XEN_EINVAL);
	is(domctl(XEN_DOMCTL_max_mem, 0, &op), -XEN_EOPNOTSUPP);
	is(domctl(XEN_DOMCTL_get_address_size, 0, &op), 0);
}

static void test_readonly_record(void)
{
	world_init(64);
	memset(&op, 0, sizeof(op));
	op.cmd = XEN_DOMCTL_getdomaininfo;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	guest_allow_read(&op, sizeof(op));
	is(raw((u64)(uintptr_t)&op), -XEN_EFAULT);
}

static s64 try(const struct xen_domctl_createdomain *c)
{
	op.u.createdomain = *c;
	return domctl(XEN_DOMCTL_createdomain, 0, &op);
}

static void test_create(void)
{
	struct xen_domctl_createdomain c;
	struct domain *d;

	world_init(64);
	c = config();
	c.flags = XEN_DOMCTL_CDF_xs_domain;
	c.handle[3] = 7;
	is(try(&c), 0);
	is(op.domain, 1);
	d = domain_get(1);
	yes(d->xenstore);
	is(d->handle[3], 7);
	is(d->pause_count, 1);
	is(d->refs, 2);

	c = config();
	c.max_vcpus = 0;
	is(try(&c), -XEN_EINVAL);
	c.max_vcpus = DOMAIN_MAX_VCPUS + 1;
	is(try(&c), -XEN_EINVAL);
	c = config();
	c.flags = XEN_DOMCTL_CDF_hvm;
	is(try(&c), -XEN_EINVAL);
	c.flags = 1U << 31;
	is(try(&c), -XEN_EINVAL);
	c = config();
	c.iommu_opts = 1;
	is(try(&c), -XEN_EINVAL);
	c = config();
	c.grant_opts = 3;
	is(try(&c), -XEN_EINVAL);
	c = config();
	c.arch.emulation_flags = 1;
	is(try(&c), -XEN_EINVAL);
	c = config();
	c.arch.misc_flags = 2;
	is(try(&c), -XEN_EINVAL);
	is(domain_count(), 1);
}

static void test_create_short_of_frames(void)
{
	struct xen_domctl_createdomain c = config();
	struct hypercall hc = { .d = control_domain() };

	world_init(0);
	op.cmd = XEN_DOMCTL_createdomain;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op.u.createdomain = c;
	guest_allow(&op, sizeof(op));
	hc.arg[0] = (u64)(uintptr_t)&op;
	is(hc_domctl(&hc), HC_NEED_FRAMES);
	yes(hc.frames_wanted > 0);
	is(frame_donate(arena_mfn(0)), 0);
	frames_admit();
	is(hc_domctl(&hc), HC_NEED_FRAMES);
	is(frame_donate(arena_mfn(1)), 0);
	frames_admit();
	is(hc_domctl(&hc), 0);
	is(op.domain, 1);
}

static void test_max_vcpus(void)
{
	struct xen_domctl_createdomain c = config();

	world_init(64);
	is(try(&c), 0);
	op.u.max_vcpus.max = 2;
	is(domctl(XEN_DOMCTL_max_vcpus, 1, &op), -XEN_EINVAL);
	op.u.max_vcpus.max = 1;
	is(domctl(XEN_DOMCTL_max_vcpus, 1, &op), 0);
	is(domctl(XEN_DOMCTL_max_vcpus, 1, &op), 0);
	yes(domain_get(1)->vcpu[0]);
	is(domain_get(1)->vcpu[0]->slot, 0);
}

static void test_info(void)
{
	const struct xen_domctl_getdomaininfo *i = &op.u.getdomaininfo;
	struct domain *d;

	world_init(64);
	d = create(10);
	populate(d, 3, NULL);
	d->claimed_pages = 8;
	is(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
	is(op.domain, 1);
	is(i->domain, 1);
	is(i->flags, XEN_DOMINF_paused);
	is(i->tot_pages, 3);
	is(i->max_pages, 10);
	is(i->outstanding_pages, 5);
	is(i->shared_info_frame, d->shared_info_mfn.n);
	is(i->nr_online_vcpus, 0);
	is(i->max_vcpu_id, 0);
	d->vcpu[0]->down = false;
	domain_unpause(d);
	is(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
	is(i->flags, 0);
	is(i->nr_online_vcpus, 1);
	d->vcpu[0]->blocked = true;
	is(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
	is(i->flags, XEN_DOMINF_blocked);
	domain_shutdown(d, SHUTDOWN_crash);
	is(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
	is(i->flags, XEN_DOMINF_blocked | XEN_DOMINF_shutdown |
	   SHUTDOWN_crash << XEN_DOMINF_shutdownshift);
}

/* Tools list domains by asking for the next id. */
static void test_info_next(void)
{
	world_init(64);
	create(0);
	create(0);
	create(0);
	kill(2, UINT_MAX);
	is(domctl(XEN_DOMCTL_getdomaininfo, 0, &op), 0);
	is(op.domain, 0);
	is(domctl(XEN_DOMCTL_getdomaininfo, 2, &op), 0);
	is(op.domain, 3);
	is(domctl(XEN_DOMCTL_getdomaininfo, 4, &op), -XEN_ESRCH);
	is(domctl(XEN_DOMCTL_getdomaininfo, DOMID_FIRST_RESERVED, &op),
	   -XEN_EINVAL);
}

static struct xen_sysctl sys;
static struct xen_domctl_getdomaininfo infos[4];

static s64 list(u16 first, u32 max)
{
	sys.cmd = XEN_SYSCTL_getdomaininfolist;
	sys.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	sys.u.getdomaininfolist.first_domain = first;
	sys.u.getdomaininfolist.max_domains = max;
	sys.u.getdomaininfolist.buffer = (u64)(uintptr_t)infos;
	return call_as(NULL, hc_sysctl, (u64)(uintptr_t)&sys, 0);
}

static void test_list(void)
{
	const u32 *n = &sys.u.getdomaininfolist.num_domains;

	world_init(64);
	create(0);
	create(0);
	create(0);
	kill(1, UINT_MAX);
	is(list(0, 4), -XEN_EFAULT);
	guest_allow(&sys, sizeof(sys));
	is(list(0, 4), -XEN_EFAULT);
	guest_allow(infos, 3 * sizeof(infos[0]));
	is(list(0, 4), 0);
	is(*n, 3);
	is(infos[0].domain, 0);
	is(infos[1].domain, 2);
	is(infos[2].domain, 3);
	is(list(1, 1), 0);
	is(*n, 1);
	is(infos[0].domain, 2);
	is(list(4, 4), 0);
	is(*n, 0);
	is(list(0, 0), 0);
	is(*n, 0);
	sys.interface_version = 0;
	is(call_as(NULL, hc_sysctl, (u64)(uintptr_t)&sys, 0), -XEN_EACCES);
}

static void test_small_ones(void)
{
	struct domain *d;

	world_init(64);
	d = create(0);
	op.u.max_mem.max_memkb = 4097;
	is(domctl(XEN_DOMCTL_max_mem, 1, &op), 0);
	is(d->max_pages, 1024);
	op.u.address_size.size = 32;
	is(domctl(XEN_DOMCTL_set_address_size, 1, &op), -XEN_EOPNOTSUPP);
	op.u.address_size.size = 64;
	is(domctl(XEN_DOMCTL_set_address_size, 1, &op), 0);
	op.u.address_size.size = 16;
	is(domctl(XEN_DOMCTL_set_address_size, 1, &op), -XEN_EINVAL);
	is(domctl(XEN_DOMCTL_get_address_size, 1, &op), 0);
	is(op.u.address_size.size, 64);
	op.u.subscribe.port = 5;
	is(domctl(XEN_DOMCTL_subscribe, 1, &op), 0);
	is(d->suspend_port, 5);
	op.u.subscribe.port = 0x10005;
	is(domctl(XEN_DOMCTL_subscribe, 1, &op), -XEN_EINVAL);
	op.u.settimeoffset.time_offset_seconds = -7;
	is(domctl(XEN_DOMCTL_settimeoffset, 1, &op), 0);
	is(d->time_offset, -7);
	memset(&op.u, 0x5a, sizeof(op.u));
	is(domctl(XEN_DOMCTL_setdomainhandle, 1, &op), 0);
	is(d->handle[15], 0x5a);
}

static s64 tsc_set(u32 mode, u32 khz, u64 elapsed)
{
	memset(&op.u, 0, sizeof(op.u));
	op.u.tsc_info.tsc_mode = mode;
	op.u.tsc_info.gtsc_khz = khz;
	op.u.tsc_info.elapsed_nsec = elapsed;
	op.u.tsc_info.incarnation = 3;
	return domctl(XEN_DOMCTL_settscinfo, 1, &op);
}

static const struct xen_domctl_tsc_info *tsc_get(void)
{
	memset(&op.u, 0x5a, sizeof(op.u));
	is(domctl(XEN_DOMCTL_gettscinfo, 1, &op), 0);
	is(op.u.tsc_info.pad, 0);
	return &op.u.tsc_info;
}

static void test_tsc(void)
{
	const struct xen_domctl_tsc_info *t;

	world_init(64);
	create(0);
	is(tsc_set(XEN_TSC_MODE_NEVER_EMULATE, 0, 0), 0);
	is(tsc_set(3, 0, 0), -XEN_EINVAL);
	t = tsc_get();
	is(t->tsc_mode, XEN_TSC_MODE_NEVER_EMULATE);
	is(t->gtsc_khz, 0);
	is(t->elapsed_nsec, 0);
	/* Each restored domain is one more. */
	is(t->incarnation, 4);

	/* The processor's, from its reset on. */
	is(tsc_set(XEN_TSC_MODE_DEFAULT, 2 * TSC_KHZ, 99), 0);
	t = tsc_get();
	is(t->tsc_mode, XEN_TSC_MODE_DEFAULT);
	is(t->gtsc_khz, TSC_KHZ);
	is(t->elapsed_nsec, fake_tsc);

	is(tsc_set(XEN_TSC_MODE_ALWAYS_EMULATE, 0, 0), 0);
	is(tsc_get()->gtsc_khz, TSC_KHZ);
	is(tsc_set(XEN_TSC_MODE_ALWAYS_EMULATE, 2 * TSC_KHZ, 1ULL << 50), 0);
	fake_tsc += 77;
	t = tsc_get();
	is(t->tsc_mode, XEN_TSC_MODE_ALWAYS_EMULATE);
	is(t->gtsc_khz, 2 * TSC_KHZ);
	is(t->elapsed_nsec, (1ULL << 50) + 77);
}

static void test_destroy(void)
{
	u64 frames;

	world_init(64);
	frames = frames_free();
	populate(create(16), 16, NULL);
	is(domctl(XEN_DOMCTL_destroydomain, 1, &op), 0);
	is(domctl(XEN_DOMCTL_destroydomain, 1, &op), -XEN_ESRCH);
	is(frames_free(), frames);
}

static void test_frame_info(void)
{
	struct pt_budget b = { 10000 };
	struct domain *d;
	u64 m[3], list_[4];

	world_init(64);
	d = create(4);
	populate(d, 3, m);
	build_l4(m[0]);
	build_l4(m[1]);
	spin_lock(&d->lock);
	is(pt_pin(d, mfn(m[0]), FRAME_L4, &b), 0);
	is(pt_get_type(d, mfn(m[1]), FRAME_L3, &b), 0);
	spin_unlock(&d->lock);
	memcpy(list_, m, sizeof(m));
	list_[3] = d->shared_info_mfn.n;
	op.u.getpageframeinfo3.num = 4;
	op.u.getpageframeinfo3.array = (u64)(uintptr_t)list_;
	is(domctl(XEN_DOMCTL_getpageframeinfo3, 1, &op), -XEN_EFAULT);
	guest_allow(list_, sizeof(list_));
	is(domctl(XEN_DOMCTL_getpageframeinfo3, 1, &op), 0);
	is(list_[0], XEN_DOMCTL_PFINFO_L4TAB | XEN_DOMCTL_PFINFO_LPINTAB);
	is(list_[1], XEN_DOMCTL_PFINFO_L3TAB);
	is(list_[2], XEN_DOMCTL_PFINFO_NOTAB);
	is(list_[3], XEN_DOMCTL_PFINFO_XTAB);
	list_[0] = U64_MAX;
	is(domctl(XEN_DOMCTL_getpageframeinfo3, 1, &op), 0);
	is(list_[0], XEN_DOMCTL_PFINFO_XTAB);
	op.u.getpageframeinfo3.num = 1025;
	is(domctl(XEN_DOMCTL_getpageframeinfo3, 1, &op), -XEN_E2BIG);
}

static void test_hypercall_page(void)
{
	struct pt_budget b = { 10000 };
	struct domain *d;
	u64 m[2];
	u8 *page;

	world_init(64);
	d = create(4);
	populate(d, 2, m);
	build_l4(m[1]);
	spin_lock(&d->lock);
	is(pt_pin(d, mfn(m[1]), FRAME_L4, &b), 0);
	spin_unlock(&d->lock);
	op.u.hypercall_init.gmfn = m[0];
	is(domctl(XEN_DOMCTL_hypercall_init, 1, &op), 0);
	page = frame_map(mfn(m[0]));
	is(page[17 * 32], 0x51);
	is(page[17 * 32 + 4], 17);
	is(page[23 * 32 + 3], 0x50);
	op.u.hypercall_init.gmfn = m[1];
	is(domctl(XEN_DOMCTL_hypercall_init, 1, &op), -XEN_EPERM);
	op.u.hypercall_init.gmfn = 0;
	is(domctl(XEN_DOMCTL_hypercall_init, 1, &op), -XEN_EINVAL);
}

int main(void)
{
	tap_run("version, command and domain are checked", test_dispatch);
	tap_run("the control domain cannot stop itself", test_self);
	tap_run("a record that cannot be written", test_readonly_record);
	tap_run("createdomain takes what a PV guest has", test_create);
	tap_run("createdomain waits for frames",
		test_create_short_of_frames);
	tap_run("max_vcpus must match and can repeat", test_max_vcpus);
	tap_run("getdomaininfo tells the state", test_info);
	tap_run("getdomaininfo finds the next domain", test_info_next);
	tap_run("getdomaininfolist fills what fits", test_list);
	tap_run("settings are stored and checked", test_small_ones);
	tap_run("the TSC of a domain", test_tsc);
	tap_run("destroydomain takes all back", test_destroy);
	tap_run("getpageframeinfo3 tells types and pins", test_frame_info);
	tap_run("hypercall_init fills writable frames only",
		test_hypercall_page);
	return tap_done();
}
