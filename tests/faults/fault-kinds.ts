/** What the proxy can do to one request. */
export const FAULT_KINDS = [
  /** The connection is reset and nothing reaches the server. */
  "reset-before",
  /** The server has done what was asked for, and the connection is reset. */
  "reset-after",
  /** The server has done it, and no answer comes. */
  "lost-response",
  /** 503 SlowDown, as of a server with too much to do, for this and the next requests. */
  "slow-down",
  "error-before",
  "error-after",
  /** The body of the answer ends too early. */
  "truncate",
  /** One bit of the body of the answer is another. */
  "flip",
  "delay",
  /** The request reaches the server twice. */
  "duplicate",
  /** The body comes a few bytes at a time. */
  "drip",
  /** The connection is reset at once, and a write takes effect seconds later. */
  "late",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

const ONLY_READS: ReadonlySet<FaultKind> = new Set(["truncate", "flip", "drip"]);
const ONLY_WRITES: ReadonlySet<FaultKind> = new Set(["late"]);

/** Draws what happens to a request; most often nothing. */
export function drawFault(
  random: () => number,
  { share, isRead }: { readonly share: number; readonly isRead: boolean },
): FaultKind | null {
  const [happens, which] = [random() < share, random()];
  if (!happens) return null;
  const possible = FAULT_KINDS.filter((kind) => !(isRead ? ONLY_WRITES : ONLY_READS).has(kind));
  return possible[Math.floor(which * possible.length)] ?? null;
}
