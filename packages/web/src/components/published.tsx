import { formatAgo, formatTime } from "../search/format-date.ts";

/** When something was published: how long ago, and the exact time on demand. */
export function Published({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatTime(at)}>
      {formatAgo(at, Date.now())}
    </time>
  );
}
