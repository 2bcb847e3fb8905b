/* SPDX-License-Identifier: GPL-2.0 */
/* Segment descriptors that a guest may have in its GDT or LDT */
#ifndef UNDERPIN_MM_DESCRIPTOR_H
#define UNDERPIN_MM_DESCRIPTOR_H

#include "core/types.h"

#define DESC_PER_PAGE 512

/**
 * descriptor_fix() - make a descriptor harmless
 * @desc: any value; rewritten such that it opens nothing above CPL 3
 *
 * Return: false if there is no harmless form of it.
 */
bool descriptor_fix(u64 *desc);

/**
 * descriptor_page_fix() - the same for each descriptor of a page, in place
 * @page: nobody else writes it, but the processor may read it
 */
bool descriptor_page_fix(u64 *page);

#endif /* UNDERPIN_MM_DESCRIPTOR_H */
