/** Abort reason: the signal that the process received. */
export class StopRequest extends Error {
  override readonly name = "AbortError";
  readonly processSignal: "SIGINT" | "SIGTERM";

  constructor(processSignal: "SIGINT" | "SIGTERM") {
    super(`the process received ${processSignal}`);
    this.processSignal = processSignal;
  }
}
