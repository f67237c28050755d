export type TableRow = readonly (string | number)[];

/**
 * A Markdown table that is aligned in plain text too: the first column left, the others right.
 *
 * @throws RangeError when a row has more or fewer cells than the header
 */
export function markdownTable(header: readonly string[], rows: readonly TableRow[]): string {
  const lines = [header, ...rows].map((row) => {
    if (row.length !== header.length) {
      throw new RangeError(`Cannot make a table of ${header.length} columns: a row has ${row.length} cells`);
    }
    return row.map((cell) => String(cell).replaceAll("|", "\\|"));
  });
  const widths = header.map((_, column) =>
    Math.max(3, ...lines.map((line) => [...(line[column] ?? "")].length)),
  );
  const pad = (cell: string, column: number) => {
    const width = (widths[column] ?? 0) + cell.length - [...cell].length;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  };
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const [first, ...rest] = lines.map((line) => line.map(pad));
  return [first ?? [], rule, ...rest].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
