/** What can go wrong in a simulated world. Shares are probabilities, of each request where nothing else is said. */
export interface Hazards {
  /** The request does not reach the store. */
  readonly failBefore: number;
  /** The store does what was asked for and the answer is lost. */
  readonly failAfter: number;
  /** The answer is lost and the request is sent again, as S3 clients do, so that the answer is that of the second. */
  readonly repeat: number;
  /** The writer is told that nothing arrived, and the write takes effect much later. */
  readonly lateWrite: number;
  readonly throttle: number;
  /** What is read arrives short and the store's checksum tells. */
  readonly truncate: number;
  /** What is read arrives short or changed and nothing tells. */
  readonly silentDamage: number;
  /** A read of a small object gives the version before the last. */
  readonly staleRead: number;
  /** A listing lacks what was written lately. */
  readonly staleList: number;
  /** The store takes conditional writes for plain ones; S3 and most others do not. */
  readonly ignoreConditions: boolean;
  /** Of each request: the process that sent it is killed. */
  readonly kill: number;
  /** Of each request: the process is stopped for a while (SIGSTOP, a frozen function, a suspended laptop). */
  readonly freeze: number;
  readonly longestFreezeMs: number;
  /** Clocks are at most so far ahead or behind. */
  readonly largestSkewMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Nothing goes wrong; requests of several writers still interleave in every way. */
export const CALM: Hazards = {
  failBefore: 0,
  failAfter: 0,
  repeat: 0,
  lateWrite: 0,
  throttle: 0,
  truncate: 0,
  silentDamage: 0,
  staleRead: 0,
  staleList: 0,
  ignoreConditions: false,
  kill: 0,
  freeze: 0,
  longestFreezeMs: 0,
  largestSkewMs: 0,
};

/** What happens to programs in front of a store that keeps the port's promises. */
export const ROUGH: Hazards = {
  ...CALM,
  failBefore: 0.01,
  failAfter: 0.01,
  repeat: 0.01,
  throttle: 0.005,
  truncate: 0.005,
  kill: 0.002,
  freeze: 0.002,
  longestFreezeMs: 60 * 1_000,
  largestSkewMs: MINUTE_MS,
};

/** The same with clocks a day apart, long sleep, writes that land hours late, and a store that breaks its promises. */
export const HOSTILE: Hazards = {
  ...ROUGH,
  lateWrite: 0.005,
  silentDamage: 0.003,
  staleRead: 0.003,
  staleList: 0.01,
  longestFreezeMs: 26 * HOUR_MS,
  largestSkewMs: 25 * HOUR_MS,
};
