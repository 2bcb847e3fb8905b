/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tools map the M2P as frames of DOMID_XEN (xl save, restore, dump-core), long
 * before they know which parts of it they will look at; it has pages only where
 * it is used. So an entry of a mapping (frames.h) names a page of the M2P until
 * the first access finds the frame.
 */
#ifndef UNDERPIN_LOADER_M2P_H
#define UNDERPIN_LOADER_M2P_H

#include <linux/types.h>

/**
 * ldr_m2p_name() - what an entry holds for a number that a tool wants mapped
 *
 * Return: the entry; negative as a signed number if the M2P has no such page.
 */
u64 ldr_m2p_name(u64 number);

/**
 * ldr_m2p_frame() - the frame behind an entry that ldr_frames_slot() found
 * @slot: may hold anything; changes when the frame is found
 * @find: ask the monitor, which may have to lend memory for it
 *
 * Context: process; sleeps if @find. Return: the frame number; negative as a
 * signed number if there is none.
 */
u64 ldr_m2p_frame(u64 *slot, bool find);

/**
 * ldr_m2p_put() - an entry's mapping is gone
 *
 * Return: whether it was of the M2P, so that the monitor wants nothing back.
 */
bool ldr_m2p_put(u64 entry);

#endif /* UNDERPIN_LOADER_M2P_H */
