// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"
#include "core/print.h"
#include "domain/cpuid.h"
#include "mm/guest_copy.h"
#include "x86/insn.h"

#define WORLD_FRAMES 64
#define MAX_LEAVES 32
#define MAX_MSRS 8

struct vcpu *v;
struct vcpu_info *info;
mfn_t l1;
mfn_t l4;
mfn_t data;
u64 fake_tsc = 0x123456789abcdef0;

u64 time_guest_tsc(struct domain *d)
{
	return fake_tsc;
}

u64 time_tsc_khz(void)
{
	return 2000000;
}

static struct vcpu_info the_info;
static u64 stack[64] __aligned(16);
u64 code_rip;
static u8 code_page[PAGE_SIZE] __page_aligned;

static struct {
	u32 leaf, subleaf, out[4];
} leaves[MAX_LEAVES];
static unsigned int nr_leaves;

static struct {
	u32 msr;
	u64 value;
} msrs[MAX_MSRS];
static unsigned int nr_msrs;

void cpuid_set(u32 leaf, u32 subleaf, u32 a, u32 b, u32 c, u32 d)
{
	bug_on(nr_leaves == MAX_LEAVES);
	leaves[nr_leaves].leaf = leaf;
	leaves[nr_leaves].subleaf = subleaf;
	memcpy(leaves[nr_leaves++].out, (u32[]){ a, b, c, d }, 16);
	cpuid_init();
}

void fake_cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	unsigned int n;

	memset(out, 0, 16);
	/* The last word on a leaf counts. */
	for (n = 0; n < nr_leaves; n++)
		if (leaves[n].leaf == leaf && leaves[n].subleaf == subleaf)
			memcpy(out, leaves[n].out, 16);
}

void msr_set(u32 msr, u64 value)
{
	bug_on(nr_msrs == MAX_MSRS);
	msrs[nr_msrs].msr = msr;
	msrs[nr_msrs++].value = value;
}

int fake_rdmsr(u32 msr, u64 *val)
{
	unsigned int n;

	*val = 0;
	for (n = 0; n < nr_msrs; n++) {
		if (msrs[n].msr == msr) {
			*val = msrs[n].value;
			return 0;
		}
	}
	return -XEN_EFAULT;
}

static mfn_t page(void)
{
	struct frame *f = frame_alloc(v->d);

	bug_on(!f);
	return frame_mfn(f);
}

static void map(mfn_t table, unsigned int index, mfn_t target, u64 flags)
{
	((u64 *)frame_map(table))[index] = mfn_to_maddr(target) | flags;
}

static void tables_build(void)
{
	struct pt_budget budget = { .left = UINT32_MAX };
	mfn_t l3, l2;

	spin_lock(&v->d->lock);
	l4 = page();
	l3 = page();
	l2 = page();
	l1 = page();
	data = page();
	map(l4, 0, l3, RW);
	map(l3, 0, l2, RW);
	map(l2, 0, l1, RW);
	map(l1, 0, data, RW);
	map(l1, SELF / PAGE_SIZE, l1, RO);
	map(l1, 5, data, RO);
	bug_on(pt_get_type(v->d, l4, FRAME_L4, &budget));
	v->root = l4;
	spin_unlock(&v->d->lock);
}

mfn_t queue_table(void)
{
	struct pt_budget budget = { .left = UINT32_MAX };
	struct domain *d = v->d;
	unsigned int i;
	mfn_t m;

	spin_lock(&d->lock);
	m = frame_mfn(frame_alloc(d));
	for (i = 0; i < PT_ENTRIES; i++)
		map(m, i, data, RO);
	bug_on(pt_pin(d, m, FRAME_L1, &budget));
	budget.left = 0;
	bug_on(pt_unpin(d, m, &budget));
	spin_unlock(&d->lock);
	return m;
}

/* An AMD processor with AVX. */
static void processor_init(void)
{
	cpuid_set(0, 0, 0xd, 0x68747541, 0x444d4163, 0x69746e65);
	cpuid_set(1, 0, 0x800f12, 0x800, 0x1c000201 | 1U << 31, 0x178bfbff);
	cpuid_set(0xd, 0, 7, 832, 832, 0);
	cpuid_set(0xd, 2, 256, 576, 0, 0);
	cpuid_set(0x80000000, 0, 0x80000008, 0, 0, 0);
	cpuid_set(0x80000008, 0, 0x3028, 0, 0, 0);
}

void world_init(void)
{
	unsigned int n;

	guest_allow(stack, sizeof(stack));
	v = fake_domain(1)->vcpu[0];
	if (mfn_eq(v->root, MFN_NONE)) {
		arena_init(WORLD_FRAMES);
		processor_init();
		tables_build();
	}
	info = &the_info;
	v->info = info;
	v->kernel_sp = (u64)(uintptr_t)(stack + 64);
	for (n = 0; n < VCPU_VECTORS; n++)
		v->traps.rip[n] = HANDLER(n);
	v->kernel_mode = true;
	v->d->vm_assist = 1 << 2; /* writable_pagetables */
	v->iopl = 1;
	v->xcr0 = 1;
	v->regs.cs = FLAT_KERNEL_CS;
	v->regs.ss = FLAT_KERNEL_SS;
	v->regs.rsp = v->kernel_sp;
	v->regs.rflags = FLAGS;
}

static void place(u8 *start, const u8 *code, unsigned int len)
{
	u8 probe;

	code_rip = (u64)(uintptr_t)start;
	memcpy(start, code, len);
	if (guest_copy_from(&probe, gva(code_rip), 1))
		guest_allow_read(code_page, PAGE_SIZE);
	v->regs.rip = code_rip;
}

/* At the very end of a page: nothing behind it can be fetched. */
void at(const u8 *code, unsigned int len)
{
	place(code_page + PAGE_SIZE - len, code, len);
}

void at_start(const u8 *code, unsigned int len)
{
	place(code_page, code, len);
}

void run(void)
{
	is(emulate_privileged(v), EMULATE_DONE);
	is(v->regs.rip, (u64)(uintptr_t)code_page + PAGE_SIZE);
}

void refused(void)
{
	struct vcpu before = *v;

	is(emulate_privileged(v), EMULATE_BOUNCE);
	/* What the processor held may have been read back. */
	before.fs_base = v->fs_base;
	before.gs_base_kernel = v->gs_base_kernel;
	before.gs_base_user = v->gs_base_user;
	is(memcmp(&before, v, sizeof(before)), 0);
}

void user(void)
{
	v->kernel_mode = false;
	v->regs.rsp = 0;
}

u64 *l1_entry(unsigned int index)
{
	return (u64 *)frame_map(l1) + index;
}
