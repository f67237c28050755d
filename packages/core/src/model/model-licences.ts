/** SPDX identifiers, as stated on the models' pages of the Hugging Face hub. */
const LICENCES: Readonly<Record<string, string>> = {
  "all-MiniLM-L6-v2": "Apache-2.0",
  "bge-small-en-v1.5": "MIT",
  "e5-small-v2": "MIT",
  "gte-small": "MIT",
  "snowflake-arctic-embed-s": "Apache-2.0",
  "mdbr-leaf-ir": "Apache-2.0",
  "multilingual-e5-small": "MIT",
  "multilingual-e5-small-q4": "MIT",
  "paraphrase-multilingual-MiniLM-L12-v2": "Apache-2.0",
};

/** @returns `null` for an unknown licence */
export function licenceOfModel(name: string): string | null {
  return LICENCES[name] ?? null;
}
