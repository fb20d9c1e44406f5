// A worker process of a load test: holds its share of the clients and carries out the orders of workers.ts. It outlives the
// process of workers.ts only until its own clients have left.

import { LoadWorker, type Order } from './worker.ts';

const worker = new LoadWorker();
let isClosing = false;

// The system gives Ctrl-C to all processes: it is left to the first one, which has the clients leave.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => {
  if (!isClosing) process.exit();
});
process.on('message', ({ number, order }: { number: number; order: Order }) => {
  isClosing ||= order.type === 'close';
  void worker.carryOut(order).then((share) => process.connected && process.send!({ number, share }, () => {}));
});
