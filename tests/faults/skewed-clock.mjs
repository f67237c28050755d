// Preloaded into a process whose clock is to be wrong by DATELINE_TEST_CLOCK_OFFSET_MS milliseconds.
const offsetMs = Number(process.env["DATELINE_TEST_CLOCK_OFFSET_MS"] ?? 0);
if (offsetMs !== 0) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...values) {
      if (values.length === 0) super(RealDate.now() + offsetMs);
      else super(...values);
    }
    static now() {
      return RealDate.now() + offsetMs;
    }
  };
}
