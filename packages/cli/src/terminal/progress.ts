import { Presets, SingleBar } from "cli-progress";
import type { Output } from "../cli-context.ts";

/** Reports a long piece of work: a bar on a terminal, now and then a line elsewhere. */
export interface Progress {
  update(done: number): void;
  /** Ends the bar or prints the last line. Safe to call twice. */
  stop(): void;
}

export interface ProgressOptions {
  readonly label: string;
  readonly total: number;
  /** Turns an amount into text: passages, megabytes. */
  readonly format: (amount: number) => string;
  /** What a rate is of, such as "passages". */
  readonly unit: string;
}

const SECONDS_BETWEEN_LINES = 5;

export function startProgress(output: Output, options: ProgressOptions): Progress {
  return output.isTTY ? startBar(output, options) : startLines(output, options);
}

function startBar(output: Output, { label, total, format, unit }: ProgressOptions): Progress {
  const startedAt = performance.now();
  const bar = new SingleBar(
    {
      stream: output,
      hideCursor: true,
      clearOnComplete: false,
      format: `${label} {bar} {percentage}% | {amounts} ${unit} | {speed} | {left}`,
    },
    Presets.shades_classic,
  );
  const payload = (done: number) => ({
    amounts: `${format(done)}/${format(total)}`,
    speed: `${format(rate(done, startedAt))}/s`,
    left: timeLeft({ done, total, startedAt }),
  });
  bar.start(total, 0, payload(0));
  return { update: (done) => bar.update(done, payload(done)), stop: () => bar.stop() };
}

function startLines(output: Output, { label, total, format, unit }: ProgressOptions): Progress {
  const startedAt = performance.now();
  let printedAt = startedAt;
  let latest = 0;
  let printed = -1;
  const print = () => {
    if (printed === latest) return;
    printed = latest;
    printedAt = performance.now();
    const left = timeLeft({ done: latest, total, startedAt });
    output.write(
      `${label} ${format(latest)}/${format(total)} ${unit}, ${format(rate(latest, startedAt))}/s, ${left}\n`,
    );
  };
  return {
    update(done) {
      latest = done;
      if (performance.now() - printedAt >= SECONDS_BETWEEN_LINES * 1_000) print();
    },
    stop: print,
  };
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
