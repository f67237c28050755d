import { jsonrepair } from "jsonrepair";
import type { PageDocument } from "./page-document.ts";

/** An object of JSON-LD, its references to other objects of the page put in place. */
export type LinkedNode = Readonly<Record<string, unknown>>;

/** Lists in lists and graphs in graphs; real pages have two. */
const MAX_DEPTH = 8;
/** Pages state their list of teasers as well; what has more is no page of news. */
const MAX_NODES = 2_000;
/** UTF-16 units. Repair takes time that grows with it. */
const MAX_REPAIRED_LENGTH = 1_000_000;
/** What old pages put around scripts so that older browsers would not show them. */
const WRAPPERS =
  /^\s*(?:\/\*\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*\/)?|(?:\/\*\s*|\/\/\s*)?(?:-->|\]\]>)(?:\s*\*\/)?\s*;?\s*$/g;
/** Of an object that stands in another's place, under which it may be the article of the page. */
const NESTED: readonly string[] = [
  "@graph",
  "mainEntity",
  "mainEntityOfPage",
  "itemListElement",
  "item",
  "about",
];

/**
 * Every object of the JSON-LD of a page, in the order of the page: those in lists and graphs, and the main entity of
 * others. JSON that is broken in one of the usual ways (comments, commas at the end, line breaks in texts) is repaired.
 *
 * @see https://www.w3.org/TR/json-ld11/
 */
export function linkedNodes(document: PageDocument): readonly LinkedNode[] {
  const found: LinkedNode[] = [];
  for (const script of document.querySelectorAll("script")) {
    if (!/^application\/ld\+json\b/i.test(script.getAttribute("type")?.trim() ?? "")) continue;
    collect(parseLoosely(script.textContent ?? ""), found, 0);
  }
  const byId = new Map(found.filter(hasFields).map((node) => [node["@id"], node]));
  return found.map((node) => resolveReferences(node, byId));
}

function collect(value: unknown, found: LinkedNode[], depth: number): void {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH || found.length >= MAX_NODES) return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, found, depth + 1);
    return;
  }
  const node: LinkedNode = { ...value };
  if ("@type" in node || "@id" in node) found.push(node);
  for (const name of NESTED) collect(node[name], found, depth + 1);
}

function hasFields(node: LinkedNode): boolean {
  return typeof node["@id"] === "string" && Object.keys(node).length > 1;
}

/** `{"@id": "#ann"}` becomes the object that the page states under this id. */
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

/** Pages put broken JSON there, which is no reason to lose the article. */
function parseLoosely(source: string): unknown {
  const json = source.replace(WRAPPERS, "").trim().replace(/;$/, "");
  try {
    return JSON.parse(json);
  } catch {
    return json.length > MAX_REPAIRED_LENGTH ? undefined : parseRepaired(json);
  }
}

function parseRepaired(json: string): unknown {
  try {
    return JSON.parse(jsonrepair(json));
  } catch {
    return undefined;
  }
}
