// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's life: created paused, run, paused, shut down or crashed, killed.
 * Read domain.h and domain_table.c first.
 *
 * state_lock protects pause_count, shutdown and shutdown_code of all domains:
 * a crash is found in any context, with d->lock held as well, and these are
 * all it has to change. It is taken inside every other lock.
 */
#include "domain/domain.h"
#include "core/format.h"
#include "core/lib.h"
#include "core/print.h"
#include "domain/domain_init.h"
#include "domain/event_channel.h"
#include "domain/grant_map.h"
#include "domain/grant_table.h"
#include "domain/time.h"
#include "domain/vcpu.h"
#include "domain/watchdog.h"
#include "hypercall/hypercall.h"
#include "mm/frame_pool.h"
#include "mm/heap.h"
#include "mm/tlb.h"
#include "xen/errno.h"
#include "xen/sched.h"
#include "xen/virq.h"

#define CRASH_TEXT 128 /* bytes of a reason */

static struct spinlock state_lock;

static void domain_fill(struct domain *d,
			const struct xen_domctl_createdomain *config)
{
	d->refs = 2; /* the table's and the caller's */
	d->pause_count = 1;
	d->frames = FRAME_NIL;
	d->xen_frames = FRAME_NIL;
	d->zap_queue = FRAME_NIL;
	d->relinquish_next = FRAME_NIL;
	d->shared_info_mfn = MFN_NONE;
	d->ssidref = config->ssidref;
	d->xenstore = config->flags & XEN_DOMCTL_CDF_xs_domain;
	memcpy(d->handle, config->handle, sizeof(d->handle));
	ec_domain_init(d, config->max_evtchn_port);
	gt_domain_init(d, config);
}

/* Return: 0 or HC_NEED_FRAMES. */
static s64 vcpus_prepare(struct domain *d, u32 max_vcpus)
{
	_Static_assert(DOMAIN_MAX_VCPUS * sizeof(d->vcpu[0]) <= PAGE_SIZE,
		       "one page");

	d->vcpu = d->few_vcpus;
	if (max_vcpus > DOMAIN_FEW_VCPUS)
		d->vcpu = heap_alloc_page();
	if (!d->vcpu)
		return HC_NEED_FRAMES;
	d->max_vcpus = max_vcpus;
	return 0;
}

#define BIRTH_FRAMES 2 /* shared_info and grant table */

/* The frames that a domain is born with. Return: 0 or HC_NEED_FRAMES. */
static s64 frames_create(struct domain *d)
{
	struct frame *f;
	s64 err = 0;

	spin_lock(&d->lock);
	if (d->grants.max_frames)
		err = gt_grow(d, 1);
	f = err ? NULL : frame_alloc_xen(d);
	spin_unlock(&d->lock);
	if (!f)
		return HC_NEED_FRAMES;
	d->shared_info_mfn = frame_mfn(f);
	d->shared_info = frame_map(d->shared_info_mfn);
	time_update_wallclock(d);
	return 0;
}

/* d->lock held. */
static void shared_info_destroy(struct domain *d)
{
	if (!d->shared_info)
		return;
	d->shared_info = NULL;
	frame_release(d, frame_lookup(d->shared_info_mfn));
	d->shared_info_mfn = MFN_NONE;
}

void domain_free(struct domain *d)
{
	if (d->vcpu != d->few_vcpus)
		heap_free_page(d->vcpu);
	heap_free_page(d->e820_page);
	heap_free_page(d);
}

s64 domain_create(u16 wanted, const struct xen_domctl_createdomain *config,
		  struct domain **out)
{
	struct domain *d;
	s64 err;

	/* An id that is given and taken back is not the next one again. */
	if (frames_fresh() < BIRTH_FRAMES)
		return HC_NEED_FRAMES;
	d = heap_alloc_page();
	if (!d)
		return HC_NEED_FRAMES;
	domain_fill(d, config);
	err = vcpus_prepare(d, config->max_vcpus);
	if (!err)
		err = domain_table_add(d, wanted);
	if (err) {
		domain_free(d);
		return err;
	}
	err = frames_create(d);
	if (err) {
		d->life = DOMAIN_DEAD;
		domain_put(d);
		return err;
	}
	domain_table_born(d);
	*out = d;
	return 0;
}

bool domain_may_run(const struct domain *d)
{
	return READ_ONCE(d->pause_count) <= 0 && !READ_ONCE(d->shutdown) &&
	       READ_ONCE(d->life) == DOMAIN_ALIVE;
}

void domain_kick(struct domain *d)
{
	u32 i;

	for (i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i])
			vcpu_kick(d->vcpu[i]);
}

void domain_pause(struct domain *d)
{
	spin_lock(&state_lock);
	d->pause_count++;
	spin_unlock(&state_lock);
	spin_lock(&d->lock);
	domain_kick(d);
	spin_unlock(&d->lock);
}

int domain_unpause(struct domain *d)
{
	int err = 0;

	spin_lock(&state_lock);
	if (d->pause_count > 0)
		d->pause_count--;
	else
		err = -XEN_EINVAL;
	spin_unlock(&state_lock);
	if (err)
		return err;
	spin_lock(&d->lock);
	domain_kick(d);
	spin_unlock(&d->lock);
	return 0;
}

/* Return: true for the first reason, which is the one that counts. */
static bool shutdown_set(struct domain *d, u8 reason)
{
	bool first;

	spin_lock(&state_lock);
	first = !d->shutdown;
	if (first) {
		d->shutdown_code = d->shutdown_latch ? d->shutdown_latch - 1 :
						       reason;
		d->shutdown = true;
	}
	spin_unlock(&state_lock);
	return first;
}

void domain_shutdown_latch(struct domain *d, u8 reason)
{
	spin_lock(&state_lock);
	if (!d->shutdown_latch)
		d->shutdown_latch = reason + 1;
	spin_unlock(&state_lock);
}

/* A tool that subscribed to suspends is told by its port alone. */
static void shutdown_notify(struct domain *d)
{
	if (d->shutdown_code == SHUTDOWN_suspend && d->suspend_port)
		ec_send(d, d->suspend_port);
	else
		ec_raise_global_virq(VIRQ_DOM_EXC);
}

void domain_shutdown(struct domain *d, u8 reason)
{
	if (!shutdown_set(d, reason))
		return;
	spin_lock(&d->lock);
	domain_kick(d);
	spin_unlock(&d->lock);
	shutdown_notify(d);
}

void domain_shutdown_clear(struct domain *d)
{
	watchdog_resume(d, time_now());
	spin_lock(&state_lock);
	d->shutdown = false;
	d->shutdown_code = 0;
	d->shutdown_latch = 0;
	spin_unlock(&state_lock);
	spin_lock(&d->lock);
	domain_kick(d);
	spin_unlock(&d->lock);
}

static const struct vcpu *running_vcpu(const struct domain *d)
{
	u32 i;

	for (i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i] && d->vcpu[i]->running)
			return d->vcpu[i];
	return NULL;
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	const struct vcpu *v = vcpu_current();
	char why[CRASH_TEXT];
	va_list args;

	bug_on(d->domid == DOMAIN_CONTROL);
	if (!shutdown_set(d, SHUTDOWN_crash))
		return;
	va_start(args, fmt);
	format(why, sizeof(why), fmt, args);
	va_end(args);
	if (v && v->d == d)
		log_line("d%u crashed: %s (rip %llx rsp %llx cr2 %llx)",
			 d->domid, why, (unsigned long long)v->regs.rip,
			 (unsigned long long)v->regs.rsp,
			 (unsigned long long)v->info->arch.cr2);
	else
		log_line("d%u crashed: %s", d->domid, why);
	/* The caller runs a vCPU of @d or holds d->lock: none can go away. */
	domain_kick(d);
	shutdown_notify(d);
}

/* Return: false while some processor is still inside RUN with a vCPU. */
static bool domain_stopped(struct domain *d)
{
	const struct vcpu *v;

	spin_lock(&d->lock);
	d->life = DOMAIN_DYING;
	v = running_vcpu(d);
	if (v)
		domain_kick(d);
	spin_unlock(&d->lock);
	return !v;
}

/* To destroy one: its descriptor tables' frames, roots and pages. */
#define VCPU_COST 34

/* d->lock held. Return: 0 or -XEN_ERESTART. */
static int domain_release(struct domain *d, struct pt_budget *b)
{
	u32 i;

	for (i = 0; i < d->max_vcpus; i++) {
		if (!d->vcpu[i])
			continue;
		vcpu_destroy(d->vcpu[i]);
		d->vcpu[i] = NULL;
		pt_spend(b, VCPU_COST);
		if (!b->left)
			return -XEN_ERESTART;
	}
	return pt_relinquish(d, b);
}

/* d->lock held. */
static void domain_end(struct domain *d)
{
	/* In use: domain_put() tries again after each unmapping. */
	gt_domain_destroy(d);
	shared_info_destroy(d);
	d->life = DOMAIN_DEAD;
}

int domain_kill(struct domain *d, struct pt_budget *b)
{
	int err;

	if (READ_ONCE(d->life) == DOMAIN_DEAD)
		return 0;
	if (!domain_stopped(d))
		return -XEN_ERESTART;
	err = ec_domain_destroy(d, b);
	if (err)
		return err;
	spin_lock(&d->lock);
	err = domain_release(d, b);
	spin_unlock(&d->lock);
	/* Without page tables it has no entry for a frame of others. */
	if (!err)
		err = gt_maps_release(d, b);
	if (err)
		return err;
	spin_lock(&d->lock);
	domain_end(d);
	spin_unlock(&d->lock);
	ec_raise_global_virq(VIRQ_DOM_EXC);
	return 0;
}
