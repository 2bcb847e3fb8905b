// SPDX-License-Identifier: GPL-2.0
/* /dev/xen/evtchn: event channels as a file. The ports are in events.c. */
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "xen/dev-evtchn.h"
#include "xen/event_channel.h"
#include "devices.h"
#include "events.h"

/* Ports copied at a time. */
#define CHUNK 64

/**
 * struct evtchn_file - an open /dev/xen/evtchn
 * @sink: its ports
 * @lock: for @domid
 * @domid: the only domain that it may bind to; DOMID_INVALID: any
 */
struct evtchn_file {
	struct ldr_event_sink sink;
	struct mutex lock; /* see above */
	domid_t domid;
};

static int evtchn_open(struct inode *inode, struct file *file)
{
	struct evtchn_file *ef;
	int err = ldr_device_open(inode, file);

	if (err)
		return err;
	ef = kmalloc(sizeof(*ef), GFP_KERNEL_ACCOUNT);
	if (!ef)
		return -ENOMEM;
	ldr_event_sink_init(&ef->sink);
	mutex_init(&ef->lock);
	ef->domid = DOMID_INVALID;
	file->private_data = ef;
	return 0;
}

static int evtchn_release(struct inode *inode, struct file *file)
{
	struct evtchn_file *ef = file->private_data;

	ldr_event_sink_close(&ef->sink);
	kfree(ef);
	return 0;
}

/* Return: 0 if ports of this file may lead to domain @domid, or why not. */
static int check_remote(const struct evtchn_file *ef, u32 domid)
{
	if (domid > U16_MAX)
		return -ESRCH;
	if (ef->domid != DOMID_INVALID && ef->domid != domid)
		return -EACCES;
	return 0;
}

static long bind_virq(struct evtchn_file *ef, const void __user *arg)
{
	struct ioctl_evtchn_bind_virq req;
	struct evtchn_bind_virq op = {};

	if (ef->domid != DOMID_INVALID)
		return -EACCES;
	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	op.virq = req.virq;
	return ldr_event_bind(&ef->sink, EVTCHNOP_bind_virq, &op, &op.port);
}

static long bind_interdomain(struct evtchn_file *ef, const void __user *arg)
{
	struct ioctl_evtchn_bind_interdomain req;
	struct evtchn_bind_interdomain op = {};
	int err;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	err = check_remote(ef, req.remote_domain);
	if (err)
		return err;
	op.remote_dom = req.remote_domain;
	op.remote_port = req.remote_port;
	return ldr_event_bind(&ef->sink, EVTCHNOP_bind_interdomain, &op,
			      &op.local_port);
}

static long bind_unbound(struct evtchn_file *ef, const void __user *arg)
{
	struct ioctl_evtchn_bind_unbound_port req;
	struct evtchn_alloc_unbound op = {};
	int err;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	err = check_remote(ef, req.remote_domain);
	if (err)
		return err;
	op.dom = DOMID_SELF;
	op.remote_dom = req.remote_domain;
	return ldr_event_bind(&ef->sink, EVTCHNOP_alloc_unbound, &op, &op.port);
}

static long unbind(struct evtchn_file *ef, const void __user *arg)
{
	struct ioctl_evtchn_unbind req;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	return ldr_event_unbind(&ef->sink, req.port);
}

static long notify(struct evtchn_file *ef, const void __user *arg)
{
	struct ioctl_evtchn_notify req;

	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	return ldr_event_notify(&ef->sink, req.port);
}

static long restrict_domid(struct evtchn_file *ef, const void __user *arg)
{
	struct ioctl_evtchn_restrict_domid req;

	if (ef->domid != DOMID_INVALID)
		return -EACCES;
	if (copy_from_user(&req, arg, sizeof(req)))
		return -EFAULT;
	if (!req.domid || req.domid >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	ef->domid = req.domid;
	return 0;
}

static long evtchn_command(struct evtchn_file *ef, unsigned int cmd,
			   const void __user *arg)
{
	switch (cmd) {
	case IOCTL_EVTCHN_BIND_VIRQ:
		return bind_virq(ef, arg);
	case IOCTL_EVTCHN_BIND_INTERDOMAIN:
		return bind_interdomain(ef, arg);
	case IOCTL_EVTCHN_BIND_UNBOUND_PORT:
		return bind_unbound(ef, arg);
	case IOCTL_EVTCHN_UNBIND:
		return unbind(ef, arg);
	case IOCTL_EVTCHN_NOTIFY:
		return notify(ef, arg);
	case IOCTL_EVTCHN_RESET:
		ldr_event_forget(&ef->sink);
		return 0;
	case IOCTL_EVTCHN_RESTRICT_DOMID:
		return restrict_domid(ef, arg);
	default:
		/* Not ENOTTY: what libxenevtchn has always been told. */
		return -ENOSYS;
	}
}

static long evtchn_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct evtchn_file *ef = file->private_data;
	long ret;

	mutex_lock(&ef->lock);
	ret = evtchn_command(ef, cmd, (const void __user *)arg);
	mutex_unlock(&ef->lock);
	return ret;
}

/* Hand out what is ready, whole ports only; 0 if nothing is. */
static ssize_t read_ready(struct evtchn_file *ef, char __user *buf,
			  size_t count)
{
	u32 port[CHUNK];
	size_t done = 0;
	unsigned int n;

	while (done < count) {
		n = min_t(size_t, CHUNK, (count - done) / sizeof(*port));
		n = ldr_event_take(&ef->sink, port, n);
		if (!n)
			break;
		if (copy_to_user(buf + done, port, n * sizeof(*port))) {
			ldr_event_untake(&ef->sink, port, n);
			return done ?: -EFAULT;
		}
		done += n * sizeof(*port);
	}
	return done;
}

static ssize_t evtchn_read(struct file *file, char __user *buf, size_t count,
			   loff_t *pos)
{
	struct evtchn_file *ef = file->private_data;
	ssize_t ret;

	count = min_t(size_t, round_down(count, sizeof(u32)), PAGE_SIZE);
	if (!count)
		return 0;
	for (;;) {
		ret = read_ready(ef, buf, count);
		if (ret)
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(ef->sink.wait,
					       ldr_event_ready(&ef->sink));
		if (ret)
			return ret;
	}
}

static ssize_t evtchn_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	struct evtchn_file *ef = file->private_data;
	u32 port[CHUNK];
	size_t done, n;
	unsigned int i;

	count = min_t(size_t, round_down(count, sizeof(u32)), PAGE_SIZE);
	for (done = 0; done < count; done += n) {
		n = min(count - done, sizeof(port));
		if (copy_from_user(port, buf + done, n))
			return done ?: -EFAULT;
		for (i = 0; i < n / sizeof(*port); i++)
			ldr_event_unmask(&ef->sink, port[i]);
	}
	return count;
}

static __poll_t evtchn_poll(struct file *file, poll_table *wait)
{
	struct evtchn_file *ef = file->private_data;
	__poll_t mask = EPOLLOUT | EPOLLWRNORM;

	poll_wait(file, &ef->sink.wait, wait);
	if (ldr_event_ready(&ef->sink))
		mask |= EPOLLIN | EPOLLRDNORM;
	return mask;
}

const struct file_operations ldr_evtchn_fops = {
	.owner = THIS_MODULE,
	.open = evtchn_open,
	.release = evtchn_release,
	.read = evtchn_read,
	.write = evtchn_write,
	.poll = evtchn_poll,
	.unlocked_ioctl = evtchn_ioctl,
	.llseek = no_llseek,
};
