/* What differs on arm64: System V ABI for AArch64 (aaelf64, sysvabi64 "Process initialization"), syscall(2). */

enum {
    SYS_fcntl = 25,
    SYS_faccessat = 48,
    SYS_openat = 56,
    SYS_close = 57,
    SYS_read = 63,
    SYS_write = 64,
    SYS_pread64 = 67,
    SYS_sendfile = 71,
    SYS_ppoll = 73,
    SYS_exit_group = 94,
    SYS_tgkill = 131,
    SYS_rt_sigaction = 134,
    SYS_getpid = 172,
    SYS_gettid = 178,
    SYS_sysinfo = 179,
    SYS_socket = 198,
    SYS_connect = 203,
    SYS_sendmsg = 211,
    SYS_mprotect = 226,
    SYS_prlimit64 = 261,
    SYS_memfd_create = 279,
};

static long system_call(long number, long first, long second, long third, long fourth)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = third;
    register long x3 __asm__("x3") = fourth;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}

/* Starts a program like the kernel: its vectors at the stack pointer, no exit hook in x0. */
__attribute__((noreturn)) static void jump(void *stack, unsigned long entry)
{
    __asm__ volatile("mov sp, %0\n\tmov x0, #0\n\tbr %1" : : "r"(stack), "r"(entry) : "x0", "memory");
    __builtin_unreachable();
}

/*
 * start is the first byte of the stub. resume is entered with the vectors at sp and ld.so's exit
 * hook in x0; both must reach the application.
 */
void resume(void) __attribute__((visibility("hidden")));
__asm__(".section .text.start, \"ax\"\n"
        "start:\n\t"
        "mov x29, #0\n\t"
        "mov x30, #0\n\t"
        "mov x0, sp\n\t"
        "bl prepare\n"
        ".globl resume\n"
        ".hidden resume\n"
        "resume:\n\t"
        "mov x19, x0\n\t"
        "mov x0, sp\n\t"
        "bl finish\n\t"
        "mov x16, x0\n\t"
        "mov x0, x19\n\t"
        "mov x29, #0\n\t"
        "mov x30, #0\n\t"
        "br x16\n\t"
        ".text\n");
