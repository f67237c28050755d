/**
 * Default floor of a new saved search. It is higher than that of a search, because an alert interrupts its reader.
 * `npm run eval:alerts` cross-validates it.
 */
export const ALERT_CONFIDENCE = 0.9;

/** Default quiet time: at most one message a day for each story. */
export const QUIET_HOURS = 24;
