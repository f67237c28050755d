import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatelineError } from "../../errors.ts";
import type { ModelOrigin } from "../../model/model-record.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import { claimPartFile, downloadVerified, type HubDownload } from "./hub-download.ts";

/** Options of `createHubModelSource`. */
export interface HubModelSourceOptions {
  /** URL of the hub or of a mirror; default `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /**
   * How long to wait for a response. Short, so that a machine without a network continues within seconds;
   * default 5,000.
   */
  readonly connectTimeoutMs?: number;
  /** How long to wait for further bytes; default 30,000. */
  readonly stallTimeoutMs?: number;
}

/**
 * A model source that downloads from the Hugging Face hub, at the registry's revision. Interrupted downloads
 * resume, within one pull and in the next one.
 */
export function createHubModelSource(options: HubModelSourceOptions = {}): ModelSource {
  const { connectTimeoutMs = 5_000, stallTimeoutMs = 30_000 } = options;
  const endpoint = (options.endpoint ?? "https://huggingface.co").replace(/\/+$/, "");
  return {
    name: `Hugging Face hub (${endpoint})`,
    async fetch(request: FetchRequest): Promise<ModelOrigin> {
      const { hub, name } = request.spec;
      if (hub === undefined) {
        const reason = "the hub does not have it in this form";
        throw new DatelineError("model-unreachable", `Cannot fetch the model ${name}: ${reason}`);
      }
      for (const file of request.files) {
        const url = `${endpoint}/${hub.name}/resolve/${hub.revision}/${file}`;
        const part = await claimPartFile(request.partsFolder, `${hub.name}@${hub.revision}/${file}`);
        const download: HubDownload = { request, file, url, part };
        await downloadVerified(download, { connectTimeoutMs, stallTimeoutMs });
        await mkdir(dirname(join(request.folder, file)), { recursive: true });
        await rename(part, join(request.folder, file));
      }
      return { kind: "hub", ...hub };
    },
  };
}
