/*
 * The stack of a new program: argc, the arguments, the environment and the auxiliary vector, each
 * terminated by a null. System V gABI and psABI "Process Initialization", getauxval(3).
 */

typedef unsigned long word;

enum {
    AT_NULL = 0,
    AT_PHDR = 3,
    AT_PHNUM = 5,
    AT_PAGESZ = 6,
    AT_BASE = 7,
    AT_ENTRY = 9,
    AT_SECURE = 23,
    AT_EXECFN = 31,
};

struct auxiliary {
    word type;
    word value;
};

struct vectors {
    char **environment;
    struct auxiliary *auxiliary;
    word *end;
};

static struct vectors find_vectors(word *stack)
{
    struct vectors vectors;
    vectors.environment = (char **)(stack + 1 + stack[0] + 1);
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

/* Copies the vectors, with one more variable at the end of the environment. */
static void copy_vectors(word *copy, const word *stack, const struct vectors *vectors, char *variable)
{
    word *environment_end = (word *)vectors->auxiliary - 1;
    while (stack < environment_end)
        *copy++ = *stack++;
    *copy++ = (word)variable;
    while (stack < vectors->end)
        *copy++ = *stack++;
}

static word *find_auxiliary(struct auxiliary *entry, word type)
{
    for (; entry->type != AT_NULL; entry++)
        if (entry->type == type)
            return &entry->value;
    return 0;
}

static void set_auxiliary(struct auxiliary *auxiliary, word type, word value)
{
    word *place = find_auxiliary(auxiliary, type);
    if (place)
        *place = value;
}
