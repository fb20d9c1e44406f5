/** Host names of a Host header, and which of them no other site can point at this machine. */
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** The host of a Host header, without its port, in lower case and without a final dot. Null when it is not a host. */
export function hostName(host: string): string | null {
  const { ipv6, name } = /^(?:\[(?<ipv6>[\da-f:.]+)\]|(?<name>[\w*.-]+?)\.?)(?::\d{1,5})?$/i.exec(host)?.groups ?? {};
  return (ipv6 ?? name)?.toLowerCase() ?? null;
}

/** Whether the text is a name without a port, `*.name` for all names below it, or `*` for every name. */
export function isHostPattern(text: string): boolean {
  return text === '*' || /^(\*\.)?[a-z\d_]([\w-]*[a-z\d_])?(\.[a-z\d_]([\w-]*[a-z\d_])?)*$/i.test(text);
}

/**
 * Whether no other site can own this name and point it at this machine (DNS rebinding): IP addresses, localhost, names
 * without a dot, this machine's own name, and its name in mDNS, which is the first part with `.local`.
 * @param name as `hostName` gives it
 * @param ownName this machine's name, for tests
 */
export function isLocalName(name: string, ownName: string = hostname().toLowerCase()): boolean {
  if (isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost')) return true;
  return name === ownName || name === `${ownName.split('.', 1)[0]}.local`;
}
