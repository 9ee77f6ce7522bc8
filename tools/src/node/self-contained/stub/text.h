/* Strings that end with a NUL. */

/* Appends text and returns the new end; the buffers are sized for their longest text. */
static char *append(char *end, const char *text)
{
    while (*text)
        *end++ = *text++;
    *end = 0;
    return end;
}

static char *append_number(char *end, unsigned long number)
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

static int starts_with(const char *text, const char *start)
{
    while (*start && *text == *start)
        text++, start++;
    return !*start;
}

static int is_equal(const char *text, const char *other)
{
    return starts_with(text, other) && starts_with(other, text);
}
