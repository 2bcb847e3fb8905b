/* SPDX-License-Identifier: GPL-2.0 */
/* Grant tables, version 1 (abi.md 1.19 and 3.7). d->lock of the granter. */
#ifndef UNDERPIN_DOMAIN_GRANT_TABLE_H
#define UNDERPIN_DOMAIN_GRANT_TABLE_H

#include "core/types.h"
#include "domain/domain.h"

/** gt_domain_init() - limits as createdomain gave them; -1: defaults */
void gt_domain_init(struct domain *d, s32 max_frames);

/**
 * gt_domain_destroy() - free the tables of a dying domain
 * Return: 0, -XEN_EBUSY while others map its grants.
 */
int gt_domain_destroy(struct domain *d);

#endif /* UNDERPIN_DOMAIN_GRANT_TABLE_H */
