import { useState } from "preact/hooks";
import type { FacetValue } from "../search/api.ts";

const SHOWN = 6;

interface FacetListProps {
  readonly title: string;
  readonly values: readonly FacetValue[];
  readonly chosen: readonly string[];
  readonly onChoose: (values: readonly string[]) => void;
}

/** The values of a field with their counts; any number of them can be chosen. */
export function FacetList({ title, values, chosen, onChoose }: FacetListProps) {
  const [isWhole, setWhole] = useState(false);
  const rows = withChosen(values, chosen);
  if (rows.length === 0) return null;
  const isChosen = (value: string) => chosen.some((other) => isSame(other, value));
  const toggle = (value: string) =>
    onChoose(isChosen(value) ? chosen.filter((other) => !isSame(other, value)) : [...chosen, value]);
  const shown = isWhole ? rows : rows.filter(({ value }, index) => index < SHOWN || isChosen(value));
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} class="choice">
          <input type="checkbox" checked={isChosen(value)} onChange={() => toggle(value)} />
          <bdi class="value">{value}</bdi>
          <span class="count">{count.toLocaleString()}</span>
        </label>
      ))}
      {rows.length > SHOWN && (
        <button type="button" class="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show fewer" : `Show all ${rows.length}`}
          <span class="hidden"> of {title}</span>
        </button>
      )}
    </fieldset>
  );
}

/** Chosen values stay visible, so that they can be removed, even if the answer has none of them. */
function withChosen(values: readonly FacetValue[], chosen: readonly string[]): readonly FacetValue[] {
  const absent = chosen.filter((value) => !values.some((other) => isSame(other.value, value)));
  return [...values, ...absent.map((value) => ({ value, count: 0 }))];
}

/** Compares as the filters do. */
function isSame(a: string, b: string): boolean {
  return a.normalize("NFC").toLowerCase() === b.normalize("NFC").toLowerCase();
}
