/**
 * Types for project settings.
 *
 * @module
 */

export type { DatelineConfig } from "../config/dateline-config.ts";
