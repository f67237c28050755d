import type { CountTokens, EmbeddedParts, Embedder, TextWithParts } from "../../ports/embedder.ts";
import type { Calibration, Embedding } from "../../types.ts";

/** Base of embedders that change how texts are embedded and delegate the rest to another embedder. */
export abstract class DelegatingEmbedder implements Embedder {
  protected readonly embedder: Embedder;

  constructor(embedder: Embedder) {
    this.embedder = embedder;
  }

  get modelName(): string {
    return this.embedder.modelName;
  }

  get fingerprint(): string {
    return this.embedder.fingerprint;
  }

  get dimensions(): number {
    return this.embedder.dimensions;
  }

  get maxTokens(): number {
    return this.embedder.maxTokens;
  }

  get countTokens(): CountTokens {
    return this.embedder.countTokens;
  }

  get languages(): readonly string[] | null {
    return this.embedder.languages;
  }

  get unknownShare(): Embedder["unknownShare"] {
    return this.embedder.unknownShare;
  }

  get calibration(): Calibration | null {
    return this.embedder.calibration;
  }

  get poolsParts(): boolean {
    return this.embedder.poolsParts;
  }

  abstract embedPassages(texts: readonly string[]): Promise<readonly Embedding[]>;
  abstract embedWithParts(texts: readonly TextWithParts[]): Promise<readonly EmbeddedParts[]>;
  abstract embedQuery(text: string): Promise<Embedding>;
  abstract close(): Promise<void>;
}
