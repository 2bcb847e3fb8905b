// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "bare.h"
#include "xen/dev-privcmd.h"
#include "xen/domctl.h"
#include "xen/hypercall.h"
#include "xen/memory.h"
#include "xen/multicall.h"

#define MAX_MEM_KB 1024

long bare_call(struct bare *b, uint64_t op, uint64_t arg0, uint64_t arg1,
	       uint64_t arg2)
{
	struct privcmd_hypercall call = { op, { arg0, arg1, arg2 } };

	return ioctl(b->privcmd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

int bare_open(struct bare *b)
{
	int fd = open("/dev/xen/hypercall", O_RDWR);

	b->privcmd = open("/dev/xen/privcmd", O_RDWR);
	if (fd < 0 || b->privcmd < 0)
		return -1;
	b->buffer = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			 fd, 0);
	return b->buffer == MAP_FAILED ? -1 : 0;
}

long bare_domctl(struct bare *b, struct xen_domctl *op)
{
	long result;

	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	memcpy(b->buffer, op, sizeof(*op));
	result = bare_call(b, __HYPERVISOR_domctl, (uintptr_t)b->buffer, 0, 0);
	memcpy(op, b->buffer, sizeof(*op));
	return result;
}

static long create(struct bare *b)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_createdomain,
		.u.createdomain = {
			.max_vcpus = 1,
			.max_evtchn_port = 127,
			.max_grant_frames = -1,
			.max_maptrack_frames = -1,
			.grant_opts = 1,
		},
	};
	long result = bare_domctl(b, &op);

	b->id = op.domain;
	return result;
}

static long set_limit(struct bare *b)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_max_mem,
		.domain = b->id,
		.u.max_mem.max_memkb = MAX_MEM_KB,
	};

	return bare_domctl(b, &op);
}

/* Wrapped in a multicall, as libxc does to get all bits of the result. */
static long populate(struct bare *b)
{
	struct multicall_entry *entry = b->buffer;
	struct xen_memory_reservation *op = (void *)(entry + 1);
	uint64_t *frames = (void *)(op + 1);
	int i;

	for (i = 0; i < BARE_FRAMES; i++)
		frames[i] = i;
	*op = (struct xen_memory_reservation) {
		.extent_start = (uintptr_t)frames,
		.nr_extents = BARE_FRAMES,
		.domid = b->id,
	};
	*entry = (struct multicall_entry) {
		.op = __HYPERVISOR_memory_op,
		.args = { XENMEM_populate_physmap, (uintptr_t)op },
	};
	if (bare_call(b, __HYPERVISOR_multicall, (uintptr_t)entry, 1, 0))
		return -1;
	memcpy(b->mfn, frames, sizeof(b->mfn));
	errno = ENOMEM;
	return entry->result == BARE_FRAMES ? 0 : -1;
}

int bare_create(struct bare *b)
{
	return create(b) || set_limit(b) || populate(b) ? -1 : 0;
}

int bare_destroy(struct bare *b)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_destroydomain,
		.domain = b->id,
	};

	return bare_domctl(b, &op);
}

int bare_exists(struct bare *b)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_getdomaininfo,
		.domain = b->id,
	};

	return !bare_domctl(b, &op) && op.u.getdomaininfo.domain == b->id;
}

unsigned char *bare_window(struct bare *b, size_t n)
{
	void *va = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			b->privcmd, 0);

	return va == MAP_FAILED ? NULL : va;
}

long bare_map(struct bare *b, void *va, const uint64_t *mfn, size_t n, int *err)
{
	struct privcmd_mmapbatch_v2 batch = {
		.num = n,
		.dom = b->id,
		.addr = (uintptr_t)va,
		.arr = (uintptr_t)mfn,
		.err = (uintptr_t)err,
	};

	return ioctl(b->privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch);
}

static sigjmp_buf escape;

static void caught(int signal)
{
	siglongjmp(escape, signal);
}

int touch(unsigned char *at, int write)
{
	int signal;

	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = caught }, NULL);
	sigaction(SIGBUS, &(struct sigaction){ .sa_handler = caught }, NULL);
	signal = sigsetjmp(escape, 1);
	if (signal)
		return signal;
	if (write)
		__atomic_fetch_or(at, 0, __ATOMIC_RELAXED);
	else
		__atomic_load_n(at, __ATOMIC_RELAXED);
	return 0;
}
