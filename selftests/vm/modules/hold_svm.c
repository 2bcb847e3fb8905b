// SPDX-License-Identifier: GPL-2.0
/* Holds SVM on every processor, as any other hypervisor's module would. */
#include <linux/module.h>
#include <linux/smp.h>
#include <asm/msr.h>

static void hold(void *on)
{
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	wrmsrl(MSR_EFER, on ? efer | EFER_SVME : efer & ~(u64)EFER_SVME);
}

static int __init hold_svm_init(void)
{
	on_each_cpu(hold, THIS_MODULE, 1);
	return 0;
}

static void __exit hold_svm_exit(void)
{
	on_each_cpu(hold, NULL, 1);
}

module_init(hold_svm_init);
module_exit(hold_svm_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Holds SVM, for a test");
