import { DatelineError } from "../errors.ts";
import { windowMethodOf } from "../ports/window-method.ts";
import type { Manifest } from "./manifest.ts";

/**
 * Guards against answers that look right and mean nothing, because a query was embedded with another model than
 * the passages. Queries are embedded equally for indexes of both window methods.
 *
 * @throws DatelineError `model-mismatch`
 */
export function checkModel(
  manifest: Pick<Manifest, "model">,
  embedder: { readonly modelName: string; readonly fingerprint: string },
): void {
  const { name, fingerprint } = manifest.model;
  if (windowMethodOf(manifest, embedder) !== undefined) return;
  throw new DatelineError(
    "model-mismatch",
    `Cannot search with model ${embedder.modelName} (${embedder.fingerprint.slice(0, 12)}): the index was built with ${name} (${fingerprint.slice(0, 12)}); build the index again or use its model`,
  );
}
