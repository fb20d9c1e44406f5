// The settings in the form in which the parts of the server take them. What can be set, and its defaults, is settings.ts.

import { defaultFrightTable } from '#simulation';
import type { BudgetConfig } from './limits/budget.ts';
import { DEFAULT_SETTINGS, type ServerSettings } from './settings.ts';

/** Settings that become something else, or that only the program looks at. */
type Replaced = 'frightTable' | 'logLevel' | `budget${'Work' | 'Bytes'}${string}`;

export interface GameServerConfig extends Omit<ServerSettings, Replaced> {
  /** The folder of all files that the server keeps, null to keep none. */
  readonly data: string | null;
  /** Turns of frightened ghosts in all matches: 8192 directions 0..3. */
  readonly frightTable: Uint8Array;
  /** What the requests of one session may cost. */
  readonly budget: BudgetConfig;
}

/** @param frightTable the turns in the file that the setting of that name names */
export function configOf(settings: ServerSettings, frightTable: Uint8Array = defaultFrightTable): GameServerConfig {
  const {
    budgetWorkUsPerSecond: workUsPerSecond,
    budgetWorkUsBurst: workUsBurst,
    budgetBytesPerSecond: bytesPerSecond,
    budgetBytesBurst: bytesBurst,
    logLevel: _,
    ...others
  } = settings;
  return Object.freeze({
    ...others,
    frightTable,
    budget: { workUsPerSecond, workUsBurst, bytesPerSecond, bytesBurst },
  });
}

/** The defaults with some of them replaced. Nothing is kept on disk unless `data` names a folder. */
export function gameServerConfig(overrides: Partial<GameServerConfig> = {}): GameServerConfig {
  return Object.freeze({ ...configOf(DEFAULT_SETTINGS), ...overrides });
}
