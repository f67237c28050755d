import type { z } from "zod";
import type { configSchema } from "./config-schema.ts";

/** Settings of a project: the default export of `dateline.config.ts`, or the key `dateline` of its `package.json`. */
export type DatelineConfig = Readonly<z.input<typeof configSchema>>;
