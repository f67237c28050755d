import { type Clock, dateOrNull } from "./withholding.ts";

/** The first lines of press releases: EMBARGOED UNTIL 00:01 GMT, 10 DECEMBER 2025 */
const EMBARGO =
  /^(?:\W*)(?:strictly |under )?embargo(?:ed)?(?: (?:for|from) (?:release|publication|broadcast))?(?: (?:until|till|to)|:(?=.*\d))\s*(?<end>.*)$/i;
const NOT_BEFORE =
  /^(?:\W*)not (?:for (?:release|publication|use)|to be (?:used|published|released)) (?:before|until)\s+(?<end>.*)$/i;
/** 00:01 GMT, 10 December 2025 */
const TIME_FIRST =
  /^(?<hour>\d{1,2})(?:[:.]?(?<minute>\d{2}))? ?(?:hrs|h)?(?<half> ?[ap]\.?m\.?)? ?\(?(?<zone>[A-Z]{2,4}|UTC[+-]\d+)?\)?,? (?:on )?(?<day>.*\d{4})$/i;
const LINES = 4;

/**
 * The end of the embargo that a text states in one of its first lines.
 *
 * @returns a date, or the words of the line where they are none; `null` without such a line
 */
export function embargoLine(text: string, clock: Clock): string | null {
  for (const line of text.slice(0, 1_000).split("\n").filter(Boolean).slice(0, LINES)) {
    const end = (EMBARGO.exec(line) ?? NOT_BEFORE.exec(line))?.groups?.["end"];
    if (end !== undefined) return dateIn(end.replace(/[\s.!*]+$/, ""), clock) ?? line;
  }
  return null;
}

function dateIn(words: string, clock: Clock): string | null {
  const { hour, minute = "00", half = "", zone = "", day } = TIME_FIRST.exec(words)?.groups ?? {};
  const reordered =
    hour === undefined ? null : dateOrNull(`${day} ${hour}:${minute}${half} ${zone}`.trim(), clock);
  return reordered ?? dateOrNull(words, clock);
}
