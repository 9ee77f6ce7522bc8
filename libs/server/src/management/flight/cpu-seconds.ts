/** Seconds whose CPU samples are kept. */
export const CPU_SECONDS = 60;
