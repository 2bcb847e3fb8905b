/* SPDX-License-Identifier: GPL-2.0 */
/* Where a vCPU shares its vcpu_info with the guest */
#ifndef UNDERPIN_DOMAIN_VCPU_INFO_H
#define UNDERPIN_DOMAIN_VCPU_INFO_H

#include "domain/domain.h"
#include "domain/vcpu.h"
#include "mm/pagetable.h"

/**
 * vcpu_info_register() - move the record to a page of the guest, once
 * @m: frame, hostile
 * @offset: of the record in the frame, hostile
 * @b: work budget
 *
 * d->lock held; takes event_lock. Holds the frame writable until
 * vcpu_info_release(). The guest is made to look at all its ports, because
 * events may have gone to the old place. The clock record is carried over.
 *
 * Return: 0; -XEN_ENXIO @offset does not fit or is not aligned; -XEN_EINVAL
 * registered before, or not a frame that the guest may write; -XEN_ERESTART.
 */
int vcpu_info_register(struct vcpu *v, mfn_t m, u32 offset,
		       struct pt_budget *b);

/**
 * vcpu_info_release() - back to the first place; nothing if it is there
 *
 * For vcpu_destroy(): d->lock held; takes event_lock.
 */
void vcpu_info_release(struct vcpu *v);

/**
 * vcpu_info_first() - where it is until the guest registers another place
 *
 * Return: the slot in the shared page; v->own_info, which the guest cannot
 * see, for vCPUs from XEN_LEGACY_MAX_VCPUS on.
 */
struct vcpu_info *vcpu_info_first(struct vcpu *v);

#endif /* UNDERPIN_DOMAIN_VCPU_INFO_H */
