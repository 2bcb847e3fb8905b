// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/xen/gntdev: the errno of each mistake. Grants that work are what
 * xenstored and xenconsoled use whenever a guest runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tap.h"
#include "xen/dev-gntdev.h"

#define PAGE 4096UL
#define NOWHERE ((void *)8)
#define NO_DOMAIN 0x7000

static int fd;

static long reserve(uint32_t count, uint64_t *index)
{
	struct ioctl_gntdev_map_grant_ref map = {
		.count = count,
		.refs = { { .domid = NO_DOMAIN, .ref = 8 } },
	};
	long result = ioctl(fd, IOCTL_GNTDEV_MAP_GRANT_REF, &map);

	*index = map.index;
	return result;
}

static long release(uint64_t index, uint32_t count)
{
	struct ioctl_gntdev_unmap_grant_ref unmap = {
		.index = index,
		.count = count,
	};

	return ioctl(fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap);
}

static int mapped(uint64_t offset)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  offset);

	if (page == MAP_FAILED)
		return 0;
	munmap(page, PAGE);
	return 1;
}

int main(void)
{
	struct ioctl_gntdev_get_offset_for_vaddr offset = {
		.vaddr = (uintptr_t)&fd,
	};
	uint64_t index;

	fd = open("/dev/xen/gntdev", O_RDWR);
	errno_is("root opens /dev/xen/gntdev", fd, 0);

	errno_is("an unknown request", ioctl(fd, 0x1234, 0), ENOTTY);
	errno_is("a reservation out of nowhere",
		 ioctl(fd, IOCTL_GNTDEV_MAP_GRANT_REF, NOWHERE), EFAULT);
	errno_is("a reservation of nothing", reserve(0, &index), EINVAL);
	value_is("a reservation beyond reason fails",
		 reserve(0xffffffff, &index), -1);
	errno_is("to release what was not reserved", release(1 << 30, 1),
		 ENOENT);
	errno_is("the offset of other memory",
		 ioctl(fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &offset),
		 EINVAL);
	value_is("nothing is mapped where nothing is reserved",
		 mapped(1 << 30), 0);

	errno_is("a grant of a domain that is not there is reserved",
		 reserve(1, &index), 0);
	value_is("but not mapped", mapped(index), 0);
	errno_is("to release more than was reserved", release(index, 2),
		 ENOENT);
	errno_is("to release it", release(index, 1), 0);
	errno_is("but not twice", release(index, 1), ENOENT);

	close(fd);
	return tap_done();
}
