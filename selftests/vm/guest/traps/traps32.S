/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A 32-bit program without a library: system calls by INT 80h and by the
 * kernel's own stub (SYSCALL or SYSENTER), and an exception in 32-bit code.
 *
 *	%ebp	the stub, from the auxiliary vector
 */
#define NR_EXIT 1
#define NR_WRITE 4
#define NR_GETPID 20
#define NR_SIGNAL 48
#define SIGILL 4
#define AT_SYSINFO 32

	.text
	.globl _start
_start:
	mov	(%esp), %ecx			/* argc */
	lea	8(%esp,%ecx,4), %esi		/* envp */
1:	lodsl
	test	%eax, %eax
	jnz	1b
2:	lodsl					/* auxv: type, value */
	mov	%eax, %edx
	lodsl
	test	%edx, %edx
	jz	no_stub
	cmp	$AT_SYSINFO, %edx
	jne	2b
	mov	%eax, %ebp

	mov	$int80_ok, %ecx
	mov	$int80_end - int80_ok, %edx
	mov	$1, %ebx
	mov	$NR_WRITE, %eax
	int	$0x80
	cmp	%edx, %eax
	jne	failed

	/* Many times: the stub must preserve what INT 80h does. */
	mov	$NR_GETPID, %eax
	int	$0x80
	mov	%eax, %edi
	mov	$1000, %esi
3:	mov	$NR_GETPID, %eax
	mov	$0x1234567, %edx
	call	*%ebp
	cmp	%edi, %eax
	jne	failed
	cmp	$0x1234567, %edx
	jne	failed
	dec	%esi
	jnz	3b
	mov	$stub_ok, %ecx
	mov	$stub_end - stub_ok, %edx
	call	print

	/* The handler ends the program. */
	mov	$SIGILL, %ebx
	mov	$on_ud2, %ecx
	mov	$NR_SIGNAL, %eax
	call	*%ebp
	ud2
failed:
	mov	$bad, %ecx
	mov	$bad_end - bad, %edx
	call	print
	mov	$1, %ebx
	jmp	leave
no_stub:
	mov	$2, %ebx
leave:
	mov	$NR_EXIT, %eax
	int	$0x80

print:
	mov	$1, %ebx
	mov	$NR_WRITE, %eax
	call	*%ebp
	ret

on_ud2:
	mov	$ud2_ok, %ecx
	mov	$ud2_end - ud2_ok, %edx
	call	print
	xor	%ebx, %ebx
	jmp	leave

	.data
int80_ok:
	.ascii	"ok 1 - a system call by int 0x80\n"
int80_end:
stub_ok:
	.ascii	"ok 2 - system calls by the kernel's stub\n"
stub_end:
ud2_ok:
	.ascii	"ok 3 - an exception in 32-bit code\n1..3\n"
ud2_end:
bad:
	.ascii	"not ok 1 - 32-bit system calls\n1..1\n"
bad_end:

	.section .note.GNU-stack, "", @progbits
