import type { Server } from "node:http";

/**
 * Prevents a server from closing a connection on which a request has already arrived.
 *
 * Node closes a connection that has been idle for `keepAliveTimeout`. If the event loop is blocked for longer, as
 * during a build, the timer fires before the pending request is read, and its sender gets ECONNRESET. This reads
 * pending input before closing.
 */
export function closeWhenRead(server: Server): void {
  // With a "timeout" listener, Node leaves closing to the listener.
  server.on("timeout", (socket) => {
    const readBefore = socket.bytesRead;
    // The event loop polls for input between timers and immediates.
    setImmediate(() => {
      if (socket.bytesRead === readBefore) socket.destroy();
    });
  });
}
