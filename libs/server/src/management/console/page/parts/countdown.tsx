import { useNowMs } from '../clock.ts';
import { formatMs } from '../format/format.ts';

/** How long until a time in RFC 3339; nothing for null. */
export function Countdown({ until }: { readonly until: string | null }) {
  const now = useNowMs();
  if (until === null) return null;
  const leftMs = Math.max(0, Date.parse(until) - now);
  return (
    <time dateTime={until} class="hint">
      in {formatMs(Math.ceil(leftMs / 1_000) * 1_000)}
    </time>
  );
}
