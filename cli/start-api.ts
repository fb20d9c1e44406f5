// What `packetman start` starts the API with. Its settings are its own variables and file: its flags have the same names as
// those of the game server. Bridge and game server must know its ports before it runs, and while it does not.
import type { Command } from 'commander';
import type { ApiSettingName } from '../api/settings.ts';
import { apiSettingsOfEnvironment } from './api-settings.ts';
import { freePort } from './free-port.ts';
import { SettingsError } from './program-settings.ts';
import { addressInUrl } from './start-address.ts';
import { variableOf } from './variables.ts';

interface AdminPort {
  readonly host: string;
  readonly port: number | undefined;
}

export interface ApiPlan {
  /** Where the bridge reaches it. */
  readonly url: string;
  /** Where game servers and operators reach it. */
  readonly adminUrl: string;
  /**
   * @param server where it reaches the admin port of the game server
   * @param bridge the same of the bridge, null if that has none, or one that is picked later
   */
  args(server: AdminPort, bridge: AdminPort | null): string[];
}

export interface ApiSurroundings {
  /** The data folder of the game server, null for that of the user. */
  readonly data: string | null;
  readonly logLevel: string;
  /** Whether `start` was given the level, which then holds for all programs. */
  readonly isLogLevelOfStart: boolean;
}

/** Reads and checks the settings of the API, and picks its ports. Wrong ones end the program as wrong usage. */
export async function apiPlanOf(
  command: Command,
  file: string | undefined,
  { data, logLevel, isLogLevelOfStart }: ApiSurroundings,
): Promise<ApiPlan> {
  const { settings, placeOf } = readSettings(command, file);
  const { host, adminHost } = settings;
  const portOf = async (name: 'port' | 'adminPort', address: string): Promise<number> => {
    const isGiven = placeOf(name) !== null && settings[name] !== 0;
    return isGiven ? settings[name] : await freePort(address, settings[name]);
  };
  const port = await portOf('port', host);
  const adminPort = await portOf('adminPort', adminHost);

  /** A flag for what follows from the other programs, unless the API has a setting of its own. */
  const unlessSet = (name: ApiSettingName, flag: string, value: string | number | null | undefined): string[] =>
    placeOf(name) === null && value !== null && value !== undefined ? [`--${flag}=${value}`] : [];
  const isLogLevelSet = placeOf('logLevel') !== null || process.env[variableOf('api', 'log-level')] !== undefined;
  return {
    url: `http://${await addressInUrl(host)}:${port}`,
    adminUrl: `http://${await addressInUrl(adminHost)}:${adminPort}`,
    args: (server, bridgeAdmin) => [
      'api',
      ...(file === undefined ? [] : [`--config=${file}`]),
      `--port=${port}`,
      `--admin-port=${adminPort}`,
      ...unlessSet('data', 'data', data),
      ...unlessSet('gameServerAdminHost', 'game-server-admin-host', server.host),
      ...unlessSet('gameServerAdminPort', 'game-server-admin-port', server.port),
      ...unlessSet('bridgeAdminHost', 'bridge-admin-host', bridgeAdmin?.host),
      ...unlessSet('bridgeAdminPort', 'bridge-admin-port', bridgeAdmin?.port),
      ...(isLogLevelOfStart || !isLogLevelSet ? [`--log-level=${logLevel}`] : []),
    ],
  };
}

function readSettings(command: Command, file: string | undefined): ReturnType<typeof apiSettingsOfEnvironment> {
  try {
    return apiSettingsOfEnvironment(file);
  } catch (error) {
    if (error instanceof SettingsError) return command.error(`error: ${error.message}`);
    throw error;
  }
}
