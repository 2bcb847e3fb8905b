// SPDX-License-Identifier: GPL-2.0
/*
 * What /dev/xen/privcmd and /dev/xen/hypercall answer to mistakes and to
 * attacks: an errno each, and never an access on the caller's behalf to what
 * the caller itself cannot touch.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tap.h"
#include "xen/dev-privcmd.h"
#include "xen/domctl.h"
#include "xen/hypercall.h"
#include "xen/layout.h"
#include "xen/sysctl.h"

#define PAGE 4096UL
#define NOWHERE ((void *)8)
#define LINUX_DIRECT_MAP 0xffff888000001000UL
#define NON_CANONICAL 0x0000900000000000UL
#define NO_DOMAIN 0x7000

static int privcmd;
/* Two pages; the second one is not mapped. */
static unsigned char *edge;

static long hypercall(uint64_t op, uint64_t arg0, uint64_t arg1)
{
	struct privcmd_hypercall call = { op, { arg0, arg1, 0, 0, 0 } };

	return ioctl(privcmd, IOCTL_PRIVCMD_HYPERCALL, &call);
}

static long sysctl_at(uint64_t address)
{
	return hypercall(__HYPERVISOR_sysctl, address, 0);
}

static long sysctl(uint32_t cmd, uint32_t version)
{
	struct xen_sysctl op = { .cmd = cmd, .interface_version = version };

	return sysctl_at((uintptr_t)&op);
}

static long domctl(uint32_t cmd, domid_t domain, uint32_t version)
{
	struct xen_domctl op = {
		.cmd = cmd,
		.interface_version = version,
		.domain = domain,
	};

	return hypercall(__HYPERVISOR_domctl, (uintptr_t)&op, 0);
}

static void test_requests(void)
{
	errno_is("the probe of unknown requests",
		 ioctl(privcmd, IOCTL_PRIVCMD_UNIMPLEMENTED, 0), ENOTTY);
	errno_is("an unknown request", ioctl(privcmd, 0x1234, 0), ENOTTY);
	errno_is("a hypercall out of nowhere",
		 ioctl(privcmd, IOCTL_PRIVCMD_HYPERCALL, NOWHERE), EFAULT);
	errno_is("a hypercall that ends beyond the mapped memory",
		 ioctl(privcmd, IOCTL_PRIVCMD_HYPERCALL, edge + PAGE - 16),
		 EFAULT);
	errno_is("a hypercall with an unknown number", hypercall(60, 0, 0),
		 ENOSYS);
	errno_is("a hypercall with a wild number", hypercall(~0UL, 0, 0),
		 ENOSYS);
}

static void test_buffers(void)
{
	struct xen_sysctl op = {
		.cmd = XEN_SYSCTL_physinfo,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	};
	unsigned char *short_one = edge + PAGE - 24;

	memcpy(short_one, &op, 24);
	errno_is("a sysctl at a null pointer", sysctl_at(0), EFAULT);
	errno_is("a sysctl that ends beyond the mapped memory",
		 sysctl_at((uintptr_t)short_one), EFAULT);
	errno_is("a sysctl in the kernel's memory",
		 sysctl_at(LINUX_DIRECT_MAP), EFAULT);
	errno_is("a sysctl in the monitor's memory",
		 sysctl_at(HYPERVISOR_VIRT_START + PAGE), EFAULT);
	errno_is("a sysctl at a non-canonical address",
		 sysctl_at(NON_CANONICAL), EFAULT);
	errno_is("a sysctl at the end of the address space",
		 sysctl_at(-8UL), EFAULT);

	memcpy(edge, &op, sizeof(op));
	errno_is("a good sysctl", sysctl_at((uintptr_t)edge), 0);
	mprotect(edge, PAGE, PROT_READ);
	errno_is("a sysctl whose answer goes to read-only memory",
		 sysctl_at((uintptr_t)edge), EFAULT);
	mprotect(edge, PAGE, PROT_READ | PROT_WRITE);
}

static long list_domains_to(uint64_t buffer)
{
	struct xen_sysctl op = {
		.cmd = XEN_SYSCTL_getdomaininfolist,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
		.u.getdomaininfolist = {
			.max_domains = 1,
			.buffer = buffer,
		},
	};

	return sysctl_at((uintptr_t)&op);
}

static void test_operations(void)
{
	errno_is("a list of domains to nowhere",
		 list_domains_to((uintptr_t)NOWHERE), EFAULT);
	errno_is("a list of domains to the kernel's memory",
		 list_domains_to(LINUX_DIRECT_MAP), EFAULT);
	errno_is("a sysctl of another release",
		 sysctl(XEN_SYSCTL_physinfo, 1), EACCES);
	errno_is("an unknown sysctl",
		 sysctl(9999, XEN_SYSCTL_INTERFACE_VERSION), ENOSYS);
	errno_is("a domctl of another release",
		 domctl(XEN_DOMCTL_pausedomain, NO_DOMAIN, 1), EACCES);
	errno_is("an unknown domctl",
		 domctl(9999, 0, XEN_DOMCTL_INTERFACE_VERSION), ENOSYS);
	errno_is("to pause a domain that is not there",
		 domctl(XEN_DOMCTL_pausedomain, NO_DOMAIN,
			XEN_DOMCTL_INTERFACE_VERSION), ESRCH);
	errno_is("to destroy a domain that is not there",
		 domctl(XEN_DOMCTL_destroydomain, NO_DOMAIN,
			XEN_DOMCTL_INTERFACE_VERSION), ESRCH);
	errno_is("to pause the control domain",
		 domctl(XEN_DOMCTL_pausedomain, 0,
			XEN_DOMCTL_INTERFACE_VERSION), EINVAL);
	errno_is("to destroy the control domain",
		 domctl(XEN_DOMCTL_destroydomain, 0,
			XEN_DOMCTL_INTERFACE_VERSION), EINVAL);
}

static long map_batch(struct privcmd_mmapbatch_v2 batch)
{
	return ioctl(privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch);
}

static void test_foreign(void)
{
	uint64_t frames[1] = { 1 };
	int errors[1] = { 0 };
	struct privcmd_mmapbatch_v2 good = {
		.num = 1,
		.dom = NO_DOMAIN,
		.arr = (uintptr_t)frames,
		.err = (uintptr_t)errors,
	}, bad;
	void *window = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			    privcmd, 0);

	value_is("a window for foreign frames", window != MAP_FAILED, 1);
	good.addr = (uintptr_t)window;
	/* The request may fail as a whole, or say it of each frame. */
	value_is("frames of a domain that is not there",
		 map_batch(good) ? -errno : errors[0], -ESRCH);
	errno_is("a batch out of nowhere",
		 ioctl(privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, NOWHERE), EFAULT);
	bad = good;
	bad.num = 0;
	errno_is("a batch of no frames", map_batch(bad), EINVAL);
	bad = good;
	bad.num = 1 << 30;
	value_is("a batch beyond its window fails", map_batch(bad), -1);
	bad = good;
	bad.arr = (uintptr_t)NOWHERE;
	errno_is("a batch whose list is nowhere", map_batch(bad), EFAULT);
	bad = good;
	bad.addr = (uintptr_t)edge;
	errno_is("a batch into other memory", map_batch(bad), EINVAL);
}

static void test_pinned_pages(void)
{
	int fd = open("/dev/xen/hypercall", O_RDWR);
	void *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			   fd, 0);

	value_is("pinned pages", pages != MAP_FAILED, 1);
	memset(pages, 0x5a, 2 * PAGE);
	munmap(pages, 2 * PAGE);
	value_is("more pinned pages than there is memory",
		 mmap(NULL, 1UL << 46, PROT_READ, MAP_SHARED, fd, 0) ==
		 MAP_FAILED, 1);
	errno_is("a request to a device that has none", ioctl(fd, 0x1234, 0),
		 ENOTTY);
	close(fd);
}

int main(void)
{
	privcmd = open("/dev/xen/privcmd", O_RDWR);
	edge = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(edge + PAGE, PAGE);
	errno_is("root opens /dev/xen/privcmd", privcmd, 0);

	test_requests();
	test_buffers();
	test_operations();
	test_foreign();
	test_pinned_pages();
	return tap_done();
}
