import { Presets, SingleBar } from "cli-progress";
import type { Output } from "../cli-context.ts";

/** Reports progress: a bar on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  update(done: number): void;
  /** Ends the bar or prints the last line. Safe to call twice. */
  stop(): void;
}

export interface ProgressOptions {
  readonly label: string;
  readonly total: number;
  /** Formats an amount, such as passages or megabytes. */
  readonly format: (amount: number) => string;
  /** What is counted, such as "passages"; empty when the formatted amounts include it. */
  readonly unit: string;
}

const SECONDS_BETWEEN_LINES = 5;
const MAX_BAR_WIDTH = 40;
const DEFAULT_COLUMNS = 80;

export function startProgress(output: Output, options: ProgressOptions): Progress {
  return output.isTTY ? startBar(output, options) : startLines(output, options);
}

function startBar(output: Output, options: ProgressOptions): Progress {
  const startedAt = performance.now();
  let figures = figuresOf(options, 0, startedAt);
  const bar = new SingleBar(
    {
      stream: output,
      hideCursor: true,
      clearOnComplete: false,
      format: (_, { progress }) =>
        barLine({ ...options, ...figures, progress, columns: output.columns || DEFAULT_COLUMNS }),
    },
    Presets.shades_classic,
  );
  bar.start(options.total, 0);
  return {
    update(done) {
      figures = figuresOf(options, done, startedAt);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

interface Figures {
  readonly amounts: string;
  readonly speed: string;
  readonly left: string;
}

/** Fits the line to the terminal. Drops the rate and the remaining time last. */
function barLine(line: ProgressOptions & Figures & { progress: number; columns: number }): string {
  const { label, amounts, unit, speed, left, columns } = line;
  const percentage = `${Math.floor(line.progress * 100)}%`;
  const withUnit = ` ${percentage} | ${withUnitOf(amounts, unit)} | ${speed} | ${left}`;
  const isTooLong = label.length + withUnit.length > columns;
  const text = isTooLong ? ` ${percentage} | ${amounts} | ${speed} | ${left}` : withUnit;
  const start = shorten(label, columns - text.length);
  const width = Math.min(MAX_BAR_WIDTH, columns - start.length - text.length - 1);
  if (width < 1) return `${start}${text}`;
  const done = Math.round(line.progress * width);
  const { barCompleteChar = "=", barIncompleteChar = "-" } = Presets.shades_classic;
  return `${start} ${barCompleteChar.repeat(done)}${barIncompleteChar.repeat(width - done)}${text}`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

function startLines(output: Output, options: ProgressOptions): Progress {
  const startedAt = performance.now();
  let printedAt = startedAt;
  let latest = 0;
  let printed = 0;
  const print = () => {
    if (printed === latest) return;
    printed = latest;
    printedAt = performance.now();
    const { amounts, speed, left } = figuresOf(options, latest, startedAt);
    output.write(`${options.label} ${withUnitOf(amounts, options.unit)}, ${speed}, ${left}\n`);
  };
  return {
    update(done) {
      latest = done;
      if (performance.now() - printedAt >= SECONDS_BETWEEN_LINES * 1_000) print();
    },
    stop: print,
  };
}

function figuresOf({ total, format }: ProgressOptions, done: number, startedAt: number): Figures {
  return {
    amounts: `${format(done)}/${format(total)}`,
    speed: `${format(rate(done, startedAt))}/s`,
    left: timeLeft({ done, total, startedAt }),
  };
}

function withUnitOf(amounts: string, unit: string): string {
  return unit === "" ? amounts : `${amounts} ${unit}`;
}

function rate(done: number, startedAt: number): number {
  return done / Math.max(0.001, (performance.now() - startedAt) / 1_000);
}

function timeLeft({ done, total, startedAt }: { done: number; total: number; startedAt: number }): string {
  if (done >= total) return "done";
  if (done === 0) return "…";
  const seconds = Math.ceil((total - done) / rate(done, startedAt));
  return seconds < 90 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`;
}
