// SPDX-License-Identifier: GPL-2.0
/* Three domains in static memory. */
#include <string.h>

#include "domain.h"
#include "core/print.h"
#include "log.h"

#define NR_DOMAINS 3

struct fake_calls fake_calls;
static struct domain domains[NR_DOMAINS];
static struct vcpu vcpus[NR_DOMAINS][DOMAIN_FEW_VCPUS];

struct vcpu *fake_vcpu_add(struct domain *d)
{
	u32 id = d->max_vcpus++;
	struct vcpu *v = &vcpus[d->domid][id];

	bug_on(id >= DOMAIN_FEW_VCPUS);
	d->vcpu[id] = v;
	v->d = d;
	v->id = id;
	v->kernel_mode = true;
	v->root = MFN_NONE;
	v->user_root = MFN_NONE;
	v->info = &v->own_info;
	return v;
}

struct domain *fake_domain(u16 domid)
{
	struct domain *d = &domains[domid];

	bug_on(domid >= NR_DOMAINS);
	if (d->refs)
		return d;
	d->domid = domid;
	d->refs = 1;
	d->life = DOMAIN_ALIVE;
	d->frames = FRAME_NIL;
	d->xen_frames = FRAME_NIL;
	d->zap_queue = FRAME_NIL;
	d->max_pages = U64_MAX;
	d->vcpu = d->few_vcpus;
	if (domid == DOMAIN_CONTROL)
		return d;
	fake_vcpu_add(d);
	return d;
}

void fake_domains_forget(void)
{
	memset(domains, 0, sizeof(domains));
	memset(vcpus, 0, sizeof(vcpus));
}

struct domain *control_domain(void)
{
	return fake_domain(DOMAIN_CONTROL);
}

struct domain *domain_get(u16 domid)
{
	if (domid >= NR_DOMAINS || !domains[domid].refs)
		return NULL;
	domains[domid].refs++;
	return &domains[domid];
}

struct domain *domain_get_next(u16 domid)
{
	while (domid < NR_DOMAINS && !domains[domid].refs)
		domid++;
	return domain_get(domid);
}

void domain_put(struct domain *d)
{
	bug_on(d->refs < 2);
	d->refs--;
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	bug_on(d->domid == DOMAIN_CONTROL);
	log_line("d%u crashed: %s", d->domid, fmt);
	d->shutdown = true;
	fake_calls.crash++;
}

void domain_shutdown(struct domain *d, u8 reason)
{
	d->shutdown = true;
	d->shutdown_code = reason;
}

void domain_shutdown_latch(struct domain *d, u8 reason)
{
	if (!d->shutdown_latch)
		d->shutdown_latch = reason + 1;
}

void domain_kick(struct domain *d)
{
	u32 i;

	for (i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i])
			vcpu_kick(d->vcpu[i]);
}

bool domain_may_run(const struct domain *d)
{
	return !d->pause_count && !d->shutdown && d->life == DOMAIN_ALIVE;
}
