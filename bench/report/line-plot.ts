/** One line of a plot. */
export interface PlotSeries {
  readonly label: string;
  /** x and y, both above 0. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly PlotSeries[];
}

const WIDTH = 720;
const HEIGHT = 420;
const AREA = { left: 70, right: 510, top: 50, bottom: 360 } as const;
/** Distinguishable for colour-blind people (Okabe and Ito 2008). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"];
const LABEL_HEIGHT = 20;

/**
 * A plot with logarithmic axes as SVG. A figure that grows with a power of the size is a straight line with the power as
 * its slope.
 */
export function linePlot({ title, xLabel, yLabel, series }: LinePlot): string {
  const points = series.flatMap(({ points }) => points);
  const x = logScale(
    points.map(([value]) => value),
    [AREA.left, AREA.right],
  );
  const y = logScale(
    points.map(([, value]) => value),
    [AREA.bottom, AREA.top],
  );
  const parts = [
    `<title>${escaped(`${title}: ${yLabel}`)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(AREA.left, 26, title, 'font-size="16" font-weight="bold"'),
    ...gridLines(x, y),
    text((AREA.left + AREA.right) / 2, HEIGHT - 14, xLabel, 'text-anchor="middle"'),
    text(AREA.left, AREA.top - 8, yLabel, 'fill="#555"'),
    ...series.flatMap((line, index) =>
      drawSeries(line, { x, y, colour: COLOURS[index % COLOURS.length] ?? "", index }),
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">\n${parts.join("\n")}\n</svg>\n`;
}

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

function logScale(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Centre a single value.
  const [start, end] = low === high ? [low / 2, high * 2] : [low / 1.15, high * 1.15];
  const share = (value: number) => Math.log(value / start) / Math.log(end / start);
  const ticks = ticksBetween(start, end);
  return { at: (value) => from + share(value) * (to - from), ticks };
}

/** 1, 2 and 5 times the powers of ten, or the powers alone if those are too many. */
function ticksBetween(start: number, end: number): number[] {
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(start)); power <= Math.log10(end); power++) powers.push(power);
  const steps = powers.length > 4 ? [1] : [1, 2, 5];
  return powers
    .flatMap((power) => steps.map((step) => step * 10 ** power))
    .filter((tick) => tick >= start && tick <= end);
}

function gridLines(x: Scale, y: Scale): string[] {
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#ddd"/>`;
  return [
    ...x.ticks.flatMap((tick) => [
      line(x.at(tick), AREA.top, x.at(tick), AREA.bottom),
      text(x.at(tick), AREA.bottom + 18, shortNumber(tick), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((tick) => [
      line(AREA.left, y.at(tick), AREA.right, y.at(tick)),
      text(AREA.left - 8, y.at(tick) + 4, shortNumber(tick), 'text-anchor="end"'),
    ]),
  ];
}

function drawSeries(
  { label, points }: PlotSeries,
  {
    x,
    y,
    colour,
    index,
  }: { readonly x: Scale; readonly y: Scale; readonly colour: string; readonly index: number },
): string[] {
  const placed = points.map(([px, py]) => [round(x.at(px)), round(y.at(py))] as const);
  const labelY = AREA.top + 12 + index * LABEL_HEIGHT;
  return [
    `<polyline points="${placed.map((point) => point.join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...placed.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="4" fill="${colour}"/>`),
    `<rect x="${AREA.right + 16}" y="${labelY - 9}" width="12" height="4" fill="${colour}"/>`,
    text(AREA.right + 34, labelY - 3, label, ""),
  ];
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function shortNumber(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  if (value >= 1e3) return `${value / 1e3}k`;
  return String(Number(value.toPrecision(1)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
