// SPDX-License-Identifier: GPL-2.0
/* /dev/xen/gntdev: requests and their lookup. Grants: gntmap.c, gntcopy.c. */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "devices.h"
#include "events.h"
#include "gntdev.h"

/**
 * struct gntdev_file - an open /dev/xen/gntdev
 * @lock: protects the list and @next
 * @requests: not withdrawn yet
 * @next: page offset of the next request; offsets are not used twice
 */
struct gntdev_file {
	struct mutex lock; /* see above */
	struct list_head requests;
	unsigned long next;
};

static int gntdev_open(struct inode *inode, struct file *file)
{
	struct gntdev_file *gf;
	int err = ldr_device_open(inode, file);

	if (err)
		return err;
	gf = kzalloc(sizeof(*gf), GFP_KERNEL_ACCOUNT);
	if (!gf)
		return -ENOMEM;
	mutex_init(&gf->lock);
	INIT_LIST_HEAD(&gf->requests);
	file->private_data = gf;
	return 0;
}

static int gntdev_release(struct inode *inode, struct file *file)
{
	struct gntdev_file *gf = file->private_data;
	struct gnt_request *r, *next;

	list_for_each_entry_safe(r, next, &gf->requests, link) {
		list_del(&r->link);
		gnt_request_put(r);
	}
	kfree(gf);
	return 0;
}

/* Lock: gf->lock, here and in the next two. */
static struct gnt_request *find_exact(struct gntdev_file *gf,
				      unsigned long index, unsigned long count)
{
	struct gnt_request *r;

	list_for_each_entry(r, &gf->requests, link)
		if (r->index == index && r->count == count)
			return r;
	return NULL;
}

static struct gnt_request *find_page(struct gntdev_file *gf,
				     unsigned long index)
{
	struct gnt_request *r;

	list_for_each_entry(r, &gf->requests, link)
		if (index >= r->index && index - r->index < r->count)
			return r;
	return NULL;
}

static void request_add(struct gntdev_file *gf, struct gnt_request *r)
{
	mutex_lock(&gf->lock);
	r->index = gf->next;
	gf->next += r->count;
	list_add(&r->link, &gf->requests);
	mutex_unlock(&gf->lock);
}

static void request_withdraw(struct gntdev_file *gf, struct gnt_request *r)
{
	mutex_lock(&gf->lock);
	list_del(&r->link);
	mutex_unlock(&gf->lock);
	gnt_request_put(r);
}

static struct gnt_request *request_alloc(u32 count)
{
	struct gnt_request *r;

	r = kvzalloc(struct_size(r, ref, count), GFP_KERNEL_ACCOUNT);
	if (!r)
		return NULL;
	r->handle = kvcalloc(count, sizeof(*r->handle), GFP_KERNEL_ACCOUNT);
	if (!r->handle) {
		kvfree(r);
		return NULL;
	}
	refcount_set(&r->refs, 1);
	mutex_init(&r->lock);
	r->count = count;
	return r;
}

static long map_grant_ref(struct gntdev_file *gf, void __user *arg)
{
	struct ioctl_gntdev_map_grant_ref __user *ureq = arg;
	struct gnt_request *r;
	long err = -EFAULT;
	u64 index;
	u32 count, i;

	if (get_user(count, &ureq->count))
		return -EFAULT;
	if (!count || count > GNT_MAX_COUNT)
		return -EINVAL;
	r = request_alloc(count);
	if (!r)
		return -ENOMEM;
	if (copy_from_user(r->ref, ureq->refs, count * sizeof(r->ref[0])))
		goto fail;
	err = -EINVAL;
	for (i = 0; i < count; i++)
		if (r->ref[i].domid > U16_MAX)
			goto fail;
	request_add(gf, r);
	index = (u64)r->index << PAGE_SHIFT;
	if (!put_user(index, &ureq->index))
		return 0;
	request_withdraw(gf, r);
	return -EFAULT;
fail:
	gnt_request_put(r);
	return err;
}

static long unmap_grant_ref(struct gntdev_file *gf, const void __user *arg)
{
	struct ioctl_gntdev_unmap_grant_ref req;
	struct gnt_request *r;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	if (!PAGE_ALIGNED(req.index))
		return -EINVAL;
	mutex_lock(&gf->lock);
	r = find_exact(gf, req.index >> PAGE_SHIFT, req.count);
	if (r)
		list_del(&r->link);
	mutex_unlock(&gf->lock);
	if (!r)
		return -ENOENT;
	/* A mapping goes on existing until it is unmapped. */
	gnt_request_put(r);
	return 0;
}

static long offset_for_vaddr(struct file *file, void __user *arg)
{
	struct ioctl_gntdev_get_offset_for_vaddr req;
	struct vm_area_struct *vma;
	struct gnt_request *r;
	long err = -EINVAL;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, req.vaddr);
	r = vma && vma->vm_file == file ? gnt_request_of(vma) : NULL;
	if (r && vma->vm_start == req.vaddr) {
		req.offset = (u64)r->index << PAGE_SHIFT;
		req.count = r->count;
		err = 0;
	}
	mmap_read_unlock(current->mm);
	if (!err && copy_to_user(arg, &req, sizeof(req)))
		err = -EFAULT;
	return err;
}

static long notify_set(struct gnt_request *r,
		       const struct ioctl_gntdev_unmap_notify *req)
{
	long err = 0;

	mutex_lock(&r->lock);
	if (req->action & UNMAP_NOTIFY_CLEAR_BYTE && r->mapped && r->readonly) {
		err = -EINVAL;
	} else {
		r->notify = req->action;
		r->notify_byte = req->index - ((u64)r->index << PAGE_SHIFT);
		r->notify_port = req->event_channel_port;
	}
	mutex_unlock(&r->lock);
	return err;
}

static long set_unmap_notify(struct gntdev_file *gf, const void __user *arg)
{
	struct ioctl_gntdev_unmap_notify req;
	struct gnt_request *r;
	long err = -ENOENT;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	if (req.action & ~(UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT))
		return -EINVAL;
	if (req.action & UNMAP_NOTIFY_SEND_EVENT &&
	    !ldr_event_port_bound(req.event_channel_port))
		return -EINVAL;
	mutex_lock(&gf->lock);
	r = find_page(gf, req.index >> PAGE_SHIFT);
	if (r)
		err = notify_set(r, &req);
	mutex_unlock(&gf->lock);
	return err;
}

/*
 * The rest gets ENOTTY: SET_MAX_GRANTS, which Linux's own driver has dropped
 * and libxengnttab does not miss, and sharing with DMA buffers.
 */
static long gntdev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct gntdev_file *gf = file->private_data;
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case IOCTL_GNTDEV_MAP_GRANT_REF:
		return map_grant_ref(gf, uarg);
	case IOCTL_GNTDEV_UNMAP_GRANT_REF:
		return unmap_grant_ref(gf, uarg);
	case IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR:
		return offset_for_vaddr(file, uarg);
	case IOCTL_GNTDEV_SET_UNMAP_NOTIFY:
		return set_unmap_notify(gf, uarg);
	case IOCTL_GNTDEV_GRANT_COPY:
		return gnt_copy(uarg);
	default:
		return -ENOTTY;
	}
}

static int gntdev_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gntdev_file *gf = file->private_data;
	struct gnt_request *r;
	int err = -EINVAL;

	/* A private copy would not be what the other domain sees. */
	if (is_cow_mapping(vma->vm_flags))
		return -EINVAL;
	mutex_lock(&gf->lock);
	r = find_exact(gf, vma->vm_pgoff, vma_pages(vma));
	if (r)
		refcount_inc(&r->refs);
	mutex_unlock(&gf->lock);
	if (r) {
		err = gnt_request_map(r, vma);
		gnt_request_put(r);
	}
	return err;
}

const struct file_operations ldr_gntdev_fops = {
	.owner = THIS_MODULE,
	.open = gntdev_open,
	.release = gntdev_release,
	.unlocked_ioctl = gntdev_ioctl,
	.mmap = gntdev_mmap,
	.llseek = no_llseek,
};
