/* SPDX-License-Identifier: GPL-2.0 */
/* Differences between kernel versions: the only file that tests for them. */
#ifndef UNDERPIN_LOADER_COMPAT_H
#define UNDERPIN_LOADER_COMPAT_H

#include <linux/mm.h>
#include <linux/version.h>

#include <asm/msr-index.h>
#include <asm/svm.h>

/* Moved to msr-index.h in 6.7 */
#ifndef MSR_VM_CR
#define MSR_VM_CR 0xc0010114
#endif
#ifndef MSR_VM_HSAVE_PA
#define MSR_VM_HSAVE_PA 0xc0010117
#endif

/* Since 6.3 and in stable kernels before: automatic IBRS */
#ifndef EFER_AUTOIBRS
#define EFER_AUTOIBRS BIT(21)
#endif

/** ldr_vma_set_flags() - in mmap(), where nobody else sees the VMA */
static inline void ldr_vma_set_flags(struct vm_area_struct *vma,
				     unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

/** ldr_vma_clear_flags() - as ldr_vma_set_flags() */
static inline void ldr_vma_clear_flags(struct vm_area_struct *vma,
				       unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_clear(vma, flags);
#else
	vma->vm_flags &= ~flags;
#endif
}

#endif /* UNDERPIN_LOADER_COMPAT_H */
