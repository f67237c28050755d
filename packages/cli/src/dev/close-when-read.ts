import type { Server } from "node:http";

/**
 * Keeps a server from closing a connection that has brought a request already.
 *
 * Node closes a connection that was idle for `keepAliveTimeout`. When the event loop stands still for longer, as in a
 * build, the timer comes first in its next turn, before the request is read that arrived meanwhile: its sender gets
 * ECONNRESET instead of an answer. So what has arrived is read before the connection is closed.
 */
export function closeWhenRead(server: Server): void {
  // With a listener, Node leaves it to it to close the connection.
  server.on("timeout", (socket) => {
    const readBefore = socket.bytesRead;
    // The event loop reads between its timers and this.
    setImmediate(() => {
      if (socket.bytesRead === readBefore) socket.destroy();
    });
  });
}
