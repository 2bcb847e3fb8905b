// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/xen/evtchn: a pair of channels of the control domain with itself, as
 * xenstored makes them, and the errno of each mistake.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tap.h"
#include "xen/dev-evtchn.h"

#define NOWHERE ((void *)8)
#define NO_DOMAIN 0x7000
/* Within the range of even the smallest table of ports, but never bound. */
#define NO_PORT 900

static int fd;

static long bind_virq(uint32_t virq)
{
	struct ioctl_evtchn_bind_virq bind = { virq };

	return ioctl(fd, IOCTL_EVTCHN_BIND_VIRQ, &bind);
}

static long bind_unbound(uint32_t domain)
{
	struct ioctl_evtchn_bind_unbound_port bind = { domain };

	return ioctl(fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &bind);
}

static long bind_interdomain(uint32_t domain, uint32_t port)
{
	struct ioctl_evtchn_bind_interdomain bind = { domain, port };

	return ioctl(fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, &bind);
}

static long notify(uint32_t port)
{
	struct ioctl_evtchn_notify one = { port };

	return ioctl(fd, IOCTL_EVTCHN_NOTIFY, &one);
}

static long unbind(uint32_t port)
{
	struct ioctl_evtchn_unbind one = { port };

	return ioctl(fd, IOCTL_EVTCHN_UNBIND, &one);
}

/* Is anything to read within a tenth of a second? */
static int pending(void)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return poll(&wait, 1, 100) == 1 && (wait.revents & POLLIN);
}

static uint32_t next_port(void)
{
	uint32_t port = 0;

	return read(fd, &port, sizeof(port)) == sizeof(port) ? port : 0;
}

static void test_loop(void)
{
	long near = bind_unbound(0);
	long far = bind_interdomain(0, near);
	uint32_t port;

	value_is("an unbound port", near > 0, 1);
	value_is("its other end", far > 0, 1);
	/* A fresh binding is pending at once, so that no event gets lost. */
	if (pending()) {
		port = next_port();
		errno_is("a port is given back",
			 write(fd, &port, sizeof(port)), 0);
	}

	errno_is("an event is sent", notify(near), 0);
	value_is("it arrives", pending(), 1);
	port = next_port();
	value_is("at the other end", port, far);
	errno_is("sent again", notify(near), 0);
	value_is("it waits until the port is given back", pending(), 0);
	errno_is("the port is given back", write(fd, &port, sizeof(port)), 0);
	value_is("then it arrives", pending(), 1);
	value_is("once", next_port(), far);
	value_is("and not twice", pending(), 0);

	errno_is("the ring is emptied", ioctl(fd, IOCTL_EVTCHN_RESET, 0), 0);
	errno_is("one end is unbound", unbind(far), 0);
	errno_is("but not twice", unbind(far), ENOTCONN);
	errno_is("nor notified", notify(far), ENOTCONN);
	errno_is("the other end is unbound", unbind(near), 0);
}

static void test_mistakes(void)
{
	uint32_t port = NO_PORT;
	char small[2];

	errno_is("an unknown request", ioctl(fd, 0x1234, 0), ENOSYS);
	errno_is("a binding out of nowhere",
		 ioctl(fd, IOCTL_EVTCHN_BIND_VIRQ, NOWHERE), EFAULT);
	errno_is("a notification out of nowhere",
		 ioctl(fd, IOCTL_EVTCHN_NOTIFY, NOWHERE), EFAULT);
	errno_is("an unknown VIRQ", bind_virq(1000), EINVAL);
	errno_is("a port for a domain that is not there",
		 bind_unbound(NO_DOMAIN), 0);
	errno_is("the end of a domain that is not there",
		 bind_interdomain(NO_DOMAIN, 1), ESRCH);
	errno_is("the other end of no port", bind_interdomain(0, NO_PORT),
		 EINVAL);
	errno_is("to unbind what is not bound", unbind(NO_PORT), ENOTCONN);
	errno_is("to unbind what no port can be", unbind(~0U), EINVAL);
	errno_is("to notify what is not bound", notify(NO_PORT), ENOTCONN);
	errno_is("to give back what is not bound",
		 write(fd, &port, sizeof(port)), 0);
	errno_is("to give back from nowhere",
		 write(fd, NOWHERE, sizeof(port)), EFAULT);
	value_is("to read less than a port", read(fd, small, sizeof(small)),
		 0);
	errno_is("to read when nothing is pending",
		 read(fd, &port, sizeof(port)), EAGAIN);
}

int main(void)
{
	int other;

	fd = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK);
	errno_is("root opens /dev/xen/evtchn", fd, 0);
	test_loop();
	test_mistakes();

	other = open("/dev/xen/evtchn", O_RDWR);
	errno_is("a second one is opened", other, 0);
	value_is("a port for it", bind_unbound(0) > 0, 1);
	errno_is("closing unbinds", close(fd), 0);
	fd = other;
	errno_is("a port belongs to the file that bound it", unbind(1),
		 ENOTCONN);
	close(fd);
	return tap_done();
}
