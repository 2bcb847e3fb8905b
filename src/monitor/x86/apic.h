/* SPDX-License-Identifier: GPL-2.0 */
/* The local APIC, which is Linux': the monitor uses it for one thing only. */
#ifndef UNDERPIN_X86_APIC_H
#define UNDERPIN_X86_APIC_H

/** apic_init() - once: map its registers. Return: 0 or -XEN_ENOMEM */
int apic_init(void);

/**
 * apic_nmi_raise() - have this processor take an NMI as soon as it may
 *
 * Call it with GIF clear: the NMI stays pending until Linux goes on, and is
 * one with any other that came meanwhile. An event that VMRUN injects would
 * do neither, nor does it hold off the next NMI until IRET: Linux' handler
 * lost its frame to one that came at its first instruction.
 *
 * Linux is never in the middle of using the command register meanwhile: it
 * entered the monitor by itself, and it uses the register with interrupts off.
 */
void apic_nmi_raise(void);

#endif /* UNDERPIN_X86_APIC_H */
