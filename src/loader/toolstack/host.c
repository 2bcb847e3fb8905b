// SPDX-License-Identifier: GPL-2.0
/* The server as the toolstack sees it: processors, memory, nodes. */
#include <linux/cpumask.h>
#include <linux/io.h>
#include <linux/kernel_stat.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include <linux/vmstat.h>

#include <asm/processor.h>

#include "../loader.h"
#include "toolstack.h"
#include "xen/physdev.h"

/* What Linux keeps for itself: this share of memory, but not less than... */
#define RESERVE_SHIFT 4
#define RESERVE_MIN (SZ_64M >> PAGE_SHIFT)

u64 ts_total_pages(void)
{
	return totalram_pages();
}

u64 ts_lent_pages(void)
{
	struct up_stats *stats = kzalloc(sizeof(*stats), GFP_KERNEL);
	u64 pages = 0;

	/* kmalloc() keeps it within a page: its size is a power of two. */
	if (stats && !ldr_call(UP_CALL_STATS, virt_to_phys(stats), 0))
		pages = stats->frames_donated + stats->heap_pages;
	kfree(stats);
	return pages;
}

u64 ts_free_pages(void)
{
	u64 reserve = max_t(u64, totalram_pages() >> RESERVE_SHIFT,
			    RESERVE_MIN);
	long available = si_mem_available();

	return available > (long)reserve ? available - reserve : 0;
}

/* A device that Linux does not know; not named in the ABI's headers. */
#define XEN_INVALID_DEV (XEN_INVALID_NODE_ID - 1)

/*
 * The words in the order of Xen's feature sets, straight from the processor:
 * libvirt looks for a CPU model whose features are all there.
 */
static void hw_capabilities(u32 *cap)
{
	u32 max = cpuid_eax(0), ext = cpuid_eax(0x80000000);
	u32 eax, ebx, ecx, edx;

	cpuid(1, &eax, &ebx, &cap[1], &cap[0]);
	if (ext >= 0x80000001)
		cpuid(0x80000001, &eax, &ebx, &cap[3], &cap[2]);
	if (max >= 0xd)
		cpuid_count(0xd, 1, &cap[4], &ebx, &ecx, &edx);
	if (max >= 7)
		cpuid_count(7, 0, &eax, &cap[5], &cap[6], &edx);
	if (ext >= 0x80000007)
		cap[7] = cpuid_edx(0x80000007);
}

static u64 max_mfn(void)
{
	unsigned long end = 1;
	int nid;

	for_each_online_node(nid)
		end = max(end, node_end_pfn(nid));
	return end - 1;
}

static unsigned int last_online_node(void)
{
	return find_last_bit(nodes_addr(node_online_map), MAX_NUMNODES);
}

long ts_sysctl_physinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_physinfo *info = &op->u.physinfo;
	unsigned int cpu = cpumask_first(cpu_online_mask);
	unsigned int threads = cpumask_weight(topology_sibling_cpumask(cpu));
	unsigned int package = cpumask_weight(topology_core_cpumask(cpu));

	memset(info, 0, sizeof(*info));
	info->threads_per_core = max(threads, 1U);
	info->cores_per_socket = max(package / info->threads_per_core, 1U);
	info->nr_cpus = num_online_cpus();
	info->max_cpu_id = nr_cpu_ids - 1;
	info->nr_nodes = num_online_nodes();
	info->max_node_id = last_online_node();
	info->cpu_khz = cpu_khz;
	info->capabilities = XEN_SYSCTL_PHYSCAP_pv |
			     XEN_SYSCTL_PHYSCAP_gnttab_v1 |
			     XEN_SYSCTL_PHYSCAP_gnttab_v2;
	info->total_pages = ts_total_pages();
	info->free_pages = ts_free_pages();
	info->max_mfn = max_mfn();
	hw_capabilities(info->hw_cap);
	return 0;
}

static struct xen_sysctl_cputopo cpu_place(unsigned int cpu)
{
	struct xen_sysctl_cputopo place = {
		.core = XEN_INVALID_CORE_ID,
		.socket = XEN_INVALID_SOCKET_ID,
		.node = XEN_INVALID_NODE_ID,
	};

	if (cpu_online(cpu)) {
		place.core = topology_core_id(cpu);
		place.socket = topology_physical_package_id(cpu);
		place.node = max(cpu_to_node(cpu), 0);
	}
	return place;
}

long ts_sysctl_cputopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_cputopoinfo *req = &op->u.cputopoinfo;
	struct xen_sysctl_cputopo __user *out = ts_user(req->cputopo);
	unsigned int cpu, nr = nr_cpu_ids;

	if (out) {
		nr = min(nr, req->num_cpus);
		for (cpu = 0; cpu < nr; cpu++) {
			struct xen_sysctl_cputopo place = cpu_place(cpu);

			if (copy_to_user(out + cpu, &place, sizeof(place)))
				return -EFAULT;
		}
	}
	req->num_cpus = nr;
	return 0;
}

static struct xen_sysctl_meminfo node_memory(unsigned int nid)
{
	struct xen_sysctl_meminfo info = {
		.memsize = XEN_INVALID_MEM_SZ,
		.memfree = XEN_INVALID_MEM_SZ,
	};
	u64 pages = 0;
	unsigned int i;

	if (!node_online(nid))
		return info;
	for (i = 0; i < MAX_NR_ZONES; i++)
		pages += zone_page_state(&NODE_DATA(nid)->node_zones[i],
					 NR_FREE_PAGES);
	info.memsize = (u64)node_present_pages(nid) << PAGE_SHIFT;
	info.memfree = pages << PAGE_SHIFT;
	return info;
}

static u32 node_far(unsigned int a, unsigned int b)
{
	if (!node_online(a) || !node_online(b))
		return XEN_INVALID_NODE_DIST;
	return node_distance(a, b);
}

static long put_distances(u32 __user *out, unsigned int nr)
{
	unsigned int i, j;

	for (i = 0; i < nr; i++)
		for (j = 0; j < nr; j++)
			if (put_user(node_far(i, j), out + i * nr + j))
				return -EFAULT;
	return 0;
}

long ts_sysctl_numainfo(struct xen_sysctl *op)
{
	struct xen_sysctl_numainfo *req = &op->u.numainfo;
	struct xen_sysctl_meminfo __user *memory = ts_user(req->meminfo);
	u32 __user *distance = ts_user(req->distance);
	unsigned int i, nr = last_online_node() + 1;

	if (memory || distance)
		nr = min(nr, req->num_nodes);
	for (i = 0; memory && i < nr; i++) {
		struct xen_sysctl_meminfo info = node_memory(i);

		if (copy_to_user(memory + i, &info, sizeof(info)))
			return -EFAULT;
	}
	if (distance && put_distances(distance, nr))
		return -EFAULT;
	req->num_nodes = nr;
	return 0;
}

long ts_sysctl_getcpuinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_getcpuinfo *req = &op->u.getcpuinfo;
	struct xen_sysctl_cpuinfo __user *out = ts_user(req->info);
	unsigned int cpu, nr = min(nr_cpu_ids, req->max_cpus);

	for (cpu = 0; cpu < nr; cpu++) {
		struct xen_sysctl_cpuinfo info = {
			.idletime = kcpustat_cpu(cpu).cpustat[CPUTIME_IDLE],
		};

		if (copy_to_user(out + cpu, &info, sizeof(info)))
			return -EFAULT;
	}
	req->nr_cpus = nr;
	return 0;
}

/* Guests' memory comes from anywhere: no node or address width differs. */
long ts_sysctl_availheap(struct xen_sysctl *op)
{
	op->u.availheap.avail_bytes = ts_free_pages() << PAGE_SHIFT;
	return 0;
}

/* The node of a device, or how the ABI says that there is none. */
static u32 pci_node(const struct physdev_pci_device *dev)
{
	struct pci_dev *pdev;
	int node;

	pdev = pci_get_domain_bus_and_slot(dev->seg, dev->bus, dev->devfn);
	if (!pdev)
		return XEN_INVALID_DEV;
	node = dev_to_node(&pdev->dev);
	pci_dev_put(pdev);
	return node == NUMA_NO_NODE ? XEN_INVALID_NODE_ID : node;
}

long ts_sysctl_pcitopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_pcitopoinfo *req = &op->u.pcitopoinfo;
	struct physdev_pci_device __user *devs = ts_user(req->devs);
	u32 __user *nodes = ts_user(req->nodes);
	struct physdev_pci_device dev;
	u32 i;

	if (!devs || !nodes)
		return -EINVAL;
	for (i = 0; i < req->num_devs; i++) {
		if (copy_from_user(&dev, devs + i, sizeof(dev)) ||
		    put_user(pci_node(&dev), nodes + i))
			return -EFAULT;
		cond_resched();
	}
	return 0;
}
