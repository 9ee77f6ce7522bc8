/*
 * Limits of the process under which Node would end with a stack of C++ functions, or by SIGSEGV. The numbers were
 * measured with a server, rounded up: it starts with 2.4 GB of address space, 1.2 GB of data and 30 files; and V8
 * detects a stack overflow only if the stack may have the 984 kB of its option --stack-size.
 *
 * Source: getrlimit(2).
 */

enum { RLIMIT_DATA = 2, RLIMIT_STACK = 3, RLIMIT_NOFILE = 7, RLIMIT_AS = 9 };

static void refuse_limit(const char *program, int resource, word least, const char *step, const char *remedy)
{
    word limit[2]; /* struct rlimit: the soft and the hard limit */
    if (system_call(SYS_prlimit64, 0, resource, 0, (long)limit) == 0 && limit[0] < least)
        fail((struct failure){program, step, "", 0, remedy});
}

static void refuse_limits(const char *program)
{
    const word mebibyte = 1 << 20;
    refuse_limit(program, RLIMIT_AS, 3072 * mebibyte, "its address space is limited to less than 3 GiB",
                 "raise the limit (ulimit -v, LimitAS=); limit memory by the cgroup (MemoryMax=)");
    refuse_limit(program, RLIMIT_DATA, 1536 * mebibyte, "its data is limited to less than 1.5 GiB",
                 "raise the limit (ulimit -d, LimitDATA=); limit memory by the cgroup (MemoryMax=)");
    refuse_limit(program, RLIMIT_STACK, mebibyte, "its stack is limited to less than 1 MiB",
                 "raise the limit (ulimit -s, LimitSTACK=)");
    refuse_limit(program, RLIMIT_NOFILE, 32, "it may open fewer than 32 files",
                 "raise the limit (ulimit -n, LimitNOFILE=)");
}
