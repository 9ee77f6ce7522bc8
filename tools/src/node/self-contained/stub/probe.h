/*
 * The health check of a container: `server --probe URL ...` requests one URL and exits with 0 if the answer is
 * 200, else with 1 after one line. The stub does it before it copies a library, because an engine runs the check
 * every few seconds within the memory limit of the container: it needs 0.5 MB, Node needs 50 MB.
 *
 * Sources: socket(2), ppoll(2), RFC 9112.
 */

enum { SOCK_STREAM = 1, SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000, MSG_NOSIGNAL = 0x4000 };
enum { POLLIN = 1, POLLOUT = 4, PROBE_SECONDS = 2, URL_BYTES = 1024, PROBE_BUFFER_BYTES = 4096 };

struct time {
    long seconds;
    long nanoseconds;
};

struct poll {
    int file;
    short wanted;
    short found;
};

/* struct iovec and struct msghdr: sendmsg(2) */
struct part {
    const char *bytes;
    word length;
};

struct message {
    void *name;
    unsigned int name_bytes;
    struct part *parts;
    word part_count;
    void *control;
    word control_bytes;
    int flags;
};

/* Prints the same sentence as the command healthcheck. */
__attribute__((noreturn, noinline)) static void fail_probe(const char *url, const char *found, long error)
{
    char line[LINE_BYTES];
    char *end = append(append(append(line, "Health check of "), shorten(url)), " failed: expected ");
    end = append(end, found);
    if (error) {
        const char *name = error_name(error);
        end = *name ? append(end, name) : append_number(append(end, "errno "), error);
    }
    exit_after(line, append(end, "\n"), EXIT_UNHEALTHY);
}

static long check(long result, const char *url)
{
    if (result < 0)
        fail_probe(url, "200, got ", -result);
    return result;
}

/* The kernel writes the remaining time into left, so all calls together wait PROBE_SECONDS at most. */
static void wait_for(int file, int wanted, struct time *left, const char *url)
{
    struct poll poll = {file, wanted, 0};
    if (check(system_call(SYS_ppoll, (long)&poll, 1, (long)left, 0), url) == 0)
        fail_probe(url, "200, got no response within 2000 ms", 0);
}

static void send_request(int file, const struct url *url, const char *text)
{
    struct part parts[] = {
        {"GET ", 4},
        {url->path, 0},
        {" HTTP/1.1\r\nHost: ", 17},
        {url->authority, url->authority_bytes},
        {"\r\nConnection: close\r\n\r\n", 23},
    };
    while (url->path[parts[1].length])
        parts[1].length++;
    struct message message = {0, 0, parts, sizeof parts / sizeof *parts, 0, 0, 0};
    check(system_call(SYS_sendmsg, file, (long)&message, MSG_NOSIGNAL, 0), text);
}

/* Reads until the status is complete: "HTTP/1.1 200". */
static void check_response(int file, struct time *left, const char *url)
{
    enum { STATUS_AT = sizeof "HTTP/1.1 " - 1, STATUS_END = STATUS_AT + 3 };
    char buffer[PROBE_BUFFER_BYTES];
    word length = 0;
    while (length < STATUS_END) {
        wait_for(file, POLLIN, left, url);
        long count = system_call(SYS_read, file, (long)buffer + length, sizeof buffer - length, 0);
        if (count == 0)
            break;
        length += check(count, url);
    }
    if (length < STATUS_END || !starts_with(buffer, "HTTP/1."))
        fail_probe(url, "200, got no HTTP response", 0);
    if (starts_with(buffer + STATUS_AT, "200"))
        return;
    char found[] = "200, got 000";
    for (int index = 0; index < 3; index++)
        found[sizeof found - 4 + index] = buffer[STATUS_AT + index];
    fail_probe(url, found, 0);
}

static void request(const struct url *url, const char *text)
{
    struct time left = {PROBE_SECONDS, 0};
    int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int file = check(system_call(SYS_socket, url->address.family, kind, 0, 0), text);
    long result = system_call(SYS_connect, file, (long)&url->address, url->address_bytes, 0);
    if (result == -EINPROGRESS)
        wait_for(file, POLLOUT, &left, text);
    else
        check(result, text);
    send_request(file, url, text);
    check_response(file, &left, text);
}

/* Requests the first URL that is not off. */
__attribute__((noreturn)) static void probe(char **urls, char **environment)
{
    char text[URL_BYTES];
    *text = 0;
    for (; *urls; urls++) {
        struct url url;
        struct expansion to = {environment, text, text + sizeof text - 1};
        expand(&to, *urls, 0);
        *to.end = 0;
        enum url_kind kind = to.end == to.limit ? URL_INVALID : read_url(&url, text);
        if (kind == URL_INVALID)
            fail_probe(text, "http://ADDRESS:PORT/PATH or http://unix:SOCKET:PATH", 0);
        if (kind == URL_VALID) {
            request(&url, text);
            exit_with(0);
        }
    }
    fail_probe(*text ? text : "nothing", "a URL that is not off, after --probe", 0);
}
