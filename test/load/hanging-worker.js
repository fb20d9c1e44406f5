// A worker of a load test that hangs when it is asked to cut off a client, and has answered the orders before.
await import(new URL('../../dist/load/worker-process.js', import.meta.url).href);
process.on('message', (/** @type {{ order: { type: string } }} */ { order }) => {
  if (order.type === 'cut') setImmediate(() => process.kill(process.pid, 'SIGSTOP'));
});
