/* SPDX-License-Identifier: GPL-2.0 */
/* The table of processor state: what a row says. */
#ifndef UNDERPIN_LOADER_CPU_STATE_TABLE_H
#define UNDERPIN_LOADER_CPU_STATE_TABLE_H

#include <linux/types.h>

#include "control.h"

enum state_kind {
	STATE_CR0,
	STATE_CR2,
	STATE_CR3,
	STATE_CR4,
	STATE_CR8,
	STATE_XCR0,
	STATE_PKRU,
	STATE_DR0,
	STATE_DR1,
	STATE_DR2,
	STATE_DR3,
	STATE_DR6,
	STATE_DR7,
	STATE_ES,
	STATE_CS,
	STATE_SS,
	STATE_DS,
	STATE_FS,
	STATE_GS,
	STATE_TR,
	STATE_LDTR,
	STATE_GDT_BASE,
	STATE_GDT_LIMIT,
	STATE_IDT_BASE,
	STATE_IDT_LIMIT,
	STATE_MSR,
	STATE_APIC,
	STATE_HIDDEN,
};

/**
 * struct state_row - one register, or several of a kind
 * @name: of the register; numbered ones get their number behind it
 * @number: of the MSR; offset of the APIC's register, or in VMSAVE's area
 * @stable: Linux sets it once for a processor: compare over any time
 * @count: how many there are (0: one), @stride apart
 * @size: nonzero: VMRUN loads it, from so many bytes at @field of struct
 *	up_cpu_state
 * @ignore: bits that the hoist changes on purpose
 * @varies: bits that Linux changes all the time, though the register is stable
 */
struct state_row {
	const char *name;
	enum state_kind kind;
	u32 number;
	bool stable;
	u8 count;
	u8 stride;
	u8 size;
	u16 field;
	u64 ignore;
	u64 varies;
};

extern const struct state_row ldr_state_rows[];
extern const unsigned int ldr_state_nr_rows;

#endif /* UNDERPIN_LOADER_CPU_STATE_TABLE_H */
