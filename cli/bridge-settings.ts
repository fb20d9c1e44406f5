// The settings of the bridge from its arguments, flags, variables and file. Which flags there are is bridge-options.ts,
// which settings bridge/config.ts.
import type { Command } from 'commander';
import type { BridgeSettings } from '../bridge/config.ts';
import { API_PATHS, bridgeFlags, type BridgeOptions, TLS_VERSIONS } from './bridge-options.ts';
import { BRIDGE_LISTEN, BRIDGE_TARGET } from './variables.ts';
import { authPluginSettings, TOKEN_SETTINGS, tokenSettings } from './websockify.ts';

/** The arguments of the command, or what their variables say. */
export interface BridgeArguments {
  readonly listen: string | undefined;
  readonly target: string | undefined;
}

/** Settings that have no flag of their own, by that of the flag that gives them. */
const OF_TOKEN_FLAGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TOKEN_SETTINGS.map((setting) => [setting, 'tokens'])),
  tokenSources: 'path',
  webLogin: 'auth.login',
};

/** As with websockify. */
const UNIX_LISTEN_MODE = '0600';

/** The settings in a file and those of arguments, flags and variables, which win. Paths passed on are added up. */
export function bridgeSettings(inFile: BridgeSettings, { listen, target }: BridgeArguments, options: BridgeOptions) {
  const flags = settingsOf(listen, target, options);
  const passOn = { ...inFile.passOn, ...flags.passOn };
  return { ...inFile, ...flags, ...(Object.keys(passOn).length > 0 && { passOn }) };
}

/**
 * Where the value came from that is wrong: a flag, a variable or the file.
 * @param message an error of bridge/config.ts, which begins with the path of the setting
 * @returns the message with that place in front; as it is where the value is an argument
 */
export function withPlace(message: string, command: Command, inFile: BridgeSettings, file: string | undefined): string {
  const [, setting = ''] = /^([a-zA-Z.]+)[.\d]*: /.exec(message) ?? [];
  const given = bridgeFlags().filter(({ option }) => isGiven(command, option.attributeName()));
  const asFlag = OF_TOKEN_FLAGS[setting] ?? setting;
  const fits = (name: string | null) => name !== null && `${asFlag}.`.startsWith(`${name}.`);
  const flag =
    given.find((each) => fits(each.setting)) ??
    given.find((each) => each.setting?.startsWith(`${asFlag}.`)) ??
    // Of --auth-plugin ExpectOrigin.
    given.find((each) => asFlag.startsWith('origins') && each.setting === 'auth.login');
  if (flag !== undefined) {
    const { long, envVar } = command.options.find((each) => each.long === flag.option.long)!;
    return `${command.getOptionValueSource(flag.option.attributeName()) === 'cli' ? long : envVar}: ${message}`;
  }
  const [key = ''] = setting.split('.');
  const variable = key === 'listen' ? BRIDGE_LISTEN : BRIDGE_TARGET;
  if (key === 'listen' || key === 'target') {
    const isArgument = command.args[key === 'listen' ? 0 : 1] !== undefined;
    if (isArgument) return message;
    if (process.env[variable] !== undefined) return `${variable}: ${message}`;
  }
  return file !== undefined && Object.hasOwn(inFile, key) ? `${file}: ${message}` : message;
}

function isGiven(command: Command, attribute: string): boolean {
  return ['cli', 'env'].includes(command.getOptionValueSource(attribute) ?? '');
}

function settingsOf(listen: string | undefined, target: string | undefined, options: BridgeOptions): BridgeSettings {
  const { cert, passwords, jwtKey, unixTarget, unixListen } = options;
  const { login, webLogin, origins } = authPluginSettings(options);
  const passOn = [
    ...(options.api ?? []).flatMap((text) =>
      text.startsWith('/') ? [pathAndUrl(text)] : API_PATHS.map((path) => [path, text] as const),
    ),
    ...(options.passOn ?? []).map(pathAndUrl),
  ];
  return given({
    listen,
    // A path may have a comma in it: that of --unix-target is taken as it is.
    target: unixTarget === undefined ? oneOrSeveral(target) : { path: unixTarget },
    ...tokenSettings(options),
    unixMode: options.unixListenMode ?? (unixListen && UNIX_LISTEN_MODE),
    targetTls: options.tlsTarget && {},
    proxyHeader: options.proxyHeader,
    frames: options.frames as BridgeSettings['frames'],
    deflate: options.deflate,
    auth: (passwords ?? jwtKey ?? login) === undefined ? undefined : { passwords, jwtKey, login },
    webLogin,
    web: options.web,
    csp: options.csp,
    immutable: options.immutable,
    pageLinks: options.pageLink,
    webPasswords: options.webAuth && passwords,
    passOn: passOn.length === 0 ? undefined : Object.fromEntries(passOn),
    admin: options.admin,
    status: options.status,
    statusPasswords: options.statusPasswords,
    origins: origins === undefined ? options.origin : [...origins, ...(options.origin ?? [])],
    ownOrigin: origins && false,
    hostNames: options.hostName,
    originless: origins === undefined && options.originless ? undefined : false,
    trust: options.trust,
    forwardedHeader: options.forwardedHeader,
    acceptProxyHeader: options.acceptProxyHeader,
    tls: cert === undefined ? undefined : tlsOf(cert, options),
    text: options.text,
    tunnelsMax: options.runOnce ? 1 : options.tunnels,
    tunnelsPerAddressMax: options.tunnelsPerAddress,
    messageBytesMax: options.messageBytes,
    pingEveryMs: milliseconds(options.heartbeat),
    // Null for never, so that it overrides the file.
    idleTimeoutMs: milliseconds(options.tunnelIdleTimeout === 0 ? null : options.tunnelIdleTimeout),
    balance: options.balance,
    sticky: options.sticky,
    healthCheck: checksEvery(options.healthCheck),
    drainGraceMs: milliseconds(options.drainGrace),
    record: options.record,
  });
}

/** Only a list has commas: errors in a single address name it. */
function oneOrSeveral(target: string | undefined): string | string[] | undefined {
  return target?.includes(',') ? target.split(',') : target;
}

/** @param text `path=url` */
function pathAndUrl(text: string): [string, string] {
  const [path = '', url = ''] = text.split(/=(.*)/s);
  return [path, url];
}

function tlsOf(cert: string, options: BridgeOptions) {
  const { key, tlsOnly, tlsMinVersion, sslVersion = 'default', verifyClient, cafile } = options;
  const minVersion = tlsMinVersion ?? TLS_VERSIONS[sslVersion];
  return { cert, key: key ?? cert, only: tlsOnly, minVersion, clientCa: verifyClient && cafile };
}

function checksEvery(seconds: number | undefined) {
  if (seconds === undefined) return undefined;
  return seconds === 0 ? null : { everyMs: milliseconds(seconds) };
}

function milliseconds<Seconds extends number | null | undefined>(seconds: Seconds) {
  return typeof seconds === 'number' ? seconds * 1000 : seconds;
}

function given(settings: BridgeSettings): BridgeSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
