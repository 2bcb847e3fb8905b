// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/xen/evtchn as its users wait on it: reads that block, events that must
 * not be lost on the way to the reader, many ports on one file, ports of one
 * file kept from another, and a file that is restricted to one domain.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"
#include "xen/dev-evtchn.h"

#define SOME_DOMAIN 7
#define PAIRS 100

static long request(int fd, unsigned long cmd, uint32_t a, uint32_t b)
{
	uint32_t arg[2] = { a, b };

	return ioctl(fd, cmd, arg);
}

static long bind_unbound(int fd, uint32_t domain)
{
	return request(fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, domain, 0);
}

static long bind_to(int fd, uint32_t port)
{
	return request(fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, 0, port);
}

static long notify(int fd, uint32_t port)
{
	return request(fd, IOCTL_EVTCHN_NOTIFY, port, 0);
}

/* Take what a fresh binding left pending, and give it back. */
static void settle(int fd, uint32_t port)
{
	uint32_t got;

	if (read(fd, &got, sizeof(got)) == sizeof(got) && got == port)
		(void)!write(fd, &got, sizeof(got));
}

/* Another process sends after a while; this one sleeps in read(). */
static void test_blocking(void)
{
	int fd = open("/dev/xen/evtchn", O_RDWR);
	int other = open("/dev/xen/evtchn", O_RDWR);
	long near = bind_unbound(other, 0);
	long far = bind_to(fd, near);
	uint32_t port = 0;
	pid_t pid;

	settle(fd, far);
	pid = fork();
	if (!pid) {
		usleep(300000);
		_exit(notify(other, near) != 0);
	}
	value_is("a read sleeps until an event comes",
		 read(fd, &port, sizeof(port)), sizeof(port));
	value_is("and tells its port", port, far);
	waitpid(pid, NULL, 0);
	errno_is("another file's port is not notified", notify(fd, near),
		 ENOTCONN);
	errno_is("nor unbound", request(fd, IOCTL_EVTCHN_UNBIND, near, 0),
		 ENOTCONN);
	(void)!write(other, &port, sizeof(port));
	notify(other, near);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	errno_is("nor given back", read(fd, &port, sizeof(port)), EAGAIN);
	close(fd);
	errno_is("a port whose other end is closed takes events",
		 notify(other, near), 0);
	value_is("and another end", bind_to(other, near) > 0, 1);
	close(other);
}

static void alarmed(int signal)
{
	(void)signal;
}

static void test_signal(void)
{
	struct sigaction action = { .sa_handler = alarmed };
	int fd = open("/dev/xen/evtchn", O_RDWR);
	uint32_t port;

	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	errno_is("a signal ends the sleep", read(fd, &port, sizeof(port)),
		 EINTR);
	close(fd);
}

static void test_bad_buffer(void)
{
	int fd = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK);
	long near = bind_unbound(fd, 0);
	long far = bind_to(fd, near);
	void *nowhere = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
	unsigned char six[6];
	uint32_t port = 0;

	errno_is("a pending event is not read to nowhere",
		 read(fd, nowhere, sizeof(port)), EFAULT);
	value_is("and not lost", read(fd, six, sizeof(six)), sizeof(port));
	memcpy(&port, six, sizeof(port));
	value_is("a read takes whole ports only", port, far);
	close(fd);
}

/* Each pair's far end is pending once; they come in some order, each once. */
static void test_many(void)
{
	int fd = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK);
	uint32_t got[2 * PAIRS];
	unsigned char seen[4096] = { 0 };
	long near[PAIRS];
	int i, twice = 0;
	ssize_t n;

	for (i = 0; i < PAIRS; i++) {
		near[i] = bind_unbound(fd, 0);
		bind_to(fd, near[i]);
	}
	n = read(fd, got, sizeof(got));
	value_is("many ports are read at once", n, PAIRS * sizeof(*got));
	value_is("and given back at once", write(fd, got, n), n);
	for (i = 0; i < PAIRS; i++) {
		notify(fd, near[i]);
		notify(fd, near[i]);
	}
	n = read(fd, got, sizeof(got));
	value_is("events of one port that meet are one", n,
		 PAIRS * sizeof(*got));
	for (i = 0; i < PAIRS; i++)
		twice += seen[got[i] % sizeof(seen)]++;
	value_is("no port comes twice", twice, 0);
	for (i = 0; i < PAIRS; i++)
		notify(fd, near[i]);
	request(fd, IOCTL_EVTCHN_UNBIND, got[0], 0);
	(void)!write(fd, got, n);
	n = read(fd, got, sizeof(got));
	value_is("an unbound port's event goes with it", n,
		 (PAIRS - 1) * sizeof(*got));
	close(fd);
}

static void test_virq(void)
{
	int fd = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK);
	int other = open("/dev/xen/evtchn", O_RDWR | O_NONBLOCK);
	/* VIRQ_ARCH_0: no daemon binds it. */
	long port = request(fd, IOCTL_EVTCHN_BIND_VIRQ, 16, 0);

	value_is("a global VIRQ is bound", port > 0, 1);
	errno_is("but not twice",
		 request(other, IOCTL_EVTCHN_BIND_VIRQ, 16, 0), EEXIST);
	close(fd);
	value_is("closing frees it",
		 request(other, IOCTL_EVTCHN_BIND_VIRQ, 16, 0) > 0, 1);
	close(other);
}

static void test_restricted(void)
{
	struct ioctl_evtchn_restrict_domid restriction = { SOME_DOMAIN };
	struct ioctl_evtchn_restrict_domid none = { 0 };
	int fd = open("/dev/xen/evtchn", O_RDWR);

	errno_is("not to the control domain",
		 ioctl(fd, IOCTL_EVTCHN_RESTRICT_DOMID, &none), EINVAL);
	errno_is("restricted to one domain",
		 ioctl(fd, IOCTL_EVTCHN_RESTRICT_DOMID, &restriction), 0);
	errno_is("and not to another afterwards",
		 ioctl(fd, IOCTL_EVTCHN_RESTRICT_DOMID, &restriction), EACCES);
	value_is("a port for that domain", bind_unbound(fd, SOME_DOMAIN) > 0,
		 1);
	errno_is("none for others", bind_unbound(fd, 0), EACCES);
	errno_is("no end of others'", bind_to(fd, 1), EACCES);
	errno_is("no VIRQ", request(fd, IOCTL_EVTCHN_BIND_VIRQ, 16, 0),
		 EACCES);
	close(fd);
}

int main(void)
{
	test_blocking();
	test_signal();
	test_bad_buffer();
	test_many();
	test_virq();
	test_restricted();
	return tap_done();
}
