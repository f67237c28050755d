/**
 * Dateline's client over HTTP, for Node and browsers. Has no dependencies.
 *
 * @module
 */

export * from "./client-exports.ts";
export type { FetchLike } from "./fetch-json.ts";
export { createHttpClient, type DatelineHttpClient, type HttpClientOptions } from "./http-client.ts";
