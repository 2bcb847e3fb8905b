// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/xen: where init scripts and libvirt look for a control domain, and
 * where xenstored finds its ring with this kernel.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

#include "compat.h"
#include "devices.h"
#include "events.h"
#include "foreign.h"

static struct proc_dir_entry *dir;
static struct page *xenstore_page;

/* libvirt reads at most these ten bytes and refuses a longer file. */
static ssize_t capabilities_read(struct file *file, char __user *buf,
				 size_t n, loff_t *pos)
{
	static const char text[] = "control_d\n";

	return simple_read_from_buffer(buf, n, pos, text, sizeof(text) - 1);
}

static const struct proc_ops capabilities_ops = {
	.proc_read = capabilities_read,
	.proc_lseek = default_llseek,
};

/* No newline: oxenstored takes all of it for the number. */
static ssize_t xsd_port_read(struct file *file, char __user *buf, size_t n,
			     loff_t *pos)
{
	char text[12];
	int len = scnprintf(text, sizeof(text), "%u", ldr_xenstore_port());

	return simple_read_from_buffer(buf, n, pos, text, len);
}

static const struct proc_ops xsd_port_ops = {
	.proc_read = xsd_port_read,
	.proc_lseek = default_llseek,
};

static int xsd_kva_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED) || vma->vm_pgoff ||
	    vma_pages(vma) != 1)
		return -EINVAL;
	ldr_vma_set_flags(vma, VM_DONTCOPY | VM_DONTEXPAND);
	return vm_insert_page(vma, vma->vm_start, xenstore_page);
}

static const struct proc_ops xsd_kva_ops = {
	.proc_open = ldr_device_open,
	.proc_mmap = xsd_kva_mmap,
	.proc_lseek = no_llseek,
};

/*
 * Mappings made through a file below /proc do not pin the module by
 * themselves, but they pin the open file, and so this reference.
 */
static int privcmd_open(struct inode *inode, struct file *file)
{
	int err;

	/* It may be on its way out while the file still has its name. */
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	err = ldr_device_open(inode, file);
	if (err)
		module_put(THIS_MODULE);
	return err;
}

static int privcmd_release(struct inode *inode, struct file *file)
{
	module_put(THIS_MODULE);
	return 0;
}

static const struct proc_ops privcmd_ops = {
	.proc_open = privcmd_open,
	.proc_release = privcmd_release,
	.proc_ioctl = ldr_privcmd_ioctl,
	.proc_mmap = ldr_foreign_mmap,
	.proc_lseek = no_llseek,
};

static const struct {
	const char *name;
	umode_t mode;
	const struct proc_ops *ops;
} files[] = {
	{ "capabilities", 0444, &capabilities_ops },
	{ "xsd_port", 0400, &xsd_port_ops },
	{ "xsd_kva", 0600, &xsd_kva_ops },
	{ "privcmd", 0600, &privcmd_ops },
};

int ldr_procfs_register(void)
{
	unsigned int i;

	xenstore_page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!xenstore_page)
		return -ENOMEM;
	dir = proc_mkdir("xen", NULL);
	if (!dir)
		goto fail;
	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (!proc_create(files[i].name, files[i].mode, dir,
				 files[i].ops))
			goto fail;
	return 0;
fail:
	ldr_procfs_unregister();
	return -ENOMEM;
}

void ldr_procfs_unregister(void)
{
	proc_remove(dir);
	dir = NULL;
	/* A mapping, if any is left, has its own reference. */
	put_page(xenstore_page);
	xenstore_page = NULL;
}
