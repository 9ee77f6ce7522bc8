/*
 * The list of loaded objects that ld.so keeps for debuggers, found through DT_DEBUG of the application.
 * The layouts are those of <link.h>, which debuggers rely on and which therefore do not change.
 */

enum { PT_DYNAMIC = 2, PT_GNU_RELRO = 0x6474e552, DT_NULL = 0, DT_DEBUG = 21 };

struct program_header {
    unsigned int type;
    unsigned int flags;
    word offset;
    word virtual_address;
    word physical_address;
    word file_size;
    word memory_size;
    word alignment;
};

struct dynamic {
    word tag;
    word value;
};

struct link_map {
    word base;
    const char *name;
    struct dynamic *dynamic;
    struct link_map *next;
    struct link_map *previous;
};

struct debug {
    int version;
    struct link_map *first;
};

/* Finds the only program header of a type, or null. */
static const struct program_header *find_header(const struct program_header *header, word count, unsigned int type)
{
    for (const struct program_header *end = header + count; header < end; header++)
        if (header->type == type)
            return header;
    return 0;
}

/* Finds the first object of the list, the application; null if it was linked without DT_DEBUG. */
static struct link_map *find_link_map(const struct program_header *dynamic)
{
    if (!dynamic)
        return 0;
    for (const struct dynamic *entry = (const void *)dynamic->virtual_address; entry->tag != DT_NULL; entry++)
        if (entry->tag == DT_DEBUG && entry->value)
            return ((const struct debug *)entry->value)->first;
    return 0;
}
