/* SPDX-License-Identifier: GPL-2.0 */
/* How domains come into being: the first one, and the last step of others. */
#ifndef UNDERPIN_DOMAIN_DOMAIN_INIT_H
#define UNDERPIN_DOMAIN_DOMAIN_INIT_H

struct domain;
struct shared_info;

/**
 * domain_init() - once, before any processor hoists: the control domain
 * @info: its shared_info, a page of memory that Linux sees
 *
 * Return: 0.
 */
int domain_init(struct shared_info *info);

/** domain_table_born() - last part of domain_create(): be found by d->domid */
void domain_table_born(struct domain *d);

#endif /* UNDERPIN_DOMAIN_DOMAIN_INIT_H */
