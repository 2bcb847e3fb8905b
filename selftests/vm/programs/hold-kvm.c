// SPDX-License-Identifier: GPL-2.0
/*
 * Make a virtual machine with the server's own KVM and hold it until killed:
 * from then on KVM has SVM enabled on each processor. Prints a line when so.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(void)
{
	int fd = open("/dev/kvm", O_RDWR);

	if (fd < 0 || ioctl(fd, KVM_CREATE_VM, 0) < 0) {
		perror("kvm");
		return 1;
	}
	puts("held");
	fflush(stdout);
	pause();
	return 0;
}
