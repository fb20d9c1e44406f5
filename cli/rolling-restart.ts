// A rolling restart: one node after another ends, is started again, and runs before the next one ends. So nodes can move
// their rooms to each other, and a new version is taken into use while everybody plays.
import type { Supervised } from './supervisor.ts';

type Restarted = Pick<Supervised, 'name' | 'restart'>;

/**
 * @param nodes in the order in which they are restarted
 * @param api restarted before them, null for none: a new one reads what older game servers hand over
 * @returns begins a restart of all; while one is under way it only logs that
 */
export function rollingRestart(
  nodes: readonly Restarted[],
  api: Restarted | null,
  log: (line: string) => void,
): () => void {
  let isUnderWay = false;
  /** @returns why it does not run again, null if it does */
  const restart = async (child: Restarted): Promise<string | null> => {
    try {
      return (await child.restart()) ? null : 'it was not running';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const restartAll = async (): Promise<string> => {
    // Everybody can play without the API.
    const missing = api === null ? null : await restart(api);
    if (missing !== null) log(`the API was not restarted: ${missing}`);
    for (const node of nodes) {
      const failure = await restart(node);
      if (failure !== null) return `the rolling restart stops at the ${node.name}: ${failure}`;
    }
    return 'the rolling restart is complete';
  };
  return () => {
    if (isUnderWay) return log('a rolling restart is under way');
    isUnderWay = true;
    log('a rolling restart begins');
    void restartAll().then((outcome) => {
      isUnderWay = false;
      log(outcome);
    });
  };
}
