// SPDX-License-Identifier: GPL-2.0
/*
 * Stubs of 32 bytes, one for each hypercall number. They preserve RCX and
 * R11, which SYSCALL destroys; that of iret never comes back and leaves them
 * on the stack, where struct iret_context has them.
 */
#include "core/lib.h"
#include "core/types.h"
#include "domain/domain.h"
#include "domain/hypercall_page.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/errno.h"
#include "xen/hypercall.h"

#define STUB_BYTES 32

/* No validation happens on the way to FRAME_WRITABLE. */
#define BUDGET 64

#define INT3 0xcc

/* push %rcx; push %r11; mov $nr, %eax; syscall; pop %r11; pop %rcx; ret */
static const u8 stub[] = {
	0x51, 0x41, 0x53, 0xb8, 0, 0, 0, 0, 0x0f, 0x05, 0x41, 0x5b, 0x59, 0xc3,
};

#define STUB_NR_AT 4

/* push %rcx; push %r11; push %rax; mov $nr, %eax; syscall */
static const u8 iret_stub[] = {
	0x51, 0x41, 0x53, 0x50, 0xb8, __HYPERVISOR_iret, 0, 0, 0, 0x0f, 0x05,
};

static void fill(u8 *page)
{
	unsigned int nr;
	u8 *p = page;

	memset(page, INT3, PAGE_SIZE);
	for (nr = 0; nr < PAGE_SIZE / STUB_BYTES; nr++, p += STUB_BYTES) {
		memcpy(p, stub, sizeof(stub));
		p[STUB_NR_AT] = (u8)nr;
	}
	memcpy(page + __HYPERVISOR_iret * STUB_BYTES, iret_stub,
	       sizeof(iret_stub));
}

int hypercall_page_init(struct domain *d, mfn_t m)
{
	struct pt_budget budget = { .left = BUDGET };
	struct frame *f = frame_get(d, m);
	int rc;

	if (!f)
		return -XEN_EINVAL;
	rc = pt_get_type(d, m, FRAME_WRITABLE, &budget);
	if (!rc) {
		fill(frame_map(m));
		pt_put_type(d, f);
	}
	frame_put(d, f);
	return rc && rc != -XEN_ERESTART ? -XEN_EPERM : rc;
}
