/** Key of a generation's manifest. */
export function manifestKey(generationId: string): string {
  return `generations/${generationId}.json`;
}

/** Key of one file of a segment. */
export function segmentFileKey(segmentId: string, file: string): string {
  return `segments/${segmentId}/${file}`;
}
