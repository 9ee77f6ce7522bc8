/** Without it, packages are not in the executable, which then exits with ERR_UNKNOWN_BUILTIN_MODULE. */
export default { deps: { alwaysBundle: [/./] } };
