// SPDX-License-Identifier: GPL-2.0
/* XENMEM_acquire_resource: the frames of a grant table, for tools to map. */
#include <limits.h>
#include <stdint.h>

#include "world.h"
#include "domain/grant_table.h"
#include "hypercall/hypercall.h"
#include "xen/memory.h"

static struct xen_mem_acquire_resource resource;
static u64 resource_mfn[4];

/* As @d, NULL: the control domain. */
static s64 acquire(struct domain *d, u32 id, u64 frame, u32 n)
{
	resource = (struct xen_mem_acquire_resource){
		.domid = 1,
		.type = XENMEM_resource_grant_table,
		.id = id,
		.frame = frame,
		.nr_frames = n,
		.frame_list = n ? (u64)(uintptr_t)resource_mfn : 0,
	};
	return call_as(d, hc_memory_op, XENMEM_acquire_resource,
		       (u64)(uintptr_t)&resource);
}

static void test_resource(void)
{
	struct domain *d;
	u32 n;

	world_init(64);
	d = create(0);
	guest_allow(&resource, sizeof(resource));
	is(acquire(NULL, XENMEM_resource_grant_table_id_shared, 2, 2),
	   -XEN_EFAULT);
	guest_allow(resource_mfn, sizeof(resource_mfn));
	is(acquire(NULL, XENMEM_resource_grant_table_id_shared, 0, 0), 0);
	is(resource.nr_frames, d->grants.max_frames);
	is(acquire(NULL, XENMEM_resource_grant_table_id_status, 0, 0), 0);
	is(resource.nr_frames, (d->grants.max_frames + 7) / 8);
	n = d->grants.nr_frames;
	is(acquire(NULL, XENMEM_resource_grant_table_id_shared, 0, 1), 0);
	is(resource_mfn[0], frame_mfn(d->grants.table->shared[0]).n);
	is(d->grants.nr_frames, n);
	is(acquire(NULL, XENMEM_resource_grant_table_id_shared, 2, 2), 0);
	is(d->grants.nr_frames, 4);
	is(resource_mfn[0], frame_mfn(d->grants.table->shared[2]).n);
	is(resource_mfn[1], frame_mfn(d->grants.table->shared[3]).n);
	is(acquire(NULL, XENMEM_resource_grant_table_id_status, 0, 1),
	   -XEN_EINVAL);
	d->grants.max_version = 2;
	spin_lock(&d->lock);
	is(gt_set_version(d, 2), 0);
	spin_unlock(&d->lock);
	is(acquire(NULL, XENMEM_resource_grant_table_id_status, 1, 1), 0);
	is(resource_mfn[0], frame_mfn(d->grants.table->status[1]).n);
	is(d->grants.nr_frames, 16);
	kill(1, UINT_MAX);
}

static void test_resource_bad(void)
{
	struct domain *d;
	u32 max;

	world_init(64);
	d = create(0);
	max = d->grants.max_frames;
	guest_allow(&resource, sizeof(resource));
	guest_allow(resource_mfn, sizeof(resource_mfn));
	is(acquire(d, 0, 0, 1), -XEN_EPERM);
	is(acquire(NULL, 2, 0, 1), -XEN_EINVAL);
	is(acquire(NULL, 0, max, 1), -XEN_EINVAL);
	is(acquire(NULL, 0, max - 1, 2), -XEN_EINVAL);
	is(acquire(NULL, 0, UINT64_MAX, 2), -XEN_EINVAL);
	is(acquire(NULL, 0, 1, UINT32_MAX), -XEN_EINVAL);
	acquire(NULL, 0, 0, 1);
	resource.nr_frames = 0;
	is(call_as(NULL, hc_memory_op, XENMEM_acquire_resource,
		   (u64)(uintptr_t)&resource), -XEN_EINVAL);
	resource.pad = 1;
	is(call_as(NULL, hc_memory_op, XENMEM_acquire_resource,
		   (u64)(uintptr_t)&resource), -XEN_EINVAL);
	resource.pad = 0;
	resource.type = XENMEM_resource_ioreq_server;
	is(call_as(NULL, hc_memory_op, XENMEM_acquire_resource,
		   (u64)(uintptr_t)&resource), -XEN_EINVAL);
	resource.domid = 7;
	is(call_as(NULL, hc_memory_op, XENMEM_acquire_resource,
		   (u64)(uintptr_t)&resource), -XEN_ESRCH);
	kill(1, UINT_MAX);
	is(acquire(NULL, 0, 0, 1), -XEN_ESRCH);
}

int main(void)
{
	tap_run("a grant table's frames are the tools' to map", test_resource);
	tap_run("but not whatever they ask for", test_resource_bad);
	return tap_done();
}
