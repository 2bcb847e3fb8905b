/* SPDX-License-Identifier: GPL-2.0 */
/* Offsets for switch.S; processor.c asserts them. */
#ifndef UNDERPIN_LOADER_SWITCH_H
#define UNDERPIN_LOADER_SWITCH_H

#define SWITCH_ALIGN 512

#define UP_CPU_CR0 0
#define UP_CPU_CR2 8
#define UP_CPU_CR3 16
#define UP_CPU_CR4 24
#define UP_CPU_DR6 40
#define UP_CPU_DR7 48
#define UP_CPU_ES 64
#define UP_CPU_CS 80
#define UP_CPU_SS 96
#define UP_CPU_DS 112
#define UP_CPU_GDT_LIMIT 132
#define UP_CPU_GDT_BASE 136
#define UP_CPU_IDT_LIMIT 148
#define UP_CPU_IDT_BASE 152
#define UP_CPU_RSP 184
#define UP_CPU_RIP 192
#define UP_CPU_RFLAGS 200
#define UP_CPU_RAX 208
#define UP_CPU_RBX 216
#define UP_CPU_RBP 224
#define UP_CPU_R12 232
#define UP_CPU_R13 240
#define UP_CPU_R14 248
#define UP_CPU_R15 256

#ifndef __ASSEMBLY__
#include <linux/types.h>

s64 ldr_switch(u64 root, u64 entry, u64 arg);
extern char ldr_leave[];
extern char ldr_switch_start[];
#endif

#endif /* UNDERPIN_LOADER_SWITCH_H */
