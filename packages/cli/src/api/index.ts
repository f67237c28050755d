/**
 * Types for the settings of a project.
 *
 * @module
 */

export type { DatelineConfig } from "../config/dateline-config.ts";
