/* A native addon: answer() returns what its library returns, and `loads` says how often it was loaded. */
#include <node_api.h>

int beside(void);

static int load_count;

static napi_value answer(napi_env env, napi_callback_info info)
{
    (void)info;
    napi_value value;
    napi_create_int32(env, beside(), &value);
    return value;
}

NAPI_MODULE_INIT()
{
    napi_value function, loads;
    napi_create_function(env, "answer", NAPI_AUTO_LENGTH, answer, 0, &function);
    napi_set_named_property(env, exports, "answer", function);
    napi_create_int32(env, __atomic_add_fetch(&load_count, 1, __ATOMIC_SEQ_CST), &loads);
    napi_set_named_property(env, exports, "loads", loads);
    return exports;
}
