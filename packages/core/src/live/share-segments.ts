import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";

/**
 * Opens each segment once, however many open generations have it: what it holds in memory is there once, and a segment
 * that was warm in the generation before is warm in the next. It is closed with the last of those generations.
 *
 * The folder tells segments apart, which is enough because no two segments have one name.
 */
export function shareSegments(format: SegmentFormat): SegmentFormat {
  const opened = new Map<string, { readonly segment: Segment; users: number }>();
  const open = (folder: string, dimensions: number): Segment => {
    const name = `${dimensions} ${folder}`;
    const shared = opened.get(name) ?? { segment: format.open(folder, dimensions), users: 0 };
    opened.set(name, shared);
    shared.users += 1;
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      shared.users -= 1;
      if (shared.users > 0) return;
      opened.delete(name);
      shared.segment.close();
    };
    return { ...shared.segment, close };
  };
  return { ...format, open };
}
