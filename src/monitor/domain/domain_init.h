/* SPDX-License-Identifier: GPL-2.0 */
/* How the first domain comes into being. */
#ifndef UNDERPIN_DOMAIN_DOMAIN_INIT_H
#define UNDERPIN_DOMAIN_DOMAIN_INIT_H

struct shared_info;

/**
 * domain_init() - once, before any processor hoists: the control domain
 * @info: its shared_info, a page of memory that Linux sees
 *
 * Return: 0.
 */
int domain_init(struct shared_info *info);

#endif /* UNDERPIN_DOMAIN_DOMAIN_INIT_H */
