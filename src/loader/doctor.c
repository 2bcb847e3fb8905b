// SPDX-License-Identifier: GPL-2.0
/*
 * Preconditions of a hoist: one small function for each, with its errno and
 * one line that names the obstacle and the way out.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cc_platform.h>
#include <linux/cpu.h>
#include <linux/kvm_para.h>
#include <linux/nodemask.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <asm/cpufeature.h>
#include <asm/fpu/xcr.h>
#include <asm/hypervisor.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "compat.h"
#include "loader.h"

#define SVM_LEAF 0x8000000a
#define SVM_EDX_NPT BIT(0)

/* Every bit that the monitor knows how to carry through VMRUN. */
#define CR4_KNOWN (X86_CR4_VME | X86_CR4_PVI | X86_CR4_TSD | X86_CR4_DE | \
		   X86_CR4_PSE | X86_CR4_PAE | X86_CR4_MCE | X86_CR4_PGE | \
		   X86_CR4_PCE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT | \
		   X86_CR4_UMIP | X86_CR4_FSGSBASE | X86_CR4_PCIDE | \
		   X86_CR4_OSXSAVE | X86_CR4_SMEP | X86_CR4_SMAP | \
		   X86_CR4_PKE)
#define EFER_KNOWN (EFER_SCE | EFER_LME | EFER_LMA | EFER_NX | EFER_FFXSR | \
		    EFER_AUTOIBRS)

/* With these Linux makes KVM's hypercalls: a kick, an IPI, a yield. */
#define KVM_CALLS (BIT(KVM_FEATURE_PV_UNHALT) | \
		   BIT(KVM_FEATURE_PV_SEND_IPI) | \
		   BIT(KVM_FEATURE_PV_SCHED_YIELD))

static int check_extension(void)
{
	if (boot_cpu_has(X86_FEATURE_SVM) || boot_cpu_has(X86_FEATURE_VMX))
		return 0;
	pr_err("this processor offers neither SVM nor VMX; a virtual machine needs a CPU model with svm\n");
	return -EOPNOTSUPP;
}

static int check_backend(void)
{
	if (ldr_image_can_demote())
		return 0;
	pr_err("this processor has VMX; the monitor hoists processors with SVM only\n");
	return -EOPNOTSUPP;
}

static int check_firmware(void)
{
	u64 vm_cr;

	if (rdmsrl_safe(MSR_VM_CR, &vm_cr) || !(vm_cr & BIT(4)))
		return 0;
	pr_err("SVM is disabled by the firmware: enable it in the set-up (often called SVM Mode)\n");
	return -EACCES;
}

static int check_nested_paging(void)
{
	if (cpuid_eax(0x80000000) >= SVM_LEAF &&
	    cpuid_edx(SVM_LEAF) & SVM_EDX_NPT)
		return 0;
	pr_err("this processor's SVM has no nested paging\n");
	return -EOPNOTSUPP;
}

static int check_large_pages(void)
{
	if (boot_cpu_has(X86_FEATURE_GBPAGES))
		return 0;
	pr_err("this processor has no pages of 1 GiB (pdpe1gb)\n");
	return -EOPNOTSUPP;
}

static int check_five_levels(void)
{
	if (!(__read_cr4() & X86_CR4_LA57))
		return 0;
	pr_err("five-level paging is on: boot with no5lvl\n");
	return -EOPNOTSUPP;
}

static int check_cpus(void)
{
	if (num_online_cpus() <= UP_MAX_CPUS)
		return 0;
	pr_err("%u processors are online, at most %u can be hoisted\n",
	       num_online_cpus(), UP_MAX_CPUS);
	return -E2BIG;
}

static int check_memory_size(void)
{
	int nid;

	for_each_online_node(nid) {
		if (node_end_pfn(nid) <= UP_DIRECT_SIZE >> PAGE_SHIFT)
			continue;
		pr_err("memory reaches beyond %llu TiB\n",
		       UP_DIRECT_SIZE >> 40);
		return -E2BIG;
	}
	return 0;
}

static int check_clock(void)
{
	if (boot_cpu_has(X86_FEATURE_TSC) && tsc_khz)
		return 0;
	pr_err("Linux does not know the frequency of the time stamp counter\n");
	return -EOPNOTSUPP;
}

static void cpu_in_use(void *result)
{
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	if (efer & EFER_SVME)
		WRITE_ONCE(*(bool *)result, true);
}

static int check_in_use(void)
{
	bool in_use = false;

	on_each_cpu(cpu_in_use, &in_use, 1);
	if (!in_use)
		return 0;
	pr_err("another hypervisor holds SVM: stop its guests and unload its module (for KVM: rmmod kvm_amd)\n");
	return -EBUSY;
}

/** struct unknown_bits - what any processor has on and the monitor not */
struct unknown_bits {
	atomic64_t cr4;
	atomic64_t efer;
};

static void cpu_unknown_bits(void *result)
{
	struct unknown_bits *unknown = result;
	u64 efer;

	rdmsrl(MSR_EFER, efer);
	atomic64_or(efer & ~(u64)EFER_KNOWN, &unknown->efer);
	atomic64_or(__read_cr4() & ~CR4_KNOWN, &unknown->cr4);
}

static int check_unknown_bits(void)
{
	struct unknown_bits unknown = { ATOMIC64_INIT(0), ATOMIC64_INIT(0) };
	u64 cr4, efer;

	on_each_cpu(cpu_unknown_bits, &unknown, 1);
	cr4 = atomic64_read(&unknown.cr4);
	efer = atomic64_read(&unknown.efer);
	if (!cr4 && !efer)
		return 0;
	pr_err("features are on that the monitor does not know: CR4 %#llx, EFER %#llx\n",
	       cr4, efer);
	return -EOPNOTSUPP;
}

/* The monitor's page tables and its NPT have no encryption bit. */
static int check_encryption(void)
{
	if (!cc_platform_has(CC_ATTR_MEM_ENCRYPT))
		return 0;
	pr_err("memory is encrypted: boot with mem_encrypt=off, and not in a confidential virtual machine\n");
	return -EOPNOTSUPP;
}

/*
 * A VMMCALL that Linux means for KVM would reach the monitor, which takes its
 * number for one of Xen's.
 */
static int check_kvm_calls(void)
{
	u32 base;

	if (!hypervisor_is_type(X86_HYPER_KVM))
		return 0;
	base = hypervisor_cpuid_base(KVM_SIGNATURE, 0);
	if (!(cpuid_eax(base | KVM_CPUID_FEATURES) & KVM_CALLS))
		return 0;
	pr_err("Linux calls KVM beneath it (kvm-pv-unhalt, kvm-pv-ipi, kvm-pv-sched-yield): boot with nopv\n");
	return -EOPNOTSUPP;
}

static int (*const checks[])(void) = {
	check_extension,
	check_backend,
	check_firmware,
	check_nested_paging,
	check_large_pages,
	check_five_levels,
	check_encryption,
	check_kvm_calls,
	check_in_use,
	check_unknown_bits,
	check_cpus,
	check_memory_size,
	check_clock,
};

int ldr_doctor(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(checks) && !err; i++)
		err = checks[i]();
	return err;
}
