import { arch, cpus, platform, totalmem } from "node:os";
import { formatBytes } from "./format-number.ts";

/** The machine that a measurement ran on, for reports. */
export function environmentLines(): string[] {
  const processors = cpus();
  return [
    `Node ${process.version}, ${platform()} ${arch()}`,
    `${processors.length} × ${processors[0]?.model ?? "unknown processor"}, ${formatBytes(totalmem())} memory`,
  ];
}
