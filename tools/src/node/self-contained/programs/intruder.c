/* A library of the host that must not be loaded; it prints a line if it is. */
#include <unistd.h>

__attribute__((constructor)) static void tell(void)
{
    static const char message[] = "intruder\n";
    if (write(1, message, sizeof message - 1) < 0)
        _exit(1);
}
