/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The local APIC, which is Linux': the monitor only sends with it. Linux is
 * never in the middle of using the command register meanwhile: it entered the
 * monitor by itself, and it uses the register with interrupts off.
 */
#ifndef UNDERPIN_X86_APIC_H
#define UNDERPIN_X86_APIC_H

#include "core/types.h"

/**
 * apic_init() - once: map its registers
 * @kick_vector: an interrupt that Linux expects at any time and takes for a
 *               reason to look whether it has something to do
 *
 * Return: 0 or -XEN_ENOMEM.
 */
int apic_init(u8 kick_vector);

/** apic_own_id() - this processor's number, for apic_kick() */
u32 apic_own_id(void);

/**
 * apic_kick() - interrupt a processor
 *
 * If it runs a guest, the guest's run ends; Linux handles the interrupt. What
 * was stored before is visible to it by then.
 */
void apic_kick(u32 id);

/**
 * apic_nmi_raise() - have this processor take an NMI as soon as it may
 *
 * Call it with GIF clear: the NMI stays pending until Linux goes on, and is
 * one with any other that came meanwhile. An event that VMRUN injects would
 * do neither, nor does it hold off the next NMI until IRET: Linux' handler
 * lost its frame to one that came at its first instruction.
 */
void apic_nmi_raise(void);

#endif /* UNDERPIN_X86_APIC_H */
