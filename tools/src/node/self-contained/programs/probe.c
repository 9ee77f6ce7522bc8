/* Prints what a program can observe about its start, or performs the action that its first argument names. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <link.h>
#include <netdb.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;
extern char _start[];

static int print_arguments(int count, char **arguments)
{
    for (int index = 0; index < count; index++)
        puts(arguments[index]);
    return 0;
}

static int print_environment(void)
{
    for (char **variable = environ; *variable; variable++)
        puts(*variable);
    return 0;
}

/* Prints the open descriptors, except the one that reads the folder. */
static int print_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(folder))
            puts(entry->d_name);
    return 0;
}

/* Prints where the descriptors above the standard streams lead. */
static int print_links(void)
{
    DIR *folder = opendir("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(folder));) {
        char target[4096] = {0};
        if (atoi(entry->d_name) > 2 && atoi(entry->d_name) != dirfd(folder) &&
            readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1) > 0)
            puts(target);
    }
    return 0;
}

static int print_library(struct dl_phdr_info *library, size_t size, void *nothing)
{
    (void)size, (void)nothing;
    puts(library->dlpi_name);
    return 0;
}

static int print_file(const char *path)
{
    char buffer[4096];
    FILE *file = fopen(path, "r");
    for (size_t count; file && (count = fread(buffer, 1, sizeof buffer, file));)
        fwrite(buffer, 1, count, stdout);
    return file == 0;
}

/* Prints facts from getauxval(3) and the stack pointer; 1 is the expected value. */
static int print_start(void)
{
    printf("entry %d\n", getauxval(AT_ENTRY) == (uintptr_t)_start);
    printf("secure %lu\n", getauxval(AT_SECURE));
    printf("aligned %d\n", ((uintptr_t)__builtin_frame_address(0) & 15) == 0);
    return 0;
}

static int look_up(const char *host)
{
    struct addrinfo *found = 0, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    int error = getaddrinfo(host, 0, &hints, &found);
    puts(error ? gai_strerror(error) : "found");
    return error != 0;
}

static int load(const char *library)
{
    puts(dlopen(library, RTLD_NOW) ? "loaded" : dlerror());
    return 0;
}

static int send_itself(int signal_number)
{
    raise(signal_number);
    puts("went on");
    return 0;
}

static void handle(int signal_number)
{
    printf("handled %d\n", signal_number);
}

static int handle_itself(int signal_number)
{
    signal(signal_number, handle);
    return send_itself(signal_number);
}

static int run_child(char **command)
{
    return execvp(command[0], command);
}

__attribute__((noinline)) static int crash_inside(int value)
{
    if (value)
        __builtin_trap();
    return value;
}

__attribute__((noinline)) int crash_outside(int value)
{
    return crash_inside(value + 1) + value;
}

int main(int count, char **arguments)
{
    const char *action = count > 1 ? arguments[1] : "arguments";
    const char *subject = count > 2 ? arguments[2] : "";
    if (!strcmp(action, "environment")) return print_environment();
    if (!strcmp(action, "descriptors")) return print_descriptors();
    if (!strcmp(action, "links")) return print_links();
    if (!strcmp(action, "start")) return print_start();
    if (!strcmp(action, "libraries")) return dl_iterate_phdr(print_library, 0);
    if (!strcmp(action, "file")) return print_file(subject);
    if (!strcmp(action, "look-up")) return look_up(subject);
    if (!strcmp(action, "load")) return load(subject);
    if (!strcmp(action, "child")) return run_child(arguments + 2);
    if (!strcmp(action, "crash")) return crash_outside(count);
    if (!strcmp(action, "raise")) return send_itself(atoi(subject));
    if (!strcmp(action, "handle")) return handle_itself(atoi(subject));
    if (!strcmp(action, "exit")) return atoi(subject);
    return print_arguments(count, arguments);
}
