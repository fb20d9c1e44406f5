// A worker of a load test that has the first client, and exits with code 3 when it is asked to cut off one. Others live on.
await import(new URL('../../dist/load/worker-process.js', import.meta.url).href);
let isFirst = false;
process.on('message', (/** @type {{ order: { type: string, places?: number[] } }} */ { order }) => {
  isFirst ||= order.places?.includes(0) ?? false;
  if (order.type === 'cut' && isFirst) process.exit(3);
});
