import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { SharedLine, startS3Model } from "../../bench/s3-model/start-s3-model.ts";

test("bytes wait for earlier ones of all requests, and unused time is not credited", () => {
  let now = 0;
  const line = new SharedLine(1_000_000, () => now);
  expect(line.take(5_000)).toBe(5);
  expect(line.take(10_000)).toBe(15);
  now = 20;
  expect(line.take(1_000)).toBe(1);
});

test("answers arrive complete, not too early, and are counted", async () => {
  const body = Buffer.alloc(300_000, 7);
  const server = createServer((request, answer) => {
    answer.writeHead(206, { "x-range": request.headers.range ?? "" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const model = await startS3Model(`http://127.0.0.1:${port}`, { firstByteMs: 40, bytesPerSecond: 3e6 });
  onTestFinished(async () => {
    await model.stop();
    server.closeAllConnections();
    server.close();
  });
  const startedAt = performance.now();
  const answer = await fetch(`${model.endpoint}/bucket/key?x=1`, { headers: { range: "bytes=0-9" } });
  const received = Buffer.from(await answer.arrayBuffer());
  // 40 ms and 300,000 bytes at 3 MB/s; timers may be a little early.
  expect(performance.now() - startedAt).toBeGreaterThan(130);
  expect([answer.status, answer.headers.get("x-range"), received.equals(body)]).toEqual([
    206,
    "bytes=0-9",
    true,
  ]);
  expect(model.traffic).toEqual({ requests: ["GET /bucket/key bytes=0-9"], receivedBytes: 300_000 });
  model.clear();
  expect(model.traffic).toEqual({ requests: [], receivedBytes: 0 });
});
