/* The URLs that a probe can request: http://ADDRESS:PORT/PATH and http://unix:SOCKET:PATH. */

enum { AF_UNIX = 1, AF_INET = 2, AF_INET6 = 10 };
enum { SOCKET_PATH_BYTES = 108, IPV6_BYTES = 16 };

/* The layouts of struct sockaddr_in, sockaddr_in6 and sockaddr_un: ip(7), ipv6(7), unix(7). */
union socket_address {
    unsigned short family;
    struct {
        unsigned short family;
        unsigned char port[2]; /* big-endian, as the addresses */
        unsigned char address[4];
        unsigned char zero[8];
    } ipv4;
    struct {
        unsigned short family;
        unsigned char port[2];
        unsigned int flow;
        unsigned char address[IPV6_BYTES];
        unsigned int scope;
    } ipv6;
    struct {
        unsigned short family;
        char path[SOCKET_PATH_BYTES];
    } local;
    unsigned char bytes[2 + SOCKET_PATH_BYTES];
};

struct url {
    union socket_address address;
    word address_bytes;
    const char *authority; /* for the Host field */
    word authority_bytes;
    const char *path;
};

enum url_kind { URL_VALID, URL_INVALID, URL_OFF };

/* Reads a number of at most max. Returns the first byte after it; null if there is none, or if it is larger. */
static const char *read_number(const char *text, unsigned base, unsigned max, unsigned *number)
{
    const char *start = text;
    for (*number = 0; *number <= max; text++) {
        unsigned letter = (unsigned char)*text | 0x20; /* digits keep their value */
        unsigned digit = letter <= '9' ? letter - '0' : letter < 'a' ? base : letter - 'a' + 10;
        if (digit >= base)
            return text == start ? 0 : text;
        *number = *number * base + digit;
    }
    return 0;
}

static int read_ipv4(const char *text, const char *end, unsigned char *address)
{
    for (int index = 0; index < 4; index++) {
        unsigned number;
        text = read_number(text, 10, 255, &number);
        if (!text || (index < 3 && *text++ != '.'))
            return 0;
        address[index] = number;
    }
    return text == end;
}

/* RFC 4291, section 2.2, without the form that ends as an IPv4 address. The address has to be zero. */
static int read_ipv6(const char *text, const char *end, unsigned char *address)
{
    int length = 0, gap = -1;
    if (end - text >= 2 && text[0] == ':' && text[1] == ':')
        gap = 0, text += 2;
    while (text < end) {
        unsigned number;
        text = length < IPV6_BYTES ? read_number(text, 16, 0xffff, &number) : 0;
        if (!text)
            return 0;
        address[length++] = number >> 8;
        address[length++] = number;
        if (text == end)
            break;
        if (*text++ != ':' || text == end)
            return 0;
        if (*text == ':' && gap < 0)
            gap = length, text++;
    }
    if (gap < 0)
        return length == IPV6_BYTES;
    for (int to = IPV6_BYTES - 1; length > gap; to--) {
        unsigned char byte = address[--length];
        address[length] = 0;
        address[to] = byte;
    }
    return 1;
}

/* Returns the last colon before the path, which separates an address and its port. */
static const char *find_colon(const char *text, const char *end)
{
    while (end > text && *end != ':')
        end--;
    return end;
}

static enum url_kind read_port(const char *text, const char *end, unsigned char *port)
{
    unsigned number;
    if (starts_with(text, "off") && text + 3 == end)
        return URL_OFF;
    if (read_number(text, 10, 65535, &number) != end)
        return URL_INVALID;
    port[0] = number >> 8;
    port[1] = number;
    return number ? URL_VALID : URL_OFF;
}

static enum url_kind read_network(struct url *url, const char *text)
{
    union socket_address *address = &url->address;
    const char *end = url->path;
    const char *host_end = find_colon(text, end);
    enum url_kind kind = read_port(host_end + 1, end, address->ipv4.port);
    if (*text == '[' && host_end[-1] == ']')
        text++, host_end--;
    if (starts_with(text, "localhost") && text + sizeof "localhost" - 1 == host_end) /* RFC 6761, section 6.3 */
        text = "127.0.0.1", host_end = text + sizeof "127.0.0.1" - 1;
    if (read_ipv4(text, host_end, address->ipv4.address)) {
        address->family = AF_INET;
        url->address_bytes = sizeof address->ipv4;
        return kind;
    }
    for (int index = 0; index < 4; index++) /* read_ipv4() may have written some */
        address->ipv4.address[index] = 0;
    address->family = AF_INET6;
    url->address_bytes = sizeof address->ipv6;
    return read_ipv6(text, host_end, address->ipv6.address) ? kind : URL_INVALID;
}

static enum url_kind read_local(struct url *url, const char *text)
{
    word length = 0;
    for (; *text && *text != ':' && length < SOCKET_PATH_BYTES - 1; text++)
        url->address.local.path[length++] = *text;
    url->address.family = AF_UNIX;
    url->address_bytes = sizeof(unsigned short) + length + 1;
    url->authority = "localhost";
    url->authority_bytes = sizeof "localhost" - 1;
    url->path = text + 1;
    if (*text != ':' || text[1] != '/')
        return URL_INVALID;
    return is_equal(url->address.local.path, "off") ? URL_OFF : URL_VALID;
}

/* Spaces and control characters could add fields to the request. */
static int is_printable(const char *text)
{
    while (*text > ' ' && *text < 0x7f)
        text++;
    return !*text;
}

/* Reads a URL. URL_OFF is one whose port is "off" or 0, or whose socket is "off". */
static enum url_kind read_url(struct url *url, const char *text)
{
    for (word index = 0; index < sizeof url->address.bytes; index++)
        *(volatile unsigned char *)&url->address.bytes[index] = 0; /* volatile, or it becomes a memset */
    if (!starts_with(text, "http://") || !is_printable(text))
        return URL_INVALID;
    text += sizeof "http://" - 1;
    if (starts_with(text, "unix:"))
        return read_local(url, text + sizeof "unix:" - 1);
    url->authority = url->path = text;
    while (*url->path && *url->path != '/')
        url->path++;
    url->authority_bytes = url->path - text;
    return *url->path ? read_network(url, text) : URL_INVALID;
}
