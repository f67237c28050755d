/**
 * Dateline's client over Lambda's own API, with IAM instead of a URL. Needs `@aws-sdk/client-lambda`.
 *
 * @module
 */

export * from "./client-exports.ts";
export { createLambdaClient, type DatelineLambdaClient, type LambdaClientOptions } from "./lambda-client.ts";
