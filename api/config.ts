// The settings in the form in which the parts of the API take them. What can be set, and its defaults, is settings.ts.

import { join } from 'node:path';
import { API_DEFAULTS, type ApiSettings } from './settings.ts';

export interface ApiConfig extends Omit<ApiSettings, 'logLevel'> {
  /** The folder of the database file and of the shared key. */
  readonly data: string;
}

/** The file of SQLite. */
export function databaseFile({ data }: Pick<ApiConfig, 'data'>): string {
  return join(data, 'api.sqlite');
}

/** The defaults with some of them replaced. */
export function apiConfig({ data, ...overrides }: Partial<ApiConfig> & Pick<ApiConfig, 'data'>): ApiConfig {
  const { logLevel: _, ...defaults } = API_DEFAULTS;
  return Object.freeze({ ...defaults, ...overrides, data });
}
