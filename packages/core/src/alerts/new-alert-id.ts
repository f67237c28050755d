import { randomUUID } from "node:crypto";

const MAX_SLUG = 40;

/** The name of a saved search as a slug, with a unique suffix. */
export function newAlertId(name: string): string {
  const slug = name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, "");
  return `${slug || "alert"}-${randomUUID().slice(0, 6)}`;
}
