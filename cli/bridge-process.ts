// One of the processes of `packetman bridge --processes N`, which bridge-processes.ts starts. Its settings come from there.
import { closeLog, createLog, logFatal, type LogLevel } from '#process';
import { askForStart, startRelaying, tell } from '../bridge/processes/relaying-process.ts';
import { keepNewGenerationSmall, makeObjectsInNewGeneration } from './heap.ts';
import { beginHeartbeat, drainOnSignal, reportListening } from './shutdown.ts';

beginHeartbeat();
keepNewGenerationSmall();
makeObjectsInNewGeneration();
const start = await askForStart();
const log = createLog('bridge', start.logLevel as LogLevel, start.logFile).child({ process: start.number });
try {
  const bridge = await startRelaying(start, log);
  drainOnSignal({
    drain: () => bridge.drain(),
    fatal: (error) => logFatal(log, error),
    close: () => closeLog(log),
    // The first process reads the configuration again, and tells.
    hangup() {},
  });
  reportListening({ port: bridge.port });
} catch (error) {
  // The first process ends this one when it has the reason.
  tell({ name: 'failed', reason: (error as Error).message });
}
