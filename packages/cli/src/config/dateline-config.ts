import type * as z from "zod";
import type { configSchema } from "./config-schema.ts";

/** Project settings: the default export of `dateline.config.ts`, or the key `dateline` of `package.json`. */
export type DatelineConfig = Readonly<z.input<typeof configSchema>>;
