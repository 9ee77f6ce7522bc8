/*
 * The heap where the limit of memory is not visible.
 *
 * Node takes the heap as a percentage (--max-old-space-size-percentage) of the limit in the files of cgroups(7). In
 * a root without them, such as Nomad's exec driver makes, it sees no limit and takes that part of the host's memory.
 * There a variable says the limit, and the percentage becomes that of the host's memory which is the same part of
 * the limit. It is written over the digits of the option in the memory of this process.
 *
 * Sources: sysinfo(2), https://developer.hashicorp.com/nomad/docs/reference/runtime-environment-settings
 */

enum { AT_FDCWD = -100, F_OK = 0 };

/* The digits are as wide as those of 50.000000; the build rejects others. */
enum { SHARE_DIGITS = 9, SHARE_POINT = 2 };

/* What sysinfo(2) fills; the padding is larger than that of any machine. */
struct system_information {
    word uptime, loads[3], total_memory, free, shared, buffered, total_swap, free_swap;
    unsigned short processes, padding;
    word total_high, free_high;
    unsigned int unit_bytes;
    char rest[64];
};

/* Returns 0 for a text that is empty, or no whole number of at most ten digits. */
static word parse_mebibytes(const char *text)
{
    word number = 0, digits = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || ++digits > 10)
            return 0;
        number = number * 10 + (*text - '0');
    }
    return number;
}

/* MEMORY_LIMIT_MB, or what Nomad says of the task. */
static word read_limit_mebibytes(char **environment, const char *program)
{
    static const char own[] = "MEMORY_LIMIT_MB", task[] = "NOMAD_MEMORY_LIMIT";
    const char *text = find_variable(environment, own, sizeof own - 1);
    word limit = parse_mebibytes(text);
    if (*text && !limit)
        fail((struct failure){program, "MEMORY_LIMIT_MB is not a whole number from 1", "", 0,
                              "set it to mebibytes such as 256, or remove it"});
    return limit ? limit : parse_mebibytes(find_variable(environment, task, sizeof task - 1));
}

static word read_total_mebibytes(void)
{
    struct system_information information;
    if (system_call(SYS_sysinfo, (long)&information, 0, 0, 0) < 0)
        return 0;
    return (information.total_memory >> 10) * information.unit_bytes >> 10;
}

/* In millionths of a percent. */
static word read_share(const char *digits)
{
    word share = 0;
    for (int index = 0; index < SHARE_DIGITS; index++)
        if (index != SHARE_POINT)
            share = share * 10 + (digits[index] - '0');
    return share;
}

static void write_share(char *digits, word share)
{
    for (int index = SHARE_DIGITS - 1; index >= 0; index--) {
        if (index == SHARE_POINT)
            continue;
        digits[index] = '0' + share % 10;
        share /= 10;
    }
}

static void limit_heap(char *digits, word limit, word page_bytes)
{
    word total = read_total_mebibytes();
    if (!digits || !limit || limit >= total)
        return;
    if (system_call(SYS_faccessat, AT_FDCWD, (long)"/sys/fs/cgroup", F_OK, 0) != -ENOENT)
        return;
    word start = (word)digits & -page_bytes;
    word length = (word)digits + SHARE_DIGITS - start;
    if (system_call(SYS_mprotect, start, length, PROT_READ | PROT_WRITE, 0) < 0)
        return;
    write_share(digits, read_share(digits) * limit / total);
    system_call(SYS_mprotect, start, length, PROT_READ, 0);
}
