// The TCP server behind all programs compared. The first byte of a connection chooses what it gets: `e` an echo, `s` as many
// bytes as it reads, `u` one byte for each MiB that it sent, `f` 20 frames of 100 bytes a second, `h` as many bytes as it
// reads until it stops reading, `p` a peer that stops reading. Prints its port.
import { type AddressInfo, createServer, type Socket } from 'node:net';

const MIB = 1024 * 1024;
const FRAME = Buffer.alloc(100, 'f');
const FRAMES_PER_SECOND = 20;
const CHUNK = Buffer.alloc(256 * 1024);

const fans: Socket[] = [];
let next = 0;
// Frames are spread over time, as those of many rooms: each tunnel gets its frame at its own moment.
setInterval(() => {
  const due = Math.ceil((fans.length * FRAMES_PER_SECOND) / 1000);
  for (let count = 0; count < due && fans.length > 0; count += 1) {
    next = (next + 1) % fans.length;
    fans[next]?.write(FRAME);
  }
}, 1);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (first: Buffer) => {
    const mode = String.fromCharCode(first[0] ?? 0);
    if (mode === 'e') echo(socket, first.subarray(1));
    if (mode === 's') feed(socket);
    if (mode === 'u') countMebibytes(socket);
    if (mode === 'f') fan(socket);
    if (mode === 'h') feedUntilStopped(socket);
    if (mode === 'p') socket.pause();
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => console.log((server.address() as AddressInfo).port));

function echo(socket: Socket, first: Buffer): void {
  if (first.length > 0) socket.write(first);
  socket.pipe(socket);
}

function feed(socket: Socket): void {
  while (socket.writable && socket.write(CHUNK));
  socket.on('drain', () => {
    while (socket.writable && socket.write(CHUNK));
  });
}

/** In small pieces: bytes that wait here were not read by the peer. */
function feedUntilStopped(socket: Socket): void {
  const piece = CHUNK.subarray(0, 16 * 1024);
  let stopped: NodeJS.Timeout | undefined;
  const feed = (): void => {
    clearTimeout(stopped);
    stopped = setTimeout(() => socket.off('drain', feed), 500);
    while (socket.writable && socket.write(piece));
  };
  socket.on('drain', feed);
  socket.on('close', () => clearTimeout(stopped));
  feed();
}

function countMebibytes(socket: Socket): void {
  let bytes = 0;
  socket.on('data', (chunk) => {
    const before = Math.floor(bytes / MIB);
    bytes += chunk.length;
    const whole = Math.floor(bytes / MIB) - before;
    if (whole > 0) socket.write(Buffer.alloc(whole));
  });
}

function fan(socket: Socket): void {
  fans.push(socket);
  socket.on('close', () => fans.splice(fans.indexOf(socket), 1));
}
