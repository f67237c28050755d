import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { elapsedSince, momentNow } from "../../clock/elapsed-time.ts";
import { statusOf } from "./s3-errors.ts";

/**
 * Servers close connections that are idle for longer, S3 after about 20 seconds. A frozen process does not
 * notice.
 */
const MAX_IDLE_MS = 4_000;
/** The SDK's default. */
const MAX_SOCKETS = 50;

/**
 * Connections of an S3 client. Lambda freezes a process between requests for minutes, so connections that it
 * believes open may be dead, and a request on one would wait for an answer that never comes. Long-idle
 * connections are closed instead of used, and all idle ones after a failure.
 */
export class FreshConnections {
  readonly httpAgent = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  #usedAt = momentNow();

  /** Wraps every attempt at a request. */
  async use<T>(attempt: () => Promise<T>): Promise<T> {
    if (elapsedSince(this.#usedAt) > MAX_IDLE_MS) this.#closeIdle();
    this.#usedAt = momentNow();
    try {
      return await attempt();
    } catch (error) {
      // An error response still proves that the server is reachable.
      if (statusOf(error) === undefined) this.#closeIdle();
      throw error;
    } finally {
      this.#usedAt = momentNow();
    }
  }

  /** Keeps connections in use. */
  #closeIdle(): void {
    for (const { freeSockets } of [this.httpAgent, this.httpsAgent]) {
      for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
    }
  }
}
