import { useEffect, useState } from 'preact/hooks';

/** Milliseconds since 1970. */
export function nowMs(): number {
  return Date.now();
}

/** The time, for what counts down or ages on the screen. */
export function useNowMs(everyMs = 1_000): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(nowMs());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
