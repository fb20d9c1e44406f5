// A browser whose tabs hide one another, as in daily use, and which can be stopped whole, as by closing a laptop.
// Playwright keeps all of its pages in front; so this speaks with the browser by itself, in the DevTools protocol.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import { BROWSER_FLAGS, BROWSER_PATH } from './browser.ts';

/** How often a condition in a page is looked at. */
const LOOK_MS = 50;

/** @throws Error when the browser does not start, or a page something. */
export class TabbedBrowser {
  private readonly process: ChildProcess;
  private readonly folder: string;
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private asked = 0;

  static async launch(): Promise<TabbedBrowser> {
    if (!BROWSER_PATH) throw new Error('no browser: PACKETMAN_BROWSER names none');
    const folder = mkdtempSync(join(tmpdir(), 'packetman-tabs-'));
    const args = [...BROWSER_FLAGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
    // In a group of its own, so that all its processes can be stopped at once.
    const process = spawn(BROWSER_PATH, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(await addressIn(process.stderr));
    await once(socket, 'open');
    return new TabbedBrowser(process, folder, socket);
  }

  private constructor(process: ChildProcess, folder: string, socket: WebSocket) {
    this.process = process;
    this.folder = folder;
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer;
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
  }

  /** A new tab, in front of all others. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.ask<{ targetId: string }>('Target.createTarget', { url });
    const target = { targetId, flatten: true };
    const { sessionId } = await this.ask<{ sessionId: string }>('Target.attachToTarget', target);
    const tab = new Tab(this, targetId, sessionId);
    await tab.toFront();
    return tab;
  }

  /** Stops all its processes until `goOn`; they do not notice. */
  stop(): void {
    this.signal('SIGSTOP');
  }

  goOn(): void {
    this.signal('SIGCONT');
  }

  async close(): Promise<void> {
    this.socket.terminate();
    const ended = once(this.process, 'exit');
    this.signal('SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  async ask<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = ++this.asked;
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result as Result;
  }

  private signal(name: NodeJS.Signals): void {
    process.kill(-this.process.pid!, name);
  }
}

export class Tab {
  private readonly browser: TabbedBrowser;
  private readonly targetId: string;
  private readonly sessionId: string;

  constructor(browser: TabbedBrowser, targetId: string, sessionId: string) {
    this.browser = browser;
    this.targetId = targetId;
    this.sessionId = sessionId;
  }

  toFront(): Promise<unknown> {
    return this.browser.ask('Target.activateTarget', { targetId: this.targetId });
  }

  /** What a browser does to a tab that was hidden for long: none of its code runs any more. It must be hidden. */
  freeze(): Promise<unknown> {
    return this.ask('Page.setWebLifecycleState', { state: 'frozen' });
  }

  thaw(): Promise<unknown> {
    return this.ask('Page.setWebLifecycleState', { state: 'active' });
  }

  async press(code: string): Promise<void> {
    for (const type of ['keyDown', 'keyUp']) await this.ask('Input.dispatchKeyEvent', { type, code, key: code });
  }

  /** Runs something in the page, which sees nothing of what is around it here. */
  async run<Result>(what: () => Result): Promise<Result> {
    const evaluated = await this.ask<Evaluated<Result>>('Runtime.evaluate', {
      expression: `(${what.toString()})()`,
      returnByValue: true,
    });
    if (evaluated.exceptionDetails !== undefined) throw new Error(JSON.stringify(evaluated.exceptionDetails));
    return evaluated.result.value;
  }

  /** Waits until something is true in the page; the test's own limit ends it. */
  async until(isTrue: () => unknown): Promise<void> {
    while (!(await this.run(isTrue).catch(falseWithoutPage)))
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  private ask<Result>(method: string, params: object): Promise<Result> {
    return this.browser.ask(method, params, this.sessionId);
  }
}

/** Between two pages there is none: our page has a process of its own (Cross-Origin-Opener-Policy), the empty one another. */
function falseWithoutPage(error: Error): false {
  if (error.message.includes('Cannot find default execution context')) return false;
  throw error;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Evaluated<Result> {
  readonly result: { readonly value: Result };
  readonly exceptionDetails?: object;
}

/** The browser says where it listens, once it does. */
async function addressIn(stderr: Readable): Promise<string> {
  let said = '';
  for await (const piece of stderr) {
    said += String(piece);
    const address = /DevTools listening on (\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the browser did not start: ${said}`);
}
