// The child of supervisor.test.ts: says which port it was given (9 when it was told to pick), and ends when told to.
// 'refuse' makes it one that cannot start.
const [given] = process.argv.slice(2);
if (given === 'refuse') process.exit(1);
process.on('message', (message) => message === 'drain' && process.exit(0));
process.send?.({ listening: { port: Number(given) || 9 } });
