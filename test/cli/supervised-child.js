// The child of supervisor.test.ts: says which port it was given (9 when it was told to pick), and ends when told to.
// 'refuse' makes it one that cannot start, 'misuse' one with a wrong setting, 'hang-starting' one that
// never listens, 'hang-draining' one that does not finish. A signal SIGUSR2 makes its event loop stand still.
const [given] = process.argv.slice(2);
if (given === 'misuse') process.exit(2);
if (given === 'refuse') process.exit(1);
setInterval(() => process.send?.('alive'), 20);
process.on('SIGUSR2', () => {
  for (;;);
});
process.on('message', (message) => message === 'drain' && given !== 'hang-draining' && process.exit(0));
if (given !== 'hang-starting') process.send?.({ listening: { port: Number(given) || 9 } });
