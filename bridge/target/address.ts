/**
 * Addresses to listen on or to connect to, as flags and settings write them: TCP, a unix socket, or systemd's sockets.
 * IP addresses as bytes are left to ip-address.ts.
 */
import { isIP } from 'node:net';

/** Without a host: every address of this machine to listen on, this machine itself as a target. */
export interface TcpAddress {
  readonly host: string | undefined;
  readonly port: number;
}

export interface UnixAddress {
  readonly path: string;
}

/** The sockets that systemd hands over (sd_listen_fds(3)). */
export interface SystemdSockets {
  readonly systemd: true;
}

export type TargetAddress = TcpAddress | UnixAddress;
export type ListenAddress = TargetAddress | SystemdSockets;

/** A value that cannot be used. The message is one line for the operator: what was given and what was expected. */
export class BridgeConfigError extends Error {
  override readonly name = 'BridgeConfigError';
}

/**
 * Reads `host:port`, `[ipv6]:port`, `:port` or `port`.
 * @throws {BridgeConfigError} on anything else, or a port above 65535
 */
export function parseAddress(text: string): TcpAddress {
  const match = /^(?:(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:[\]\s/]*)):)?(?<port>\d{1,5})$/.exec(text);
  const { ipv6, name, port } = match?.groups ?? {};
  if (port === undefined || Number(port) > 65_535 || (ipv6 !== undefined && isIP(ipv6) !== 6)) {
    throw new BridgeConfigError(`expected host:port, [ipv6]:port or port, not "${text}"`);
  }
  return { host: ipv6 ?? (name || undefined), port: Number(port) };
}

/**
 * Reads what `parseAddress` does, or `unix:/path`; `unix_socket:/path` is websockify's spelling of it.
 * @throws {BridgeConfigError} on anything else, or port 0
 */
export function parseTarget(text: string): TargetAddress {
  const path = /^unix(?:_socket)?:(?<path>.+)$/.exec(text)?.groups?.['path'];
  if (path !== undefined) return { path };
  const address = parseAddress(text);
  if (address.port === 0) throw new BridgeConfigError('a port from 1 to 65535 is needed');
  return address;
}

/**
 * Reads what `parseTarget` does, and an IPv6 address without brackets: in a token file websockify knows no others. What is
 * behind the last colon is the port.
 * @throws {BridgeConfigError} as `parseTarget`
 */
export function parseTokenTarget(text: string): TargetAddress {
  const at = text.lastIndexOf(':');
  const host = text.slice(0, Math.max(0, at));
  return parseTarget(isIP(host) === 6 ? `[${host}]${text.slice(at)}` : text);
}

/**
 * Reads what `parseAddress` does, `unix:/path`, or `systemd`.
 * @throws {BridgeConfigError} on anything else
 */
export function parseListen(text: string): ListenAddress {
  if (text === 'systemd') return { systemd: true };
  return text.startsWith('unix:') ? { path: text.slice('unix:'.length) } : parseAddress(text);
}

/** As it stands in logs. */
export function addressText(address: ListenAddress): string {
  if ('systemd' in address) return 'systemd';
  if ('path' in address) return `unix:${address.path}`;
  const { host = '', port } = address;
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
