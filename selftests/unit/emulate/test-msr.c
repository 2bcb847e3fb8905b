// SPDX-License-Identifier: GPL-2.0
/* The MSRs of a guest, one by one. */
#include "world.h"

CODE(rdmsr, "rdmsr");
CODE(wrmsr, "wrmsr");

#define FAULT (-1)
#define OK 0

static int msr_read(u32 msr, u64 *value)
{
	struct vcpu before = *v;

	v->regs.rcx = 0xabcd00000000 | msr;
	v->regs.rax = U64_MAX;
	v->regs.rdx = U64_MAX;
	AT(rdmsr);
	if (emulate_privileged(v) == EMULATE_BOUNCE) {
		is(v->regs.rax, U64_MAX);
		v->regs = before.regs;
		return FAULT;
	}
	is(v->regs.rax >> 32 | v->regs.rdx >> 32, 0);
	*value = v->regs.rdx << 32 | v->regs.rax;
	return OK;
}

static int msr_write(u32 msr, u64 value)
{
	v->regs.rcx = msr;
	v->regs.rax = 0xffffffff00000000 | (u32)value;
	v->regs.rdx = 0x1234567800000000 | value >> 32;
	AT(wrmsr);
	return emulate_privileged(v) == EMULATE_BOUNCE ? FAULT : OK;
}

struct row {
	u32 msr;
	int read; /* OK or FAULT */
	u64 value;
	int write; /* of zero */
};

static void rows_are(const struct row *rows, unsigned int nr)
{
	unsigned int n;
	u64 value;

	for (n = 0; n < nr; n++) {
		guest_forbid_all();
		value = 0;
		tap_is("read of MSR", (int)rows[n].msr, "result",
		       msr_read(rows[n].msr, &value), rows[n].read);
		tap_is("MSR", (int)rows[n].msr, "value", (s64)value,
		       (s64)rows[n].value);
		tap_is("write of MSR", (int)rows[n].msr, "result",
		       msr_write(rows[n].msr, 0), rows[n].write);
	}
}

static const struct row common[] = {
	{ 0x10, OK, 0x123456789abcdef0, FAULT },
	{ 0x1b, OK, 0xfee00900, FAULT },
	{ 0x8b, OK, 0x8001, FAULT },
	{ 0xe7, FAULT, 0, OK },
	{ 0xe8, FAULT, 0, OK },
	{ 0x277, OK, 0x50100070406, FAULT },
	{ 0x179, OK, 2, OK },
	{ 0x17a, OK, 0, OK },
	{ 0x400, OK, 0, OK },
	{ 0x407, OK, 0, OK },
	{ 0x408, FAULT, 0, FAULT },
	{ 0x345, OK, 0, FAULT },
	{ 0xc0000080, OK, 0xd01, FAULT },
	{ 0xc0000081, FAULT, 0, FAULT },
	{ 0xc0000103, FAULT, 0, FAULT },
	{ 0x48, FAULT, 0, FAULT },
	{ 0x1d9, FAULT, 0, FAULT },
	{ 0xc0010010, FAULT, 0, FAULT },
	{ 0xc0010117, FAULT, 0, FAULT },
	{ 0x40000100, FAULT, 0, FAULT },
	{ 0xffffffff, FAULT, 0, FAULT },
};

static const struct row amd[] = {
	{ 0x198, FAULT, 0, FAULT },
	{ 0x1a0, FAULT, 0, FAULT },
	{ 0xc0010000, OK, 0, OK },
	{ 0xc0010015, OK, 0, OK },
	{ 0xc001001f, OK, 0, OK },
	{ 0xc0010041, OK, 0, OK },
	{ 0xc0010058, OK, 0, OK },
	{ 0xc001006b, OK, 0, OK },
	{ 0xc001020b, OK, 0, OK },
	{ 0xc0011029, OK, 2, OK },
};

static const struct row intel[] = {
	{ 0xc1, OK, 0, OK },
	{ 0x186, OK, 0, OK },
	{ 0x198, OK, 0, OK },
	{ 0x199, OK, 0, OK },
	{ 0x19c, OK, 0, OK },
	{ 0x38f, OK, 0, OK },
	{ 0x1a0, OK, 0x801801, OK },
	{ 0xc0010015, FAULT, 0, FAULT },
	{ 0xc0011029, FAULT, 0, FAULT },
};

static void msr_world(void)
{
	world_init();
	msr_set(0x8b, 0x8001);
	msr_set(0x1a0, 0x40081);
	msr_set(0x1d9, 0x77);
	msr_set(0x40000105, 0x77);
}

static void test_amd(void)
{
	msr_world();
	rows_are(common, ARRAY_SIZE(common));
	rows_are(amd, ARRAY_SIZE(amd));
}

static void test_intel(void)
{
	msr_world();
	cpuid_set(0, 0, 0xd, 0x756e6547, 0x6c65746e, 0x49656e69);
	rows_are(common, ARRAY_SIZE(common));
	rows_are(intel, ARRAY_SIZE(intel));
}

static void test_efer(void)
{
	msr_world();
	is(msr_write(0xc0000080, 0xd01), OK);
	is(msr_write(0xc0000080, 0x1d01), FAULT); /* SVME */
	is(msr_write(0xc0000080, 0xd01 | 1ULL << 32), FAULT);
}

static void test_bases(void)
{
	u64 value = 0;

	msr_world();
	/* The first instructions of a kernel, before it has any handler. */
	v->traps.rip[TRAP_GP] = 0;
	is(msr_write(0xc0000101, 0xffffffff82800000), OK);
	is(fake_regs.gs_base, 0xffffffff82800000);
	is(v->gs_base_kernel, 0xffffffff82800000);

	is(msr_write(0xc0000100, 0x7f0000001000), OK);
	is(fake_regs.fs_base, 0x7f0000001000);
	is(msr_write(0xc0000102, 0x1000), OK);
	is(v->gs_base_user, 0x1000);
	is(fake_regs.gs_base, 0xffffffff82800000);
	/* As the processor holds them: WRFSBASE went past the monitor. */
	fake_regs.fs_base = 0x2000;
	is(msr_read(0xc0000100, &value), OK);
	is(value, 0x2000);
	is(msr_read(0xc0000102, &value), OK);
	is(value, 0x1000);

	is(msr_write(0xc0000100, 0x800000000000), FAULT);
	is(msr_write(0xc0000101, 1ULL << 63), FAULT);
	is(fake_regs.fs_base, 0x2000);
}

static void test_user(void)
{
	u64 value;

	msr_world();
	user();
	is(msr_read(0x10, &value), FAULT);
	is(msr_write(0xc0000100, 0), FAULT);
}

static void test_early(void)
{
	u64 value = 1;

	msr_world();
	is(msr_read(0x1d9, &value), FAULT);
	/* Without a #GP handler what exists reads as zero. */
	v->traps.rip[TRAP_GP] = 0;
	is(msr_read(0x1d9, &value), OK);
	is(value, 0);
	is(msr_read(0x1da, &value), FAULT);
	is(msr_read(0x40000105, &value), FAULT);
	is(msr_write(0x1d9, 0), FAULT);
}

static void test_hypercall_page(void)
{
	const u8 *page;
	mfn_t free_page;
	u64 value = 1;
	int tries;

	msr_world();
	spin_lock(&v->d->lock);
	free_page = frame_mfn(frame_alloc(v->d));
	spin_unlock(&v->d->lock);
	is(msr_write(0x40000000, mfn_to_maddr(free_page)), OK);
	page = frame_map(free_page);
	/* push rcx; push r11; mov $24, eax; syscall; pop r11; pop rcx; ret */
	is(page[24 * 32], 0x51);
	is(page[24 * 32 + 4], 24);
	is(page[24 * 32 + 13], 0xc3);
	is(page[24 * 32 + 14], 0xcc);
	is(page[23 * 32 + 3], 0x50); /* iret */
	is(page[23 * 32 + 5], 23);
	is(page[23 * 32 + 9], 0x0f);
	is(page[127 * 32 + 4], 127);
	is(frame_lookup(free_page)->type_refs, 0);
	is(frame_lookup(free_page)->refs, 1);
	is(msr_read(0x40000000, &value), OK);
	is(value, 0);

	is(msr_write(0x40000000, mfn_to_maddr(free_page) | 1), FAULT);
	is(msr_write(0x40000000, mfn_to_maddr(l1)), FAULT);
	is(msr_write(0x40000000, 0), FAULT);
	/* In use as a table for a moment only: the guest tries again. */
	free_page = queue_table();
	for (tries = 0; tries < 100; tries++) {
		is(msr_write(0x40000000, mfn_to_maddr(free_page)), OK);
		page = frame_map(free_page);
		if (page[24 * 32] == 0x51)
			break;
	}
	yes(tries > 2 && tries < 100);
	is(frame_lookup(l1)->type, FRAME_L1);
	is(spin_is_locked(&v->d->lock), false);
}

int main(void)
{
	tap_run("an AMD guest's MSRs", test_amd);
	tap_run("an Intel guest's MSRs", test_intel);
	tap_run("EFER may be written as it is", test_efer);
	tap_run("segment bases", test_bases);
	tap_run("user mode has no MSRs", test_user);
	tap_run("a kernel without a #GP handler", test_early);
	tap_run("the hypercall page", test_hypercall_page);
	return tap_done();
}
