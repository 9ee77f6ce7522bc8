/*
 * Signals before the application handles them itself.
 *
 * The first process of a container (PID 1) receives only signals that it has a handler for; the kernel drops all
 * others, also those that the process sends itself: pid_namespaces(7). Without a handler, a stop in the first
 * tenth of a second would be lost, and the container would be killed after the engine's grace period. So prepare()
 * installs a handler, until the application installs its own. That of Node, before JavaScript sets one, resets the
 * signal and calls raise(3), which would be lost too: finish() replaces the raise() that the application calls.
 *
 * Sources: rt_sigaction(2), signal(7), raise(3).
 */

enum { SIGINT = 2, SIGTERM = 15, SIGXFSZ = 25, EXIT_SIGNAL = 128 };
enum { SIG_DFL = 0, SIG_IGN = 1, SA_RESTORER = 0x04000000, PROT_READ = 1, PROT_WRITE = 2 };

/* What the kernel reads, which is not the struct sigaction of libc. */
struct action {
    word handler;
    word flags;
    word restorer;
    word mask;
};

static long set_action(int signal, const struct action *action, struct action *previous)
{
    return system_call(SYS_rt_sigaction, signal, (long)action, (long)previous, sizeof action->mask);
}

static int is_first_process(void)
{
    return system_call(SYS_getpid, 0, 0, 0, 0) == 1;
}

/* Ends with the status that a shell reports for a program that a signal ended. */
static void end_by_signal(int signal)
{
    exit_with(EXIT_SIGNAL + signal);
}

/* x86-64 requires a restorer, which is never called because the handler does not return. */
static void handle_stop(void)
{
    word handler = (word)end_by_signal;
    __asm__("" : "+r"(handler)); /* or the compiler puts both addresses into a data segment */
    struct action action = {handler, SA_RESTORER, handler, 0};
    if (!is_first_process())
        return;
    set_action(SIGTERM, &action, 0);
    set_action(SIGINT, &action, 0);
}

/* Replaces raise(3): a signal without a handler ends the process. */
static int raise_or_end(int signal)
{
    struct action action;
    if (set_action(signal, 0, &action) == 0 && action.handler == SIG_DFL)
        end_by_signal(signal);
    long process = system_call(SYS_getpid, 0, 0, 0, 0);
    long thread = system_call(SYS_gettid, 0, 0, 0, 0);
    return system_call(SYS_tgkill, process, thread, signal, 0) < 0 ? -1 : 0;
}

/*
 * Writes into the place from which the application takes the address of raise(): a slot of its procedure linkage
 * table. ld.so has made the pages of PT_GNU_RELRO read-only, rounded down at both ends, and they become so again.
 */
static void replace_raise(word *slot, const struct program_header *relro, word page_bytes)
{
    word start = 0, length = 0;
    if (!slot || !is_first_process())
        return;
    if (relro) {
        start = relro->virtual_address & -page_bytes;
        length = ((relro->virtual_address + relro->memory_size) & -page_bytes) - start;
    }
    if (system_call(SYS_mprotect, start, length, PROT_READ | PROT_WRITE, 0) < 0)
        return;
    *slot = (word)raise_or_end;
    system_call(SYS_mprotect, start, length, PROT_READ, 0);
}
