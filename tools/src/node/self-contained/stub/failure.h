/*
 * The message of a program that cannot start: one line on standard error with the step, the error and the
 * remedy. The exit status is 127, like a shell's for a program that it cannot run.
 */

enum { STDERR = 2, EXIT_CANNOT_RUN = 127 };

enum {
    EPERM = 1,
    ENOENT = 2,
    EIO = 5,
    ENOMEM = 12,
    EACCES = 13,
    EINVAL = 22,
    ENFILE = 23,
    EMFILE = 24,
    ENOSYS = 38,
};

struct failure {
    const char *program;
    const char *step;
    const char *subject;
    long error; /* an errno, or 0 for none */
    const char *remedy;
};

/* Appends text and returns the new end; the buffers are sized for their longest text. */
static char *append(char *end, const char *text)
{
    while (*text)
        *end++ = *text++;
    *end = 0;
    return end;
}

static char *append_number(char *end, unsigned long number)
{
    char digits[20];
    int count = 0;
    do
        digits[count++] = '0' + number % 10;
    while (number /= 10);
    while (count)
        *end++ = digits[--count];
    *end = 0;
    return end;
}

/* A path may be longer than the line; its last part is more useful than its first. */
static const char *shorten(const char *path)
{
    const char *end = path;
    while (*end)
        end++;
    return end - path > 200 ? end - 200 : path;
}

static const char *error_name(long error)
{
    switch (error) {
    case EPERM: return "EPERM, ";
    case ENOENT: return "ENOENT, ";
    case EIO: return "EIO, ";
    case ENOMEM: return "ENOMEM, ";
    case EACCES: return "EACCES, ";
    case EINVAL: return "EINVAL, ";
    case ENFILE: return "ENFILE, ";
    case EMFILE: return "EMFILE, ";
    case ENOSYS: return "ENOSYS, ";
    default: return "";
    }
}

/* One write(2), so that the lines of programs that fail together do not mix. */
__attribute__((noreturn, noinline)) static void fail(struct failure failure)
{
    char line[640];
    char *end = append(append(line, "Cannot start \""), shorten(failure.program));
    end = append(append(append(end, "\": "), failure.step), failure.subject);
    if (failure.error) {
        end = append(append(append(end, " ("), error_name(failure.error)), "errno ");
        end = append(append_number(end, failure.error), ")");
    }
    end = append(append(append(end, "; "), failure.remedy), "\n");
    system_call(SYS_write, STDERR, (long)line, end - line, 0);
    for (;;)
        system_call(SYS_exit_group, EXIT_CANNOT_RUN, 0, 0, 0);
}
