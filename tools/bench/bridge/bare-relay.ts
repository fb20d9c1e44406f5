// The lower bound: a TCP relay in one Node thread, without WebSockets. Takes the target's port, prints its own.
import { type AddressInfo, connect, createServer } from 'node:net';

const targetPort = Number(process.argv[2]);

const server = createServer({ noDelay: true }, (caller) => {
  const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
  caller.on('error', () => target.destroy());
  target.on('error', () => caller.destroy());
  caller.pipe(target);
  target.pipe(caller);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => console.log((server.address() as AddressInfo).port));
