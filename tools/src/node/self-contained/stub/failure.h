/*
 * The message of a program that cannot start: one line on standard error with the step, the error and the
 * remedy. The exit status is 127, like a shell's for a program that it cannot run.
 */

enum { STDERR = 2, EXIT_UNHEALTHY = 1, EXIT_CANNOT_RUN = 127 };

enum {
    EPERM = 1,
    ENOENT = 2,
    EIO = 5,
    EAGAIN = 11,
    ENOMEM = 12,
    EACCES = 13,
    EINVAL = 22,
    ENFILE = 23,
    EMFILE = 24,
    EFBIG = 27,
    ENOSYS = 38,
    ENETUNREACH = 101,
    ECONNRESET = 104,
    ECONNREFUSED = 111,
    EHOSTUNREACH = 113,
    EINPROGRESS = 115,
};

struct failure {
    const char *program;
    const char *step;
    const char *subject;
    long error; /* an errno, or 0 for none */
    const char *remedy;
};

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
    case EPERM: return "EPERM";
    case ENOENT: return "ENOENT";
    case EIO: return "EIO";
    case EAGAIN: return "EAGAIN";
    case ENOMEM: return "ENOMEM";
    case EACCES: return "EACCES";
    case EINVAL: return "EINVAL";
    case ENFILE: return "ENFILE";
    case EMFILE: return "EMFILE";
    case EFBIG: return "EFBIG";
    case ENOSYS: return "ENOSYS";
    case ENETUNREACH: return "ENETUNREACH";
    case ECONNRESET: return "ECONNRESET";
    case ECONNREFUSED: return "ECONNREFUSED";
    case EHOSTUNREACH: return "EHOSTUNREACH";
    default: return "";
    }
}

__attribute__((noreturn)) static void exit_with(int status)
{
    for (;;)
        system_call(SYS_exit_group, status, 0, 0, 0);
}

/* One write(2), so that the lines of programs that fail together do not mix. */
__attribute__((noreturn)) static void exit_after(const char *line, const char *end, int status)
{
    system_call(SYS_write, STDERR, (long)line, end - line, 0);
    exit_with(status);
}

enum { LINE_BYTES = 640 };

__attribute__((noreturn, noinline)) static void fail(struct failure failure)
{
    char line[LINE_BYTES];
    char *end = append(append(line, "Cannot start \""), shorten(failure.program));
    end = append(append(append(end, "\": "), failure.step), failure.subject);
    if (failure.error) {
        const char *name = error_name(failure.error);
        end = append(append(append(end, " ("), name), *name ? ", errno " : "errno ");
        end = append(append_number(end, failure.error), ")");
    }
    end = append(append(append(end, "; "), failure.remedy), "\n");
    exit_after(line, end, EXIT_CANNOT_RUN);
}
