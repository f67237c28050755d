import { jsonrepair } from "jsonrepair";
import { tooDeepAt } from "../nesting.ts";
import type { PageDocument } from "./page-document.ts";

/** A JSON-LD object with its references resolved. */
export type LinkedNode = Readonly<Record<string, unknown>>;

/** Maximum nesting of lists and graphs. Real pages have two levels. */
const MAX_DEPTH = 8;
/** Pages also list their teasers. A page with more objects is not a news page. */
const MAX_NODES = 2_000;
/** UTF-16 units. Repair time grows with the length. */
const MAX_REPAIRED_LENGTH = 1_000_000;
/** Comments that old pages put around scripts to hide them from old browsers. */
const WRAPPERS =
  /^\s*(?:\/\*\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*\/)?|(?:\/\*\s*|\/\/\s*)?(?:-->|\]\]>)(?:\s*\*\/)?\s*;?\s*$/g;
/** Properties under which an object may contain the page's article. */
const NESTED: readonly string[] = ["@graph", "mainEntity", "mainEntityOfPage", "about"];
/** Properties of lists, mostly of teasers. */
const LISTED: readonly string[] = ["itemListElement", "item"];

/**
 * Lists all JSON-LD objects of a page in order, including those in graphs and main entities of others, and
 * then the members of lists. Repairs common errors in the JSON: comments, trailing commas, line breaks in
 * strings.
 *
 * @see https://www.w3.org/TR/json-ld11/
 */
export function linkedNodes(document: PageDocument): readonly LinkedNode[] {
  const nodes: Collected = { own: [], listed: [] };
  for (const script of document.querySelectorAll("script")) {
    if (!/^application\/ld\+json\b/i.test(script.getAttribute("type")?.trim() ?? "")) continue;
    collect(parseLoosely(script.textContent ?? ""), nodes, { depth: 0, into: "own" });
  }
  const found = [...nodes.own, ...nodes.listed];
  const byId = new Map(found.filter(hasFields).map((node) => [node["@id"], node]));
  return found.map((node) => resolveReferences(node, byId));
}

interface Collected {
  readonly own: LinkedNode[];
  readonly listed: LinkedNode[];
}

function collect(
  value: unknown,
  nodes: Collected,
  { depth, into }: { readonly depth: number; readonly into: keyof Collected },
): void {
  const isFull = nodes.own.length + nodes.listed.length >= MAX_NODES;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH || isFull) return;
  const within = { depth: depth + 1, into };
  if (Array.isArray(value)) {
    for (const one of value) collect(one, nodes, within);
    return;
  }
  const node: LinkedNode = { ...value };
  if ("@type" in node || "@id" in node) nodes[into].push(node);
  for (const name of NESTED) collect(node[name], nodes, within);
  for (const name of LISTED) collect(node[name], nodes, { ...within, into: "listed" });
}

function hasFields(node: LinkedNode): boolean {
  return typeof node["@id"] === "string" && Object.keys(node).length > 1;
}

/** Replaces `{"@id": "#ann"}` with the page's object that has this id. */
function resolveReferences(node: LinkedNode, byId: ReadonlyMap<unknown, LinkedNode>): LinkedNode {
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one) => resolve(one, byId)) : resolve(value, byId),
    ]),
  );
}

function resolve(value: unknown, byId: ReadonlyMap<unknown, LinkedNode>): unknown {
  if (typeof value !== "object" || value === null || !("@id" in value)) return value;
  return Object.keys(value).length === 1 ? (byId.get(value["@id"]) ?? value) : value;
}

/** Maximum nesting of objects and lists in the source. */
const MAX_NESTING = 500;

/** Pages contain broken JSON, which must not lose the article. */
function parseLoosely(source: string): unknown {
  const json = source.replace(WRAPPERS, "").trim().replace(/;$/, "");
  // If broken JSON lacks a quote, all brackets after it would be text.
  if (tooDeepAt(json, MAX_NESTING) !== -1) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    const several = parseSeveral(json);
    if (several !== null) return several;
    return json.length > MAX_REPAIRED_LENGTH ? undefined : parseRepaired(json);
  }
}

/** Objects one after another, without a list around them. */
function parseSeveral(json: string): unknown {
  const parts = json.split(/(?<=\})\s*(?=\{\s*"@)/);
  if (parts.length < 2) return null;
  try {
    return parts.map((part): unknown => JSON.parse(part));
  } catch {
    return null;
  }
}

function parseRepaired(json: string): unknown {
  if (tooDeepAt(json, MAX_NESTING, false) !== -1) return undefined;
  try {
    return JSON.parse(jsonrepair(json));
  } catch {
    return undefined;
  }
}
