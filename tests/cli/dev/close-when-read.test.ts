import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Worker } from "node:worker_threads";
import { closeWhenRead } from "@dateline-search/cli/dev/close-when-read";
import { expect, onTestFinished, test } from "vitest";

const KEEP_ALIVE_MS = 20;
/** Node keeps an idle connection for a second more than it says. */
const STALL_MS = 1_500 + KEEP_ALIVE_MS;
const CLIENT = new URL("../../fixtures/ask-while-stalled.mjs", import.meta.url);

async function listen(server: Server): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/**
 * Answers a request and then stands still, as in a build: until the next request has been sent, and for longer than an
 * idle connection is kept.
 */
function stallingServer(turns: Int32Array): Server {
  let isFirst = true;
  return createServer((_, response) => {
    if (isFirst) {
      response.once("finish", () => {
        Atomics.wait(turns, 0, 0);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
      });
    }
    isFirst = false;
    response.end("yes");
  });
}

test("a request that arrived while the server was blocked is answered, not cut off", async () => {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const server = stallingServer(turns);
  closeWhenRead(server);
  const client = new Worker(CLIENT, { workerData: { port: await listen(server), turns } });
  onTestFinished(async () => void (await client.terminate()));
  const [outcome] = await once(client, "message");
  expect(outcome).toBe("answered");
});

test("a connection that stays idle is still closed", async () => {
  const server = createServer((_, response) => response.end("yes"));
  closeWhenRead(server);
  const socket = connect(await listen(server), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  socket.resume();
  await once(socket, "end");
});
