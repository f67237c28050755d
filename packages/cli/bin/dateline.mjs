#!/usr/bin/env node
// Node 20 cannot run TypeScript by itself: tsx compiles the sources as they are imported, so there is no build step.
import { register } from "tsx/esm/api";

register();
const { main } = await import("../src/main.ts");
await main();
