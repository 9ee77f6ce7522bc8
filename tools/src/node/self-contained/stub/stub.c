/*
 * The first code of a self-contained executable. It passes the libraries in the same file to ld.so, and restores
 * the environment and the descriptors before the application starts. With --probe as the first argument it
 * requests a URL instead (probe.h), as the first process of a container it handles signals until the application
 * does (signals.h), and where no limit of memory is visible it limits the heap (memory-limit.h).
 *
 *   kernel -> start -> prepare() -> ld.so -> resume -> finish() -> application
 *
 * prepare() copies each library into a memory file (memfd_create(2)) and passes these files to ld.so in
 * LD_PRELOAD. ld.so does not search for a library that the application needs (DT_NEEDED) if one with the same
 * DT_SONAME is loaded, so it searches for none. Then it jumps to AT_ENTRY, which is resume: finish() removes the
 * variable, closes the memory files and returns the entry of the application.
 *
 * For an application with native addons, prepare() also makes empty memory files, which stay open: the application
 * fills one when it loads the addon, because Node itself cannot make such a file.
 *
 * It is freestanding: no libc, no data segment, no relocations. prepare() passes data to finish() on the
 * stack, in the copy of the vectors that ld.so reads too.
 *
 * Sources: System V gABI, elf(5), ld.so(8), memfd_create(2), fcntl(2), sendfile(2).
 */

#if defined(__x86_64__)
#include "x86-64.h"
#elif defined(__aarch64__)
#include "aarch64.h"
#endif
#include "text.h"
#include "failure.h"
#include "vectors.h"
#include "link-map.h"
#include "signals.h"
#include "limits.h"
#include "expansion.h"
#include "url.h"
#include "probe.h"
#include "memory-limit.h"

enum { O_RDONLY = 0, O_CLOEXEC = 02000000 };
enum { MFD_CLOEXEC = 1, MFD_EXEC = 0x10, F_DUPFD_CLOEXEC = 1030 };

struct library {
    word offset; /* in the executable file */
    word size;
    char name[48];
};

/* An empty file that the application fills: see fill-memory-files.ts. */
struct memory_file {
    char name[48];
};

/* The table that the build writes directly after the stub: see stub-table.ts. */
extern const struct {
    word application_entry;
    word application_headers; /* the application's own program headers, with PT_INTERP */
    word application_header_count;
    word loader_base;
    word loader_entry;
    word raise_slot; /* address from which the application takes that of raise(3), or 0 */
    word heap_share; /* address of the digits of the option that limits the heap, or 0 */
    word library_count;
    word memory_file_count; /* of struct memory_file, after the libraries */
    struct library libraries[];
} table __attribute__((visibility("hidden")));

/* With privileges, ld.so ignores an LD_PRELOAD with slashes: ld.so(8), "Secure-execution mode". */
static void refuse_privilege(struct auxiliary *auxiliary, const char *program)
{
    word *secure = find_auxiliary(auxiliary, AT_SECURE);
    if (secure && *secure)
        fail((struct failure){program, "it is set-user-ID, set-group-ID or has file capabilities", "", 0,
                              "remove them (chmod ug-s, setcap -r) and grant rights from outside, as by "
                              "AmbientCapabilities= of systemd"});
}

/* Opens the kernel's link to the executable file, or the path given to execve(2) if there is no link. */
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
static int create_memory_file(const char *name, const char *program)
{
    long file = system_call(SYS_memfd_create, (long)name, MFD_CLOEXEC | MFD_EXEC, 0, 0);
    if (file == -EINVAL)
        file = system_call(SYS_memfd_create, (long)name, MFD_CLOEXEC, 0, 0);
    if (file < 0)
        fail((struct failure){program, "no memory file (memfd_create) for ", name, -file,
                              memory_file_remedy(-file)});
    return file;
}

/* A tool that changed the file may have moved the library. A file that ends before it is reported later. */
static void check_library(int executable, const struct library *library, const char *program)
{
    char magic[5] = {0};
    long count = system_call(SYS_pread64, executable, (long)magic, sizeof magic - 1, library->offset);
    if (count == sizeof magic - 1 && !is_equal(magic, "\177ELF"))
        fail((struct failure){program, "its file was changed, and no longer contains ", library->name, 0,
                              "copy the original again"});
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
                                  sent == -EFBIG ? "raise the limit of file sizes (ulimit -f, LimitFSIZE=)"
                                                 : "give it more memory and check the disk of the file"});
    }
}

/* ld.so will open this path, and its own message would not mention /proc. */
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
        check_library(executable, library, program);
        int file = create_memory_file(library->name, program);
        fill_memory_file(file, executable, library, program);
        char *path = append(end, index == 0 ? "=" : ":");
        end = append_number(append(path, DIRECTORY), file);
        check_path(path, program);
    }
    system_call(SYS_close, executable, 0, 0, 0);
}

/* They do not get the number of a standard stream that is closed: the application would take them for it. */
static void create_memory_files(const char *program)
{
    const struct memory_file *files = (const void *)&table.libraries[table.library_count];
    for (word index = 0; index < table.memory_file_count; index++) {
        int file = create_memory_file(files[index].name, program);
        if (file > STDERR)
            continue;
        system_call(SYS_fcntl, file, F_DUPFD_CLOEXEC, STDERR + 1, 0);
        system_call(SYS_close, file, 0, 0, 0);
    }
}

/*
 * ld.so obeys LD_* variables; a static program does not. Each pointer to such a variable is moved past
 * the "L", and back in finish(): in the kernel's block, each string follows the NUL of the previous one,
 * so there is an "L" before a string only if the pointer was moved.
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

/* Entered from the kernel through start. */
__attribute__((noreturn, used)) void prepare(word *stack)
{
    struct vectors given = find_vectors(stack);
    char **arguments = (char **)(stack + 1);
    word *path = find_auxiliary(given.auxiliary, AT_EXECFN);
    const char *program = path ? (const char *)*path : "this program";
    refuse_privilege(given.auxiliary, program);
    if (stack[0] > 1 && is_equal(arguments[1], "--probe"))
        probe(arguments + 2, given.environment);
    refuse_limits(program);
    word *page_bytes = find_auxiliary(given.auxiliary, AT_PAGESZ);
    word limit_mebibytes = read_limit_mebibytes(given.environment, program);
    if (page_bytes)
        limit_heap((char *)table.heap_share, limit_mebibytes, *page_bytes);
    handle_stop();

    /* On the stack, below everything that the kernel put there: the vectors, one more variable, its text. */
    word vector_words = given.end - stack + 1;
    word variable_bytes = sizeof VARIABLE + table.library_count * PATH_BYTES;
    word *copy = __builtin_alloca(vector_words * sizeof(word) + variable_bytes);
    char *variable = (char *)(copy + vector_words);
    struct action ignore = {SIG_IGN, 0, 0, 0}, previous;
    set_action(SIGXFSZ, &ignore, &previous); /* above the limit of file sizes, sendfile(2) returns EFBIG */
    embed_libraries(variable, program);
    set_action(SIGXFSZ, &previous, 0);
    create_memory_files(program);
    hide_loader_settings(given.environment);
    copy_vectors(copy, stack, &given, variable);

    struct auxiliary *auxiliary = find_vectors(copy).auxiliary;
    set_auxiliary(auxiliary, AT_PHDR, table.application_headers);
    set_auxiliary(auxiliary, AT_PHNUM, table.application_header_count);
    set_auxiliary(auxiliary, AT_BASE, table.loader_base);
    set_auxiliary(auxiliary, AT_ENTRY, (word)resume);
    jump(copy, table.loader_entry);
}

static const struct program_header *find_application_header(unsigned int type)
{
    return find_header((const void *)table.application_headers, table.application_header_count, type);
}

/*
 * Replaces the paths from which the libraries were loaded by their names: other files will soon be open
 * under those paths, and dl_iterate_phdr(3) reports the names in crash reports. ld.so loaded the
 * libraries in the order of the table.
 */
static void name_libraries(void)
{
    const struct library *library = table.libraries;
    struct link_map *map = find_link_map(find_application_header(PT_DYNAMIC));
    for (; map; map = map->next) {
        const char *name = map->name;
        const char *directory = DIRECTORY;
        while (*directory && *name == *directory)
            name++, directory++;
        if (!*directory)
            map->name = library++->name;
    }
}

/* Closes the files in LD_PRELOAD=/proc/self/fd/3:/proc/self/fd/4: all numbers in it are descriptors. */
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

/* Entered from ld.so through resume, with all libraries loaded; returns the entry of the application. */
__attribute__((used)) word finish(word *stack)
{
    struct vectors vectors = find_vectors(stack);
    char **variable = (char **)vectors.auxiliary - 2; /* the last, before the null */
    name_libraries();
    if (table.library_count)
        close_libraries(*variable);
    *variable = 0;
    show_loader_settings(vectors.environment);
    word *page_bytes = find_auxiliary(vectors.auxiliary, AT_PAGESZ);
    if (page_bytes)
        replace_raise((word *)table.raise_slot, find_application_header(PT_GNU_RELRO), *page_bytes);
    set_auxiliary(vectors.auxiliary, AT_ENTRY, table.application_entry);
    return table.application_entry;
}
