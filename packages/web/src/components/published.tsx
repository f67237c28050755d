import { formatAgo, formatTime } from "../search/format-date.ts";

/** When something was published: how long ago, and on demand when exactly. */
export function Published({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatTime(at)}>
      {formatAgo(at, Date.now())}
    </time>
  );
}
