// SPDX-License-Identifier: GPL-2.0
/*
 * stores - plain and locked stores to L1 tables.
 *
 * With the writable_pagetables assist they take effect as mmu_update would;
 * without, or where mmu_update would refuse, the guest gets the fault.
 */
#include "guest.h"
#include "xen/vm_assist.h"

#define PF 14

static u8 window[PAGE_SIZE] __aligned(PAGE_SIZE);
static u8 other[PAGE_SIZE] __aligned(PAGE_SIZE);
static u64 *slot;

static void do_store(void *arg)
{
	WRITE_ONCE(*slot, *(u64 *)arg);
}

static void do_exchange(void *arg)
{
	u64 v = *(u64 *)arg;

	asm volatile("xchg %0, %1" : "+r"(v), "+m"(*slot) : : "memory");
	*(u64 *)arg = v;
}

static void do_clear_rw(void *arg)
{
	asm volatile("lock btrq $1, %0" : "+m"(*slot) : : "memory", "cc");
}

static void do_and_byte(void *arg)
{
	asm volatile("lock andb $0xfd, %0"
		     : "+m"(*(u8 *)slot)
		     :
		     : "memory", "cc");
}

static void do_cmpxchg(void *arg)
{
	u64 old = READ_ONCE(*slot);

	__atomic_compare_exchange_n(slot, &old, *(u64 *)arg, false,
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static void do_write_window(void *arg)
{
	WRITE_ONCE(window[0], 1);
}

static void assist(u64 cmd)
{
	is(hypercall2(__HYPERVISOR_vm_assist, cmd,
		      VMASST_TYPE_writable_pagetables), 0, "switched %s",
	   cmd == VMASST_CMD_enable ? "on" : "off");
}

static void refused_test(void)
{
	u64 before = READ_ONCE(*slot), v;

	v = 0x12345ULL << 12 | PTE_RO_PAGE;
	is(try(do_store, &v).vector, PF, "a foreign frame by a store");
	v = table_of(window, 1) << 12 | PTE_RW_PAGE;
	is(try(do_store, &v).vector, PF, "an own table writable by a store");
	v = va_to_mfn(other) << 12 | PTE_RW_PAGE | 1ULL << 51;
	is(try(do_store, &v).vector, PF, "bad flags by a store");
	v = table_of(window, 1) << 12 | PTE_RW_PAGE;
	is(try(do_exchange, &v).vector, PF, "an own table by xchg");
	is(*slot, before, "the entry is as it was");
}

static void accepted_test(void)
{
	u64 first = va_to_mfn(window) << 12 | PTE_RW_PAGE;
	u64 v = va_to_mfn(other) << 12 | PTE_RW_PAGE;

	window[1] = 11;
	other[1] = 22;
	ok(!try(do_store, &v).happened, "store");
	hypercall3(__HYPERVISOR_update_va_mapping, addr(window), *slot, 2);
	is(READ_ONCE(window[1]), 22, "it took effect");
	v = first;
	ok(!try(do_exchange, &v).happened, "xchg");
	is(v & PTE_ADDR, va_to_mfn(other) << 12, "it gave the old value");
	map(window, va_to_mfn(window), PTE_RW_PAGE);
	is(READ_ONCE(window[1]), 11, "and took effect");
	ok(!try(do_clear_rw, NULL).happened, "lock btr");
	map(window, va_to_mfn(window), *slot & ~PTE_ADDR & 0xfff);
	is(try(do_write_window, NULL).vector, PF, "write-protects");
	v = first;
	ok(!try(do_cmpxchg, &v).happened, "lock cmpxchg");
	hypercall3(__HYPERVISOR_update_va_mapping, addr(window), *slot, 2);
	ok(!try(do_write_window, NULL).happened, "unprotects");
	ok(!try(do_and_byte, NULL).happened, "lock and of one byte");
	is(*slot & PTE_RW, 0, "cleared the bit");
	map(window, va_to_mfn(window), PTE_RW_PAGE);
}

static void run(void)
{
	u64 maddr, v = 0;

	pte_of(window, &maddr);
	slot = (u64 *)((u8 *)mfn_to_va(maddr / PAGE_SIZE) +
		       maddr % PAGE_SIZE);
	assist(VMASST_CMD_disable);
	is(try(do_store, &v).vector, PF, "without the assist: a fault");
	assist(VMASST_CMD_enable);
	refused_test();
	accepted_test();
}

TEST("stores", run);
