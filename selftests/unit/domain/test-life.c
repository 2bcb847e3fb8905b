// SPDX-License-Identifier: GPL-2.0
/*
 * A domain from its creation to the moment when its id is free again.
 *
 * Whatever goes wrong on the way, the number of free frames and heap pages
 * comes back to what it was: that is what most cases end with.
 */
#include <limits.h>
#include <string.h>

#include "tlb.h"
#include "world.h"
#include "core/lib.h"
#include "domain/event_port.h"

static void test_ids(void)
{
	struct xen_domctl_createdomain c = config();
	struct domain *d, *e;

	world_init(64);
	is(create(0)->domid, 1);
	is(create(0)->domid, 2);
	kill(1, UINT_MAX);
	/* Round robin: 1 is free, but was in use a moment ago. */
	is(create(0)->domid, 3);
	is(domain_create(2, &c, &d), -XEN_EEXIST);
	is(domain_create(1, &c, &d), 0);
	is(d->domid, 1);
	domain_put(d);
	is(domain_create(DOMID_FIRST_RESERVED - 1, &c, &d), 0);
	is(d->domid, DOMID_FIRST_RESERVED - 1);
	domain_put(d);
	is(domain_create(DOMID_FIRST_RESERVED, &c, &d), 0);
	is(d->domid, 4);
	domain_put(d);
	is(domain_count(), 5);
	e = domain_get(DOMID_SELF);
	yes(!e);
}

static void test_ids_wrap(void)
{
	struct xen_domctl_createdomain c = config();
	struct domain *d;
	u32 i, last = 0;

	world_init(64);
	for (i = 1; i < 2 * DOMID_FIRST_RESERVED; i++) {
		is(domain_create(0, &c, &d), 0);
		yes(d->domid == last + 1 ||
		    (d->domid == 1 && last == DOMID_FIRST_RESERVED - 1));
		last = d->domid;
		domain_put(d);
		kill(last, UINT_MAX);
		if (!frames_fresh())
			recycle();
		if (tap_failed())
			return;
	}
}

static void test_next(void)
{
	struct xen_domctl_createdomain c = config();
	static const u16 ids[] = { 0, 5, 511, 512, 2000 };
	struct domain *d;
	u32 i, at = 0;

	world_init(64);
	for (i = 4; i >= 1; i--) {
		is(domain_create(ids[i], &c, &d), 0);
		domain_put(d);
	}
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		d = domain_get_next(at);
		is(d->domid, ids[i]);
		at = d->domid + 1;
		domain_put(d);
	}
	yes(!domain_get_next(at));
	yes(!domain_get_next(UINT16_MAX));
}

/* Make the n-th allocation fail, from the first to the last. */
static void test_heap_failures(void)
{
	struct xen_domctl_createdomain c = config();
	u64 frames;
	unsigned int used, n;
	struct domain *d;
	s64 err;

	world_init(64);
	frames = frames_free();
	used = fake_heap.used;
	for (n = 0;; n++) {
		fake_heap.left = n;
		err = domain_create(0, &c, &d);
		if (!err)
			break;
		is(err, HC_NEED_FRAMES);
		is(frames_free(), frames);
		is(fake_heap.used, used);
		is(domain_count(), 0);
	}
	yes(n >= 2);
	for (n = 0;; n++) {
		fake_heap.left = n;
		spin_lock(&d->lock);
		err = vcpu_create(d, 0);
		spin_unlock(&d->lock);
		if (!err)
			break;
		is(err, HC_NEED_FRAMES);
	}
	is(n, 2);
	fake_heap.left = UINT_MAX;
	domain_put(d);
	kill(d->domid, UINT_MAX);
	is(frames_free(), frames);
	is(fake_heap.used, used);
}

static unsigned int heap_requests;

/* While the table itself wants a page it is locked. */
static void nobody_is_found(void)
{
	if (!domain_count())
		return;
	heap_requests++;
	yes(!domain_get(1));
	yes(!domain_get_next(1));
}

/* Another tool must not give a domain what its failing creation leaves. */
static void test_unborn(void)
{
	struct xen_domctl_createdomain c = config();
	struct domain *d;

	world_init(64);
	heap_requests = 0;
	fake_heap.asked = nobody_is_found;
	is(domain_create(1, &c, &d), 0);
	fake_heap.asked = NULL;
	yes(heap_requests >= 1);
	domain_put(d);
	yes(domain_get(1) == d);
	domain_put(d);
	kill(1, UINT_MAX);
}

static void test_frame_failure(void)
{
	struct xen_domctl_createdomain c = config();
	unsigned int used;
	struct domain *d;

	world_init(0);
	used = fake_heap.used;
	is(domain_create(0, &c, &d), HC_NEED_FRAMES);
	is(fake_heap.used, used);
	is(domain_count(), 0);
	yes(!domain_get(1));
}

static void test_pause(void)
{
	struct domain *d;

	world_init(64);
	d = create(0);
	yes(!domain_may_run(d));
	is(domain_unpause(d), 0);
	yes(domain_may_run(d));
	is(domain_unpause(d), -XEN_EINVAL);
	domain_pause(d);
	domain_pause(d);
	is(domain_unpause(d), 0);
	yes(!domain_may_run(d));
	is(domain_unpause(d), 0);
	yes(domain_may_run(d));
	is(world.kicks, 5);
}

static void test_shutdown(void)
{
	struct domain *d;

	world_init(64);
	d = create(0);
	domain_unpause(d);
	domain_shutdown(d, SHUTDOWN_reboot);
	yes(dom_exc());
	yes(!domain_may_run(d));
	is(d->shutdown_code, SHUTDOWN_reboot);
	/* The first reason counts. */
	domain_shutdown(d, SHUTDOWN_poweroff);
	domain_crash(d, "too late");
	is(d->shutdown_code, SHUTDOWN_reboot);
	yes(!dom_exc());
	is(fake_log_count(), 0);
	domain_shutdown_clear(d);
	yes(domain_may_run(d));
	domain_shutdown_latch(d, SHUTDOWN_suspend);
	domain_shutdown_latch(d, SHUTDOWN_crash);
	domain_shutdown(d, SHUTDOWN_poweroff);
	is(d->shutdown_code, SHUTDOWN_suspend);
}

static void test_suspend_port(void)
{
	struct domain *d;
	s64 port, mine;

	world_init(64);
	d = create(0);
	port = ec_alloc_unbound(d, DOMAIN_CONTROL);
	mine = ec_bind_interdomain(control_domain(), d, port);
	yes(port > 0 && mine > 0);
	test_and_clear_bit(mine, control_domain()->shared_info->evtchn_pending);
	d->suspend_port = port;
	domain_shutdown(d, SHUTDOWN_suspend);
	yes(!dom_exc());
	yes(test_bit(mine, control_domain()->shared_info->evtchn_pending));
}

static void test_crash(void)
{
	struct domain *d;
	struct vcpu *v;

	world_init(64);
	d = create(0);
	v = d->vcpu[0];
	fake_tlb.inside = d;
	v->regs.rip = 0xffff1;
	v->info->arch.cr2 = 0x1234;
	domain_crash(d, "no handler %u", 14);
	yes(!strcmp(fake_log_last(),
		    "d1 crashed: no handler 14 (rip ffff1 rsp 0 cr2 1234)"));
	domain_crash(d, "again");
	is(fake_log_count(), 1);
	is(d->shutdown_code, SHUTDOWN_crash);
	yes(dom_exc());
}

static void crash_control(void)
{
	domain_crash(control_domain(), "never");
}

static void test_crash_control(void)
{
	world_init(8);
	yes(tap_panics(crash_control));
}

/* A guest with page tables in use, killed in the smallest steps. */
static void test_kill_steps(void)
{
	unsigned int used;
	struct pt_budget b = { 10000 };
	u64 frames, m[8];
	struct domain *d;

	world_init(64);
	frames = frames_free();
	used = fake_heap.used;
	d = create(8);
	populate(d, 8, m);
	build_l4(m[0]);
	build_l4(m[1]);
	spin_lock(&d->lock);
	is(pt_pin(d, mfn(m[0]), FRAME_L4, &b), 0);
	is(pt_get_type(d, mfn(m[1]), FRAME_L4, &b), 0);
	d->vcpu[0]->root = mfn(m[1]);
	spin_unlock(&d->lock);
	ec_alloc_unbound(d, DOMAIN_CONTROL);
	yes(kill(d->domid, 1) > 8);
	is(frames_free(), frames);
	is(fake_heap.used, used);
	yes(!domain_get(1));
	yes(dom_exc());
}

static void test_kill_running(void)
{
	struct pt_budget b = { 10000 };
	struct domain *d;

	world_init(64);
	d = create(0);
	d->vcpu[0]->running = true;
	is(domain_kill(d, &b), -XEN_ERESTART);
	is(world.kicks, 1);
	yes(!domain_may_run(d));
	d->vcpu[0]->running = false;
	is(domain_kill(d, &b), 0);
	is(domain_kill(d, &b), 0);
}

/* The control domain's tools still map a frame when the domain dies. */
static void test_zombie(void)
{
	struct xen_domctl op;
	struct frame *f;
	struct domain *d;
	u64 frames, m;

	world_init(64);
	frames = frames_free();
	d = create(1);
	populate(d, 1, &m);
	spin_lock(&d->lock);
	f = frame_get(d, mfn(m));
	spin_unlock(&d->lock);
	kill(1, UINT_MAX);
	yes(dom_exc());
	is(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
	is(op.u.getdomaininfo.domain, 1);
	is(op.u.getdomaininfo.flags & XEN_DOMINF_dying, XEN_DOMINF_dying);
	is(op.u.getdomaininfo.tot_pages, 1);
	is(op.u.getdomaininfo.nr_online_vcpus, 0);
	is(frames_free(), frames - 1);
	d = domain_get(1);
	spin_lock(&d->lock);
	frame_put(d, f);
	spin_unlock(&d->lock);
	domain_put(d);
	yes(dom_exc());
	yes(!domain_get(1));
	is(frames_free(), frames);
}

int main(void)
{
	tap_run("ids go round and are not reused at once", test_ids);
	tap_run("all ids can be had, one after the other", test_ids_wrap);
	tap_run("the next domain is found across gaps", test_next);
	tap_run("every failing heap allocation is undone", test_heap_failures);
	tap_run("nobody finds one that is being created", test_unborn);
	tap_run("no frame for shared_info undoes a domain", test_frame_failure);
	tap_run("pauses count", test_pause);
	tap_run("the first reason to stop counts", test_shutdown);
	tap_run("a suspend tells the subscribed port only", test_suspend_port);
	tap_run("a crash leaves one line", test_crash);
	tap_run("the control domain cannot be crashed", test_crash_control);
	tap_run("a kill restarts and takes all back", test_kill_steps);
	tap_run("a kill waits for running vCPUs", test_kill_running);
	tap_run("a mapped frame keeps a zombie", test_zombie);
	return tap_done();
}
