/** Why a command is aborted: the process was sent this signal. */
export class StopRequest extends Error {
  override readonly name = "AbortError";
  readonly processSignal: "SIGINT" | "SIGTERM";

  constructor(processSignal: "SIGINT" | "SIGTERM") {
    super(`the process received ${processSignal}`);
    this.processSignal = processSignal;
  }
}
