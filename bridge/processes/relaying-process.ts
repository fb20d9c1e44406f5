/** One of several processes of a bridge: a bridge that counts by way of the first process, and does what that tells it. */
import { type Logger, reopenLog } from '#process';
import { type Bridge, startBridge } from '../main.ts';
import { type FromProcess, isToProcess, type ProcessStart, type ToProcess } from './messages.ts';
import { AllStatus } from './all-status.ts';
import { Asks } from './asks.ts';
import { ProcessCounts } from './process-counts.ts';

type Reload = Extract<ToProcess, { name: 'reload' }>;

/** The last one that came while the bridge was starting. */
let missed: Reload | null = null;

function remember(message: unknown): void {
  if (isToProcess(message) && message.name === 'reload') missed = message;
}

/** Asks the first process what to begin with. */
export function askForStart(): Promise<ProcessStart> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      if (!isToProcess(message) || message.name !== 'start') return;
      process.off('message', onMessage);
      process.on('message', remember);
      resolve(message.start);
    };
    process.on('message', onMessage);
    tell({ name: 'hello' });
  });
}

export async function startRelaying({ config, next, key }: ProcessStart, log: Logger): Promise<Bridge> {
  const asks = new Asks(tell);
  const counts = new ProcessCounts(key, asks, tell);
  const status = new AllStatus(key, asks);
  let isUsed = false;
  // Clients come as soon as it listens.
  process.on('message', (message: unknown) => {
    if (isToProcess(message) && message.name === 'answer') asks.answered(message.ask, message.value);
  });
  const bridge = await startBridge(config, log, {
    places: counts.places,
    guesses: (onWrong) => counts.guesses(onWrong),
    status,
  });
  bridge.onTunnels((count) => {
    if (isUsed === count > 0) return;
    isUsed = count > 0;
    tell({ name: 'use', isUsed });
  });
  process.on('message', (message: unknown) => {
    if (!isToProcess(message)) return;
    if (message.name === 'reload') reload(bridge, message, log);
    else if (message.name === 'reopen-log') reopenLog(log);
    else if (message.name === 'gather') {
      const { gathering, question } = message;
      const value = question.name === 'metrics' ? bridge.metricValues() : status.answer(question);
      void value.then((value) => tell({ name: 'gathered', gathering, value }));
    }
  });
  process.off('message', remember);
  missed ??= next;
  if (missed !== null) reload(bridge, missed, log);
  return bridge;
}

export function tell(message: FromProcess): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

function reload(bridge: Bridge, { reload, config }: Reload, log: Logger): void {
  try {
    bridge.reload(config);
    tell({ name: 'reloaded', reload });
  } catch (error) {
    log.error({ error: (error as Error).message }, 'configuration left as it was');
  }
}
