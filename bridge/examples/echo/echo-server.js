// A plain TCP echo server: everything that comes in goes back out. It knows nothing of WebSockets; a browser reaches it
// through the bridge.
//
//     node echo-server.js 5000

import { createServer } from 'node:net';

const [, , port = '5000'] = process.argv;

const server = createServer((connection) => {
  connection.on('error', () => connection.destroy());
  connection.pipe(connection);
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`echo server on port ${server.address().port}`);
});
