/* SPDX-License-Identifier: GPL-2.0 */
/* vm_assist(cmd, type): optional behaviour that a guest turns on. */
#ifndef PV_ABI_XEN_VM_ASSIST_H
#define PV_ABI_XEN_VM_ASSIST_H

#define VMASST_CMD_enable			0
#define VMASST_CMD_disable			1

#define VMASST_TYPE_4gb_segments		0
#define VMASST_TYPE_4gb_segments_notify		1
/* Emulate the guest's stores to its own L1 tables. */
#define VMASST_TYPE_writable_pagetables		2
#define VMASST_TYPE_pae_extended_cr3		3
#define VMASST_TYPE_architectural_iopl		4
/* Flag runstate records while they are being written. */
#define VMASST_TYPE_runstate_update_flag	5
/* Hide the M2P from user-mode page tables. */
#define VMASST_TYPE_m2p_strict			32

#endif
