/* The library of addon.c. Its data makes it larger than one step of copying. */
static char data[3 << 20] = {42};

int beside(void)
{
    return data[0];
}
