// SPDX-License-Identifier: GPL-2.0
/*
 * race-tools SEED PROCESSES STEPS: tools that know nothing of each other, all
 * at work on the same few domains: each builds, pauses, looks into, maps and
 * destroys whatever it finds, in random order. An answer has to be one that a
 * tool can make sense of, and a domain has to go when it is destroyed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "tap.h"
#include "xen/dev-evtchn.h"
#include "xen/dev-privcmd.h"
#include "xen/domctl.h"
#include "xen/hypercall.h"
#include "xen/memory.h"
#include "xen/mmu.h"

#define FIRST 30000 /* ids that no other tool gives */
#define DOMAINS 3
#define FRAMES 256 /* at a time: a page of numbers is the limit */
#define MAX_MEM_KB 8192

static struct bare b;
static int evtchn;
static uint64_t mfn[FRAMES]; /* what this process got last, if anything */
static uint32_t nr_mfn;

static uint32_t below(uint32_t n)
{
	return (uint32_t)random() % n;
}

static long simple(uint32_t cmd)
{
	struct xen_domctl op = { .cmd = cmd, .domain = b.id };

	return bare_domctl(&b, &op);
}

static long create(void)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_createdomain,
		.domain = b.id,
		.u.createdomain = {
			.max_vcpus = 1,
			.max_evtchn_port = 1023,
			.max_grant_frames = -1,
			.max_maptrack_frames = -1,
			.grant_opts = 1,
		},
	};

	return bare_domctl(&b, &op);
}

static long limit(void)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_max_mem,
		.domain = b.id,
		.u.max_mem.max_memkb = MAX_MEM_KB,
	};

	return bare_domctl(&b, &op);
}

static long vcpus(void)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_max_vcpus,
		.domain = b.id,
		.u.max_vcpus.max = 1,
	};

	return bare_domctl(&b, &op);
}

/* The list of frames is in the second page of the buffer. */
static long populate(void)
{
	struct xen_memory_reservation *r = b.buffer;
	uint64_t *frames = (void *)((char *)b.buffer + PAGE);
	long got;

	memset(frames, 0, PAGE);
	*r = (struct xen_memory_reservation){
		.extent_start = (uintptr_t)frames,
		.nr_extents = 1 + below(FRAMES),
		.domid = b.id,
	};
	got = bare_call(&b, __HYPERVISOR_memory_op, XENMEM_populate_physmap,
			(uintptr_t)r, 0);
	if (got <= 0)
		return got;
	memcpy(mfn, frames, got * sizeof(mfn[0]));
	nr_mfn = got;
	return 0;
}

static long decrease(void)
{
	struct xen_memory_reservation *r = b.buffer;
	uint64_t *frames = (void *)((char *)b.buffer + PAGE);
	long got;

	memcpy(frames, mfn, sizeof(mfn));
	*r = (struct xen_memory_reservation){
		.extent_start = (uintptr_t)frames,
		.nr_extents = nr_mfn ? below(nr_mfn) : 0,
		.domid = b.id,
	};
	got = bare_call(&b, __HYPERVISOR_memory_op, XENMEM_decrease_reservation,
			(uintptr_t)r, 0);
	return got < 0 ? got : 0;
}

/* An empty page is a good page table of any level. */
static long pin(void)
{
	struct mmuext_op *op = b.buffer;
	struct privcmd_hypercall call = {
		__HYPERVISOR_mmuext_op, { (uintptr_t)op, 1, 0, b.id },
	};

	*op = (struct mmuext_op){
		.cmd = MMUEXT_PIN_L1_TABLE + below(4),
		.arg1.mfn = nr_mfn ? mfn[below(nr_mfn)] : 0,
	};
	if (!below(3))
		op->cmd = MMUEXT_UNPIN_TABLE;
	return ioctl(b.privcmd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

/* Mapped, used and left for the end of the process now and then. */
static long map(void)
{
	static int err[FRAMES];
	unsigned char *va;
	uint32_t i;

	if (!nr_mfn)
		return 0;
	va = bare_window(&b, nr_mfn);
	if (!va || bare_map(&b, va, mfn, nr_mfn, err))
		return va ? -1 : 0;
	for (i = 0; i < nr_mfn; i += 7)
		if (!err[i])
			touch(va + i * PAGE, 1);
	if (below(8))
		munmap(va, nr_mfn * PAGE);
	return 0;
}

static long channel(void)
{
	struct ioctl_evtchn_bind_unbound_port op = { .remote_domain = b.id };
	int port = ioctl(evtchn, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &op);
	struct ioctl_evtchn_unbind end = { .port = port };

	if (port < 0)
		return errno == ENOSPC ? 0 : -1;
	return below(2) ? ioctl(evtchn, IOCTL_EVTCHN_UNBIND, &end) : 0;
}

static long registers(void)
{
	struct xen_domctl op = {
		.cmd = below(2) ? XEN_DOMCTL_getvcpucontext :
				  XEN_DOMCTL_setvcpucontext,
		.domain = b.id,
	};

	return bare_domctl(&b, &op);
}

static long look(void)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_getdomaininfo,
		.domain = b.id,
	};

	return bare_domctl(&b, &op);
}

static long weight(void)
{
	struct xen_domctl op = {
		.cmd = XEN_DOMCTL_scheduler_op,
		.domain = b.id,
		.u.scheduler_op = {
			.sched_id = XEN_SCHEDULER_CREDIT2,
			.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
			.u.credit2.weight = 1 + below(1000),
		},
	};

	return bare_domctl(&b, &op);
}

static long pause_it(void)
{
	return simple(XEN_DOMCTL_pausedomain);
}

static long unpause(void)
{
	return simple(XEN_DOMCTL_unpausedomain);
}

static long destroy(void)
{
	return simple(XEN_DOMCTL_destroydomain);
}

/* Several of what a build needs, so that domains grow up before they die. */
static const struct {
	const char *name;
	long (*fn)(void);
} steps[] = {
	{ "create", create },
	{ "create", create },
	{ "limit", limit },
	{ "limit", limit },
	{ "vcpus", vcpus },
	{ "vcpus", vcpus },
	{ "populate", populate },
	{ "populate", populate },
	{ "decrease", decrease },
	{ "pin", pin },
	{ "pin", pin },
	{ "map", map },
	{ "map", map },
	{ "channel", channel },
	{ "registers", registers },
	{ "look", look },
	{ "weight", weight },
	{ "pause", pause_it },
	{ "unpause", unpause },
	{ "unpause", unpause },
	{ "destroy", destroy },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

/* What a tool may be told of a domain that others change as they like. */
static bool sensible(int error)
{
	switch (error) {
	case ESRCH:
	case EEXIST:
	case EINVAL:
	case EBUSY:
	case ENOMEM:
	case ENODATA:
	case EFAULT:
		return true;
	default:
		return false;
	}
}

/* One process. Return: exit status. */
static int tool(unsigned int seed, unsigned int n)
{
	int bad = 0;

	srandom(seed);
	evtchn = open("/dev/xen/evtchn", O_RDWR);
	if (bare_open(&b) || evtchn < 0)
		return 1;
	while (n--) {
		uint32_t i = below(STEPS);

		b.id = FIRST + below(DOMAINS);
		if (steps[i].fn() < 0 && !sensible(errno)) {
			printf("# %s of %u: %s\n", steps[i].name, b.id,
			       strerror(errno));
			bad = 1;
		}
	}
	fflush(stdout);
	return bad;
}

static int all(unsigned int seed, unsigned int processes, unsigned int n)
{
	int status, bad = 0;
	unsigned int i;

	fflush(stdout);
	for (i = 0; i < processes; i++)
		if (!fork())
			_exit(tool(seed * 1000 + i, n));
	while (wait(&status) > 0)
		bad |= status;
	return bad;
}

int main(int argc, char **argv)
{
	int i, left = 0;

	if (argc != 4)
		return EXIT_FAILURE;
	value_is("every tool gets sensible answers",
		 all(atoi(argv[1]), atoi(argv[2]), atoi(argv[3])), 0);
	if (bare_open(&b))
		return EXIT_FAILURE;
	for (i = 0; i < DOMAINS; i++) {
		b.id = FIRST + i;
		destroy();
		left += bare_exists(&b);
	}
	value_is("every domain goes when it is destroyed", left, 0);
	return tap_done();
}
