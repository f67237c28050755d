import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { elapsedSince, momentNow } from "../../clock/elapsed-time.ts";
import { statusOf } from "./s3-errors.ts";

/** Servers close what is idle for longer, S3 after some 20 seconds; a stopped process does not hear of it. */
const MAX_IDLE_MS = 4_000;
/** As the SDK has it. */
const MAX_SOCKETS = 50;

/**
 * The connections of an S3 client. Lambda stops a process between two requests, for minutes, and what the process holds as
 * an open connection may be dead by then: a request over it would wait for an answer that never comes. So connections
 * that were idle for long are closed rather than used, and after a failure all that are idle.
 */
export class FreshConnections {
  readonly httpAgent = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  #usedAt = momentNow();

  /** To be called around every attempt at a request. */
  async use<T>(attempt: () => Promise<T>): Promise<T> {
    if (elapsedSince(this.#usedAt) > MAX_IDLE_MS) this.#closeIdle();
    this.#usedAt = momentNow();
    try {
      return await attempt();
    } catch (error) {
      // A server that answers, whatever it says, is there.
      if (statusOf(error) === undefined) this.#closeIdle();
      throw error;
    } finally {
      this.#usedAt = momentNow();
    }
  }

  /** Those in use stay. */
  #closeIdle(): void {
    for (const { freeSockets } of [this.httpAgent, this.httpsAgent]) {
      for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
    }
  }
}
