/* SPDX-License-Identifier: GPL-2.0 */
/* Descriptor tables of the monitor. */
#ifndef UNDERPIN_X86_IDT_H
#define UNDERPIN_X86_IDT_H

#include "core/types.h"

/** idt_init() - fill the one IDT that all processors share */
void idt_init(void);

/** gdt_reserved_fill() - the monitor's descriptors, in the page behind a
 * guest's
 */
void gdt_reserved_fill(u64 *page);

/** gdt_ldt_fill() - likewise, the descriptor of the LDT */
void gdt_ldt_fill(u64 *page, u64 base, u32 limit);

#endif /* UNDERPIN_X86_IDT_H */
