/**
 * The HTTP app of the search function, for servers other than Lambda.
 *
 * @module
 */

export { ColdStart } from "../cold-start.ts";
export type { FunctionOptions } from "../function-options.ts";
export { createHttpApp, type HttpAppContext } from "../http-app.ts";
export { type HttpSettings, OPEN_SETTINGS, type RateLimit, readHttpSettings } from "../http-settings.ts";
export { Logger, type LoggerOptions } from "../logger.ts";
export { openSearchService } from "../open-search-service.ts";
export { RequestLog } from "../request-log.ts";
export type { SearchService } from "../search-service.ts";
