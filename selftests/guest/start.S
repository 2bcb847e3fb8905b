/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image as the domain builder sees it (the ELF notes of public/elfnote.h),
 * and the first instructions. At the entry RSI points to struct start_info and
 * RSP to a stack of one page.
 */
#include "xen/elfnote.h"
#include "xen/layout.h"

#define VIRT_BASE 0xffffffff80000000

.macro NOTE type, kind, value:vararg
	.pushsection .note.Xen, "a", @note
	.balign 4
	.long 4, 2f - 1f, \type
	.asciz "Xen"
1:	\kind \value
2:	.balign 4
	.popsection
.endm

	NOTE XEN_ELFNOTE_XEN_VERSION, .asciz, "xen-3.0"
	NOTE XEN_ELFNOTE_GUEST_OS, .asciz, "underpin-tests"
	NOTE XEN_ELFNOTE_LOADER, .asciz, "generic"
	NOTE XEN_ELFNOTE_PAE_MODE, .asciz, "yes"
	NOTE XEN_ELFNOTE_VIRT_BASE, .quad, VIRT_BASE
	NOTE XEN_ELFNOTE_PADDR_OFFSET, .quad, 0
	NOTE XEN_ELFNOTE_ENTRY, .quad, _start
	NOTE XEN_ELFNOTE_HV_START_LOW, .quad, HYPERVISOR_VIRT_START
#ifdef HYPERCALL_PAGE
	NOTE XEN_ELFNOTE_HYPERCALL_PAGE, .quad, hypercall_page
#endif

	.text
	.globl	_start
_start:
	cld
	movq	$stack_top, %rsp
	xorl	%ebp, %ebp
	movq	%rsi, %rdi
	call	guest_main
	ud2

	.bss
	.balign	4096
stack:
	.skip	16384
	.globl	stack_top
stack_top:

#ifdef HYPERCALL_PAGE
	.data
	.balign	4096
	.globl	hypercall_page
hypercall_page:
	.skip	4096
#endif

	.section .note.GNU-stack, "", @progbits
