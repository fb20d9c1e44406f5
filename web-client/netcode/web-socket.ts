// The transport of the page: a WebSocket to the bridge, whose binary messages are pieces of the byte stream. Behind the bridge
// each node of the server has a path of its own.

import type { Dial } from '#client';

/** @param url of any node */
export function dialWebSocket(url: string): Dial {
  return (events, node) => {
    const socket = new WebSocket(node === null ? url : `${url}/${node.node}`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => events.opened();
    socket.onclose = ({ code }) => events.closed(`the WebSocket was closed (${code})`);
    socket.onmessage = ({ data }) => data instanceof ArrayBuffer && events.received(new Uint8Array(data));
    return {
      // Before it is open, `send` would throw; afterwards the bytes are lost in any case.
      send: (bytes) => socket.readyState === WebSocket.OPEN && socket.send(bytes as Uint8Array<ArrayBuffer>),
      close: () => socket.close(),
    };
  };
}
