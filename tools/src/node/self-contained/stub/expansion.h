/* Variables in an argument, for containers that have no shell: ${NAME} and ${NAME:-default}, as in sh(1). */

struct expansion {
    char **environment;
    char *end;         /* where the next byte goes */
    const char *limit; /* what does not fit before it is omitted */
};

static const char *find_variable(char **environment, const char *name, word length)
{
    for (; *environment; environment++) {
        word index = 0;
        while (index < length && (*environment)[index] == name[index])
            index++;
        if (index == length && (*environment)[index] == '=')
            return *environment + length + 1;
    }
    return "";
}

static void add(struct expansion *to, char letter)
{
    if (to->end < to->limit)
        *to->end++ = letter;
}

static int is_part_of_name(char letter)
{
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

/*
 * Adds a text up to its end or, inside a variable, up to the closing brace. Returns where it stopped. A default
 * may contain variables; it is added first and overwritten if the variable is set and not empty.
 */
static const char *expand(struct expansion *to, const char *text, int is_default)
{
    while (*text && !(is_default && *text == '}')) {
        if (text[0] != '$' || text[1] != '{') {
            add(to, *text++);
            continue;
        }
        const char *name = text += 2;
        while (is_part_of_name(*text))
            text++;
        const char *value = find_variable(to->environment, name, text - name);
        char *start = to->end;
        if (text[0] == ':' && text[1] == '-')
            text = expand(to, text + 2, 1);
        if (*value)
            to->end = start;
        while (*value)
            add(to, *value++);
        if (*text == '}')
            text++;
    }
    return text;
}
