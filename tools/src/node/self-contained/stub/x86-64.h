/* What differs on x86-64: System V psABI for AMD64, section 3.4 "Process Initialization" and A.2. */

enum {
    SYS_read = 0,
    SYS_write = 1,
    SYS_close = 3,
    SYS_mprotect = 10,
    SYS_rt_sigaction = 13,
    SYS_pread64 = 17,
    SYS_getpid = 39,
    SYS_sendfile = 40,
    SYS_socket = 41,
    SYS_connect = 42,
    SYS_sendmsg = 46,
    SYS_fcntl = 72,
    SYS_sysinfo = 99,
    SYS_gettid = 186,
    SYS_exit_group = 231,
    SYS_tgkill = 234,
    SYS_openat = 257,
    SYS_faccessat = 269,
    SYS_ppoll = 271,
    SYS_prlimit64 = 302,
    SYS_memfd_create = 319,
};

static long system_call(long number, long first, long second, long third, long fourth)
{
    register long r10 __asm__("r10") = fourth;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10)
                     : "rcx", "r11", "memory");
    return result;
}

/* Starts a program like the kernel: its vectors at the stack pointer, no exit hook in %rdx. */
__attribute__((noreturn)) static void jump(void *stack, unsigned long entry)
{
    __asm__ volatile("mov %0, %%rsp\n\txor %%edx, %%edx\n\tjmp *%1" : : "a"(stack), "c"(entry) : "rdx", "memory");
    __builtin_unreachable();
}

/*
 * start is the first byte of the stub. resume is entered with the vectors at %rsp, which is aligned
 * to 16 bytes, and ld.so's exit hook in %rdx; both must reach the application.
 */
void resume(void) __attribute__((visibility("hidden")));
__asm__(".section .text.start, \"ax\"\n"
        "start:\n\t"
        "xor %ebp, %ebp\n\t"
        "mov %rsp, %rdi\n\t"
        "call prepare\n"
        ".globl resume\n"
        ".hidden resume\n"
        "resume:\n\t"
        "mov %rsp, %rdi\n\t"
        "push %rdx\n\t"
        "push %rdx\n\t"
        "call finish\n\t"
        "pop %rdx\n\t"
        "pop %rdx\n\t"
        "jmp *%rax\n\t"
        ".text\n");
