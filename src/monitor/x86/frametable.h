/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backing of the frame table and the M2P: sparse arrays by frame number, with
 * memory only where Linux lent frames.
 */
#ifndef UNDERPIN_X86_FRAMETABLE_H
#define UNDERPIN_X86_FRAMETABLE_H

#include "control.h"
#include "core/types.h"

/** frametable_init() - nothing is backed */
void frametable_init(const struct up_init *init);

/** frametable_back() - make the entries of @m exist; 0 or -errno */
int frametable_back(mfn_t m);

/**
 * frametable_m2p_page() - let Linux read a page of the M2P
 * @n: which one; what is not there yet comes into being
 * @m: receives its frame, which it keeps and Linux may read for good
 *
 * Return: 0, -XEN_EINVAL beyond RAM, -XEN_ENOMEM.
 */
int frametable_m2p_page(u64 n, mfn_t *m);

/** frametable_max_mfn() - first frame number beyond RAM, as of insmod */
u64 frametable_max_mfn(void);

#endif /* UNDERPIN_X86_FRAMETABLE_H */
