import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";

/**
 * Opens each segment once, however many open generations contain it. Its memory is shared, and a segment that
 * was warm in the previous generation stays warm. It is closed with the last of those generations.
 *
 * Segments are identified by folder, which is enough because their names are unique.
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
