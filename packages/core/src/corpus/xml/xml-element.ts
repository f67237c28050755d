/**
 * An element of an XML document. Names are `local`, or `prefix:local` in the vocabularies that `parseXml`
 * distinguishes.
 */
export interface XmlElement {
  readonly name: string;
  /** By qualified name as written, such as `href` or `xml:lang`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
  /** Line of the document on which its start tag ends, from 1. */
  readonly line: number;
}

/** Child elements with any of these names, or all if no name is given. */
export function childrenOf(element: XmlElement | undefined, ...names: readonly string[]): XmlElement[] {
  return (element?.children ?? []).filter(
    (child): child is XmlElement =>
      typeof child !== "string" && (names.length === 0 || names.includes(child.name)),
  );
}

/** The first child with the first of these names that occurs. */
export function childOf(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  for (const name of names) {
    const [child] = childrenOf(element, name);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** Follows a path of names. */
export function descendantAt(
  element: XmlElement | undefined,
  path: readonly string[],
): XmlElement | undefined {
  return path.reduce((found: XmlElement | undefined, name) => childOf(found, name), element);
}

/** All text in the element, concatenated as written; `null` if it is blank. */
export function textOf(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  const text = element.children.map((child) => (typeof child === "string" ? child : (textOf(child) ?? "")));
  return blankToNull(text.join(""));
}

/** The first non-blank text among the children with these names. */
export function childText(element: XmlElement | undefined, ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const child of childrenOf(element, name)) {
      const text = textOf(child);
      if (text !== null) return text;
    }
  }
  return null;
}

/** @returns `null` if the attribute is missing or blank */
export function attributeOf(element: XmlElement | undefined, name: string): string | null {
  return blankToNull(element?.attributes.get(name) ?? "");
}

function blankToNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
