/** A bridge with a status page, and an operator who asks for it as the page does. */
import { randomBytes, scryptSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusSnapshot } from '../../../bridge/status/answers.ts';
import type { BridgeSettings } from '../../../bridge/config.ts';
import type { TcpAddress } from '../../../bridge/target/address.ts';
import { ask, get, openBridge, openFolder, type Answer, type Reachable, type TestBridge } from '../support.ts';

export const LOGIN = { name: 'olga', password: 'open sesame' };
/** What the page sends with requests that change something. */
export const OF_PAGE = { 'x-requested-with': 'status-page', 'content-type': 'application/json' };

export function passwordLine(name: string, password: string): string {
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32).toString('base64');
  return `${name}:scrypt:${salt.toString('base64')}:${hash}\n`;
}

export async function passwordFile(): Promise<string> {
  const path = join(await openFolder(), 'operators');
  await writeFile(path, passwordLine(LOGIN.name, LOGIN.password));
  return path;
}

export interface StatusBridge extends TestBridge {
  readonly passwords: string;
}

/** With the page at `/status`. */
export async function openStatusBridge(target: TcpAddress, settings: BridgeSettings = {}): Promise<StatusBridge> {
  const passwords = await passwordFile();
  return { ...(await openBridge(target, { status: '/status', statusPasswords: passwords, ...settings })), passwords };
}

export function postTo(bridge: Reachable, path: string, body: object, headers: Record<string, string> = OF_PAGE) {
  return ask(bridge, 'POST', path, headers, Buffer.from(JSON.stringify(body)));
}

/** @returns the cookie of the login, or the answer that refuses it */
export async function signIn(bridge: Reachable, login: object = LOGIN): Promise<string> {
  const { headers, body } = await postTo(bridge, '/status/login', login);
  const [cookie] = headers['set-cookie'] ?? [];
  if (cookie === undefined) throw new Error(String(body));
  return cookie.split(';', 1)[0]!;
}

export function sessionsAnswer(bridge: Reachable, cookie: string, query = ''): Promise<Answer> {
  return get(bridge, `/status/sessions${query}`, { cookie });
}

export async function snapshotOf(bridge: Reachable, cookie: string, query = ''): Promise<StatusSnapshot> {
  const { status, body } = await sessionsAnswer(bridge, cookie, query);
  if (status !== 200) throw new Error(`${status}: ${String(body)}`);
  return JSON.parse(String(body)) as StatusSnapshot;
}

export function end(bridge: Reachable, cookie: string, id: string, headers: Record<string, string> = OF_PAGE) {
  return postTo(bridge, '/status/end', { id }, { ...headers, cookie });
}
