/**
 * The client of Dateline that invokes the function through Lambda's own API, with IAM in place of a URL. Needs
 * `@aws-sdk/client-lambda`.
 *
 * @module
 */

export * from "./client-exports.ts";
export { createLambdaClient, type DatelineLambdaClient, type LambdaClientOptions } from "./lambda-client.ts";
