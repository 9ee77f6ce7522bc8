/* A library of a host that must not get into the process: it tells when it does. */
#include <unistd.h>

__attribute__((constructor)) static void tell(void)
{
    static const char message[] = "intruder\n";
    if (write(1, message, sizeof message - 1) < 0)
        _exit(1);
}
