/** Block elements, which are separated from the text around them. */
const PARAGRAPHS = new Set(
  "address article aside blockquote body center details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 \
header hr html main nav ol p pre section summary table ul caption block bq hl1 hl2 media media-caption nitf-table".split(
    " ",
  ),
);
const LINES = new Set("dd dt li tr".split(" "));
const CELLS = new Set("td th".split(" "));
/** Elements whose content is not part of the visible article. */
const UNSEEN = new Set(
  "audio button canvas datalist embed frame head iframe img input math media-metadata media-producer media-reference \
noscript object script select style svg template textarea title video".split(" "),
);

const LINE = "\n";
const PARAGRAPH = "\n\n";

/**
 * Converts a stream of markup to plain text: paragraphs separated by a blank line, list items and table rows
 * on lines of their own, white space as in a browser, without images and scripts.
 */
export class TextBlocks {
  /** Pieces, because inspecting the end of a single string would copy it each time. */
  readonly #pieces: string[] = [];
  #separator = "";
  #unseenDepth = 0;
  #preDepth = 0;

  /** @param name lower case */
  open(name: string): void {
    if (UNSEEN.has(name)) this.#unseenDepth++;
    if (name === "pre") this.#preDepth++;
    if (name === "br") this.#separate(this.#separator === "" ? LINE : PARAGRAPH);
    else this.#border(name);
  }

  close(name: string): void {
    if (UNSEEN.has(name)) this.#unseenDepth--;
    if (name === "pre") this.#preDepth--;
    this.#border(name);
  }

  add(text: string): void {
    if (this.#unseenDepth > 0) return;
    if (this.#preDepth > 0) this.#append(text);
    else this.#append(text.replace(/[ \t\n\r\f]+/g, " "));
  }

  finish(): string {
    return this.#pieces.join("").trim();
  }

  #append(text: string): void {
    const last = this.#pieces.at(-1) ?? "";
    const isStart = last === "" || this.#separator !== "";
    const isBlankTwice = isStart || (last.endsWith(" ") && text.startsWith(" "));
    const fits = isBlankTwice && this.#preDepth === 0 ? text.trimStart() : text;
    if (fits === "") return;
    if (last !== "" && this.#separator !== "") this.#separateFrom(last);
    this.#separator = "";
    this.#pieces.push(fits);
  }

  #separateFrom(last: string): void {
    this.#pieces[this.#pieces.length - 1] = last.trimEnd();
    this.#pieces.push(this.#separator);
  }

  #border(name: string): void {
    if (PARAGRAPHS.has(name)) this.#separate(PARAGRAPH);
    else if (LINES.has(name)) this.#separate(LINE);
    else if (CELLS.has(name)) this.add(" ");
  }

  #separate(separator: string): void {
    if (separator.length > this.#separator.length) this.#separator = separator;
  }
}
