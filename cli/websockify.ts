// What websockify's command line has, and where it leads here: plug-ins to settings, flags without a counterpart to one line
// that says what to use instead. The flags themselves are in bridge-options.ts.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BridgeSettings } from '../bridge/config.ts';
import { REFUSED, type BridgeOptions } from './bridge-options.ts';

type TokenSetting = 'tokens' | 'tokenRedis' | 'tokenFolder' | 'tokenSockets' | 'tokenUrl' | 'tokenKey';

/** The setting that --token-source gives, by plug-in. */
const TOKEN_PLUGINS: Readonly<Record<string, TokenSetting>> = {
  TokenFile: 'tokens',
  ReadOnlyTokenFile: 'tokens',
  TokenFileName: 'tokenFolder',
  UnixDomainSocketDirectory: 'tokenSockets',
  TokenRedis: 'tokenRedis',
  BaseTokenAPI: 'tokenUrl',
  JSONTokenApi: 'tokenUrl',
  JWTTokenApi: 'tokenKey',
};

const AUTH_PLUGINS = ['BasicHTTPAuth', 'ExpectOrigin'];

/** Settings that --token-source gives; a message about one of them is about that flag. */
export const TOKEN_SETTINGS: readonly string[] = [...new Set(Object.values(TOKEN_PLUGINS))];

/** By its own name, or with that of its module. */
function pluginName(module: 'token_plugins' | 'auth_plugins', text: string): string {
  return text.replace(new RegExp(`^(websockify\\.)?${module}\\.`), '');
}

export function tokenSettings({ tokenPlugin = 'TokenFile', ...options }: BridgeOptions): BridgeSettings {
  const { tokenSource, targetConfig, tokenPath, hostToken, revoke } = options;
  const name = pluginName('token_plugins', tokenPlugin);
  return {
    [TOKEN_PLUGINS[name] ?? 'tokens']: tokenSource ?? targetConfig,
    tokensOnce: name === 'ReadOnlyTokenFile' || undefined,
    path: tokenPath,
    tokenSources: tokenPath === undefined ? hostToken && ['host'] : ['path'],
    revoke,
  };
}

/** With --auth-plugin: a login, or the only origins. */
export function authPluginSettings({ authPlugin, authSource = '', webAuth }: BridgeOptions) {
  const name = authPlugin && pluginName('auth_plugins', authPlugin);
  if (name === 'BasicHTTPAuth') return { login: authSource, webLogin: webAuth && authSource };
  if (name === 'ExpectOrigin') return { origins: authSource.split(/\s+/).filter((text) => text !== '') };
  return {};
}

/** One line about what websockify would understand and this program does not, or null. */
export function refusedByUs(command: Command, options: BridgeOptions): string | null {
  const given = command.options.find((each) => each.flags in REFUSED && command.getOptionValue(each.attributeName()));
  if (given !== undefined) return notSupported(given.long!, REFUSED[given.flags]!);
  return wrongPlugin(options) ?? wrongAuth(options);
}

function wrongPlugin({ tokenPlugin, authPlugin }: BridgeOptions): string | null {
  if (tokenPlugin !== undefined && !Object.hasOwn(TOKEN_PLUGINS, pluginName('token_plugins', tokenPlugin))) {
    const known = Object.keys(TOKEN_PLUGINS).join(', ');
    return notSupported(`--token-plugin ${tokenPlugin}`, `JSONTokenApi asks a server of your own; others are ${known}`);
  }
  const auth = authPlugin && pluginName('auth_plugins', authPlugin);
  if (auth === undefined || AUTH_PLUGINS.includes(auth)) return null;
  const instead =
    auth === 'ClientCertCNAuth'
      ? 'use --verify-client with a --cafile of authorities that sign only these certificates'
      : `use ${AUTH_PLUGINS.join(', ')}, --passwords or --jwt-key`;
  return notSupported(`--auth-plugin ${authPlugin}`, instead);
}

function wrongAuth(options: BridgeOptions): string | null {
  const { authPlugin, authSource, passwords, webAuth, verifyClient, cafile, hostToken, tokenPath } = options;
  if (options.tlsOnly && options.cert === undefined) {
    return 'error: --ssl-only does nothing without --cert, such as --cert self.pem';
  }
  const { login, origins } = authPluginSettings(options);
  if (webAuth && passwords === undefined && login === undefined) {
    return 'error: --web-auth does nothing without --passwords or --auth-plugin BasicHTTPAuth';
  }
  if (origins?.length === 0) return 'error: --auth-plugin ExpectOrigin needs --auth-source "https://a.example"';
  if (login !== undefined && authSource === undefined) {
    return 'error: --auth-plugin BasicHTTPAuth needs --auth-source name:password';
  }
  if (login !== undefined && passwords !== undefined)
    return 'error: --auth-plugin BasicHTTPAuth and --passwords are alternatives';
  if (authSource !== undefined && authPlugin === undefined)
    return 'error: --auth-source does nothing without --auth-plugin';
  if (verifyClient && cafile === undefined) {
    return 'error: --verify-client does nothing without --cafile, such as /etc/ssl/certs/ca-certificates.crt';
  }
  if (hostToken && options.tokenSource === undefined && options.targetConfig === undefined) {
    return 'error: --host-token does nothing without --token-source';
  }
  return hostToken && tokenPath !== undefined ? 'error: --host-token and --token-path are alternatives' : null;
}

function notSupported(what: string, instead: string): string {
  return `error: ${what} is not supported: ${instead}`;
}

/** An address to listen on, or a target. */
const ADDRESS = /^(?:unix:.+|systemd|(?:.*:)?\d+)$/;

/**
 * One line about wrap mode, or null: behind `--` websockify takes a command, and starts it with its port moved elsewhere by
 * LD_PRELOAD.
 * @param args before they are parsed: the flags of that command are not ours
 */
export function wrapMode(args: readonly string[]): string | null {
  const [first] = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [];
  if (first === undefined || ADDRESS.test(first)) return null;
  const what = 'start COMMAND by itself, on another port, and name that: packetman bridge 8080 127.0.0.1:5900';
  return notSupported('-- COMMAND', what);
}

/**
 * One line about a target beside another one, or null.
 * @param target the argument; a variable gives way to a flag
 */
export function secondTarget(target: string | undefined, options: BridgeOptions): string | null {
  if (target === undefined) return null;
  const { unixTarget, tokenSource, targetConfig } = options;
  const flags = { '--unix-target': unixTarget, '--token-source': tokenSource, '--target-config': targetConfig };
  const [other] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  return other === undefined ? null : `error: the target ${target} and ${other} are alternatives`;
}

/** What websockify would do with the same flags without saying so, and this program does not: for the log. */
export function differences(options: BridgeOptions, web: string | null): string[] {
  const { cert, tlsTarget } = options;
  const found: string[] = [];
  if (cert === undefined && existsSync('self.pem')) found.push('self.pem is not used: --cert self.pem turns on TLS');
  if (tlsTarget) found.push('the certificate of the target is checked: "targetTls" in --config has "ca" and "verify"');
  if (web !== null && !existsSync(resolve(web, 'index.html'))) {
    const page = existsSync(resolve(web, 'vnc.html')) ? ', open /vnc.html' : '';
    found.push(`the folder of --web has no index.html: / is answered with 404, folders are never listed${page}`);
  }
  return found;
}
