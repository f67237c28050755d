import { fieldsOf, hasText } from "./json-values.ts";
import { isNinjs } from "./newsml/parse-ninjs.ts";
import { fieldName, isUsageField } from "./usage-fields.ts";

/**
 * Where APIs put an article if not into the record itself: AP, The Guardian, JSON:API, Elasticsearch, GraphQL
 * and message queues.
 */
const ENVELOPES: readonly string[] = (
  "item data fields attributes article newsitem story document doc content contents source post entry news " +
  "object payload result resource record message node detail body"
).split(" ");
/** Envelopes within envelopes: `{"response": {"data": {"item": …}}}`. */
const MAX_ENVELOPES = 3;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The article within a record that is only an envelope, with the envelope's other fields, which win. Of
 * ninjs, the envelope adds only whether the article may be shown.
 *
 * @returns the value itself when it is an article or contains none
 */
export function openEnvelope(value: unknown): unknown {
  return articleIn(value, MAX_ENVELOPES) ?? value;
}

function articleIn(value: unknown, envelopes: number): JsonObject | null {
  const own = fieldsOf(value);
  if (own === null) return null;
  if (isNinjs(own) || hasText(own)) return own;
  if (envelopes === 0) return null;
  for (const [name, inner] of enveloped(own)) {
    const article = articleIn(inner, envelopes - 1) ?? withheldIn(inner);
    if (article !== null) return withOuterFields(article, own, name);
  }
  return null;
}

/** Fields that may be envelopes, likeliest first. */
function enveloped(own: JsonObject): readonly (readonly [string, unknown])[] {
  const fields = Object.entries(own).map(([name, inner]) => ({ key: fieldName(name), name, inner }));
  return ENVELOPES.flatMap((key) =>
    fields.filter((field) => field.key === key).map(({ name, inner }): [string, unknown] => [name, inner]),
  );
}

/** A notice about an article, such as its withdrawal, has no text. */
function withheldIn(value: unknown): JsonObject | null {
  const fields = fieldsOf(value);
  const isNotice = fields !== null && Object.entries(fields).some(([name, one]) => isUsageField(name, one));
  return isNotice ? fields : null;
}

function withOuterFields(article: JsonObject, outer: JsonObject, envelope: string): JsonObject {
  const fields = Object.entries(outer).filter(([name]) => name !== envelope);
  const added = isNinjs(article) ? fields.filter(([name, one]) => isUsageField(name, one)) : fields;
  return { ...article, ...Object.fromEntries(added) };
}
