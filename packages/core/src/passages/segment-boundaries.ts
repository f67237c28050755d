/** Far longer than a sentence of news, but short enough to keep V8 fast (see below). */
const BLOCK_LENGTH = 1024;

/**
 * Offsets at which the segments of a text start, without the first (0).
 *
 * The text goes to `Intl.Segmenter` in blocks. V8 copies the whole input for every segment that it returns,
 * so a pass over a long text would be quadratic in time and memory. The last two segments of a block may
 * depend on the text after it, so the next block repeats them.
 */
export function segmentBoundaries(segmenter: Intl.Segmenter, text: string): readonly number[] {
  const boundaries: number[] = [];
  let start = 0;
  let length = BLOCK_LENGTH;
  while (start < text.length) {
    const isLast = start + length >= text.length;
    const found = boundariesWithin(segmenter, text.slice(start, start + length));
    const settled = isLast ? found : found.slice(0, -1);
    for (const offset of settled) boundaries.push(start + offset);
    if (isLast) break;
    const advance = settled.at(-1);
    length = advance === undefined ? 2 * length : BLOCK_LENGTH;
    start += advance ?? 0;
  }
  return boundaries;
}

function boundariesWithin(segmenter: Intl.Segmenter, block: string): readonly number[] {
  const offsets: number[] = [];
  for (const { index } of segmenter.segment(block)) if (index > 0) offsets.push(index);
  return offsets;
}
