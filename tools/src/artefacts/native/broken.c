/* An addon that needs a function that nobody has. */
#include <node_api.h>

void nobody_has_this(void);

NAPI_MODULE_INIT()
{
    (void)env;
    nobody_has_this();
    return exports;
}
