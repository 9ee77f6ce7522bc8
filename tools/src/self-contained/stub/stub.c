/*
 * The first code of a self-contained executable. It gives ld.so the libraries that lie in the same
 * file, and takes every trace of that away before the application starts.
 *
 *   kernel -> start -> prepare() -> ld.so -> resume -> finish() -> application
 *
 * prepare() copies each library into a memory file (memfd_create(2)) and names these files to ld.so
 * by LD_PRELOAD. ld.so takes a library that the application needs (DT_NEEDED) for one it has if
 * the DT_SONAME is the same, so that it has nothing left to search for. ld.so then jumps to AT_ENTRY,
 * which is resume: finish() removes the variable, closes the memory files and goes on to the real
 * entry.
 *
 * It is freestanding: no libc, no data segment, no relocations. What it has to remember between
 * prepare() and finish() lies on the stack, in the vectors that ld.so reads anyway. Whatever fails
 * is said in one line on standard error, and the exit status is 127, as that of a shell for a
 * program that cannot be run.
 *
 * Sources: System V gABI and psABI "Process Initialization", getauxval(3), ld.so(8), elf(5).
 */

#if defined(__x86_64__)
#include "x86-64.h"
#elif defined(__aarch64__)
#include "aarch64.h"
#endif

typedef unsigned long word;

enum { AT_NULL = 0, AT_PHDR = 3, AT_PHNUM = 5, AT_BASE = 7, AT_ENTRY = 9, AT_SECURE = 23, AT_EXECFN = 31 };
enum { AT_FDCWD = -100, O_RDONLY = 0, O_CLOEXEC = 02000000, F_OK = 0 };
enum { MFD_CLOEXEC = 1, MFD_EXEC = 0x10 };
enum { EPERM = 1, ENOENT = 2, EACCES = 13, EINVAL = 22, ENFILE = 23, EMFILE = 24, ENOMEM = 12, ENOSYS = 38 };
enum { STDERR = 2, EXIT_CANNOT_RUN = 127 };

struct library {
    word offset; /* in the executable file */
    word size;
    char name[48];
};

/* What the writer of the executable file puts right behind the stub: see render-stub-table.ts. */
extern const struct {
    word application_entry;
    word application_headers; /* the application's own program headers, with PT_INTERP */
    word application_header_count;
    word loader_base;
    word loader_entry;
    word library_count;
    struct library libraries[];
} table __attribute__((visibility("hidden")));

struct auxiliary {
    word type;
    word value;
};

/* The vectors on the stack of a new program: gABI "Process Initialization". */
struct vectors {
    char **environment;
    struct auxiliary *auxiliary;
    word *end;
};

static struct vectors find_vectors(word *stack)
{
    struct vectors vectors;
    vectors.environment = (char **)(stack + 1 + stack[0] + 1); /* argc, argv, NULL */
    char **variable = vectors.environment;
    while (*variable)
        variable++;
    vectors.auxiliary = (struct auxiliary *)(variable + 1);
    struct auxiliary *entry = vectors.auxiliary;
    while (entry->type != AT_NULL)
        entry++;
    vectors.end = (word *)(entry + 1);
    return vectors;
}

static word *auxiliary_value(struct auxiliary *entry, word type)
{
    for (; entry->type != AT_NULL; entry++)
        if (entry->type == type)
            return &entry->value;
    return 0;
}

static void set_auxiliary(struct auxiliary *auxiliary, word type, word value)
{
    word *place = auxiliary_value(auxiliary, type);
    if (place)
        *place = value;
}

/* Appends text and returns the new end; the callers' buffers are sized for their longest text. */
static char *append(char *end, const char *text)
{
    while (*text)
        *end++ = *text++;
    *end = 0;
    return end;
}

static char *append_number(char *end, word number)
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

static word length_of(const char *text)
{
    word length = 0;
    while (text[length])
        length++;
    return length;
}

struct failure {
    const char *program;
    const char *step;
    const char *subject;
    long error;
    const char *remedy;
};

static const char *error_name(long error)
{
    switch (error) {
    case EPERM: return "EPERM, ";
    case ENOENT: return "ENOENT, ";
    case ENOMEM: return "ENOMEM, ";
    case EACCES: return "EACCES, ";
    case EINVAL: return "EINVAL, ";
    case ENFILE: return "ENFILE, ";
    case EMFILE: return "EMFILE, ";
    case ENOSYS: return "ENOSYS, ";
    default: return "";
    }
}

/* One line in one write(2), so that lines of programs that fail together do not mix. */
__attribute__((noreturn, noinline)) static void fail(struct failure failure)
{
    char line[640];
    char *end = append(line, "Cannot start \"");
    /* A path may be longer than the line; its last part tells more than its first. */
    word length = length_of(failure.program);
    end = append(end, failure.program + (length > 200 ? length - 200 : 0));
    end = append(append(end, "\": "), failure.step);
    end = append(end, failure.subject);
    if (failure.error) {
        end = append(append(end, " ("), error_name(failure.error));
        end = append(append_number(append(end, "errno "), failure.error), ")");
    }
    end = append(append(append(end, "; "), failure.remedy), "\n");
    system_call(SYS_write, STDERR, (long)line, end - line, 0);
    for (;;)
        system_call(SYS_exit_group, EXIT_CANNOT_RUN, 0, 0, 0);
}

static void refuse_privilege(const struct vectors *vectors, const char *program)
{
    word *secure = auxiliary_value(vectors->auxiliary, AT_SECURE);
    if (!secure || !*secure)
        return;
    /* ld.so ignores an LD_PRELOAD with slashes then: ld.so(8), "Secure-execution mode". */
    fail((struct failure){program, "it is set-user-ID, set-group-ID or has file capabilities", "", 0,
                          "remove them (chmod ug-s, setcap -r) and grant rights from outside, as by "
                          "AmbientCapabilities= of systemd"});
}

/* The kernel's link to the executable file; the path given to execve(2) where /proc has none. */
static int open_executable(const char *program)
{
    long file = system_call(SYS_openat, AT_FDCWD, (long)"/proc/self/exe", O_RDONLY | O_CLOEXEC, 0);
    if (file == -ENOENT)
        file = system_call(SYS_openat, AT_FDCWD, (long)program, O_RDONLY | O_CLOEXEC, 0);
    if (file < 0)
        fail((struct failure){program, "it cannot open its own file", "", -file,
                              file == -EMFILE ? "raise the limit of open files (ulimit -n, LimitNOFILE=)"
                                              : "mount proc on /proc and make the file readable"});
    return file;
}

static const char *memory_file_remedy(long error)
{
    switch (error) {
    case EACCES: return "set sysctl vm.memfd_noexec to 0 or 1";
    case ENOSYS: return "use Linux 3.17 or later";
    case EPERM: return "allow memfd_create in the seccomp profile";
    case ENOMEM: return "give it more memory";
    default: return "raise the limit of open files (ulimit -n, LimitNOFILE=, fs.file-max)";
    }
}

/* MFD_EXEC is new in Linux 6.3, where a memory file may need it to be mapped executable. */
static int create_memory_file(const struct library *library, const char *program)
{
    long file = system_call(SYS_memfd_create, (long)library->name, MFD_CLOEXEC | MFD_EXEC, 0, 0);
    if (file == -EINVAL)
        file = system_call(SYS_memfd_create, (long)library->name, MFD_CLOEXEC, 0, 0);
    if (file < 0)
        fail((struct failure){program, "no memory file (memfd_create) for ", library->name, -file,
                              memory_file_remedy(-file)});
    return file;
}

static void fill_memory_file(int file, int executable, const struct library *library, const char *program)
{
    long offset = library->offset;
    long end = library->offset + library->size;
    while (offset < end) {
        long sent = system_call(SYS_sendfile, file, executable, (long)&offset, end - offset);
        if (sent == 0)
            fail((struct failure){program, "its file ends within ", library->name, 0, "copy the file again"});
        if (sent < 0)
            fail((struct failure){program, "cannot copy (sendfile) ", library->name, -sent,
                                  "give it more memory and check the disk of the file"});
    }
}

/* ld.so will open this path; it says nothing of /proc if it cannot. */
static void check_path(const char *path, const char *program)
{
    long error = system_call(SYS_faccessat, AT_FDCWD, (long)path, F_OK, 0);
    if (error < 0)
        fail((struct failure){program, "there is no ", path, -error, "mount proc on /proc"});
}

#define VARIABLE "LD_PRELOAD"
#define DIRECTORY "/proc/self/fd/"
enum { PATH_BYTES = sizeof DIRECTORY + 10 };

/* Writes LD_PRELOAD=/proc/self/fd/3:/proc/self/fd/4 with a memory file for each library. */
static void embed_libraries(char *variable, const char *program)
{
    int executable = open_executable(program);
    char *end = append(variable, VARIABLE);
    for (word index = 0; index < table.library_count; index++) {
        const struct library *library = &table.libraries[index];
        int file = create_memory_file(library, program);
        fill_memory_file(file, executable, library, program);
        end = append(end, index == 0 ? "=" : ":");
        char *path = end;
        end = append_number(append(end, DIRECTORY), file);
        check_path(path, program);
    }
    system_call(SYS_close, executable, 0, 0, 0);
}

/*
 * ld.so acts on LD_* variables; a static program does not. Each pointer to one is moved over the
 * "L", and back in finish(): a string of the kernel's follows the NUL of the one before it, so that
 * an "L" in front of a string is there only if we stepped over it.
 */
static void hide_loader_settings(char **environment)
{
    for (; *environment; environment++)
        if ((*environment)[0] == 'L' && (*environment)[1] == 'D' && (*environment)[2] == '_')
            *environment += 1;
}

static void show_loader_settings(char **environment)
{
    for (; *environment; environment++)
        if ((*environment)[-1] == 'L' && (*environment)[0] == 'D' && (*environment)[1] == '_')
            *environment -= 1;
}

/* Copies the vectors, with one variable more at the end of the environment. */
static void copy_vectors(word *copy, word *stack, const struct vectors *vectors, char *variable)
{
    word *environment_end = (word *)vectors->auxiliary - 1;
    while (stack < environment_end)
        *copy++ = *stack++;
    *copy++ = (word)variable;
    while (stack < vectors->end)
        *copy++ = *stack++;
}

/* Entered from the kernel by way of start. */
__attribute__((noreturn, used)) void prepare(word *stack)
{
    struct vectors given = find_vectors(stack);
    word *path = auxiliary_value(given.auxiliary, AT_EXECFN);
    const char *program = path ? (const char *)*path : "this program";
    refuse_privilege(&given, program);

    word vector_words = given.end - stack + 1;
    word variable_bytes = sizeof VARIABLE + table.library_count * PATH_BYTES;
    word *copy = __builtin_alloca(vector_words * sizeof(word) + variable_bytes);
    char *variable = (char *)(copy + vector_words);
    hide_loader_settings(given.environment);
    embed_libraries(variable, program);
    copy_vectors(copy, stack, &given, variable);

    struct auxiliary *auxiliary = find_vectors(copy).auxiliary;
    set_auxiliary(auxiliary, AT_PHDR, table.application_headers);
    set_auxiliary(auxiliary, AT_PHNUM, table.application_header_count);
    set_auxiliary(auxiliary, AT_BASE, table.loader_base);
    set_auxiliary(auxiliary, AT_ENTRY, (word)resume);
    jump(copy, table.loader_entry);
}

/* Closes the memory files named in LD_PRELOAD=/proc/self/fd/3:/proc/self/fd/4; no other digits are in it. */
static void close_libraries(const char *variable)
{
    word file = 0;
    for (;; variable++) {
        if (*variable >= '0' && *variable <= '9')
            file = file * 10 + (*variable - '0');
        if (*variable == ':' || *variable == 0) {
            system_call(SYS_close, file, 0, 0, 0);
            file = 0;
        }
        if (*variable == 0)
            return;
    }
}

/* Entered from ld.so by way of resume, with all libraries loaded; returns the application's entry. */
__attribute__((used)) word finish(word *stack)
{
    struct vectors vectors = find_vectors(stack);
    char **variable = (char **)vectors.auxiliary - 2;
    close_libraries(*variable);
    *variable = 0;
    show_loader_settings(vectors.environment);
    set_auxiliary(vectors.auxiliary, AT_ENTRY, table.application_entry);
    return table.application_entry;
}
