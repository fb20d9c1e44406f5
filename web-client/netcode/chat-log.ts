// Chat and notices as lines to show. Views draw them.

import { rowFor, type ChatScope, type KnownWord, type ServerMessage } from '#protocol';

/** Older lines are forgotten. */
const LINES_MAX = 200;

export type ChatLine =
  | {
      readonly kind: 'said';
      readonly scope: Chat['scope'];
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }
  /** Something happened, or was refused: a whole sentence. */
  | { readonly kind: 'news'; readonly text: string };

type Chat = ServerMessage & { readonly type: 'chat' };
type Notice = ServerMessage & { readonly type: 'notice' };
export type NoticeKind = KnownWord<Notice['kind']>;

const SENTENCES: Readonly<Record<NoticeKind, (name: string) => string>> = {
  joined: (name) => `${name} is here.`,
  left: (name) => `${name} has left.`,
  disconnected: (name) => `${name} lost the connection.`,
  reconnected: (name) => `${name} is back.`,
  idle: () => 'Still there? The AI takes over in a few seconds.',
  host: (name) => `${name} is the host now.`,
  kicked: (name) => `The host has sent ${name} out.`,
  muted: (name) => `The host has muted ${name}.`,
  unmuted: (name) => `${name} may talk again.`,
  paused: (name) => `${name} wants a pause.`,
  unpaused: (name) => `${name} goes on.`,
  'password-guessed': () => 'Somebody is guessing the password of this room.',
  'in-line': () => 'This match has no seat for you. You play in the next one.',
  'pause-refused': (name) => `${name} wants to play on.`,
  'pause-lapsed': (name) => `Not everybody has answered ${name}. The match goes on.`,
};

/** @returns null for a notice that this page does not know. */
export function sentenceOf({ kind, name }: Notice): string | null {
  return rowFor(SENTENCES, kind)?.(name) ?? null;
}

export class ChatLog {
  readonly lines: ChatLine[] = [];
  /** Lines of others since the log was last seen. */
  unread = 0;

  said(message: Chat, ownName: string): void {
    const { scope, from, to, text } = message;
    this.add({ kind: 'said', scope, from, to, text });
    if (from !== ownName) this.unread++;
  }

  news(text: string): void {
    this.add({ kind: 'news', text });
  }

  seen(): void {
    this.unread = 0;
  }

  clear(): void {
    this.lines.length = 0;
    this.unread = 0;
  }

  /** Names of those who have spoken, the last first: players that one may want to answer. */
  get speakers(): string[] {
    const names = this.lines.flatMap((line) => (line.kind === 'said' ? [line.from] : []));
    return [...new Set(names.reverse())];
  }

  private add(line: ChatLine): void {
    this.lines.push(line);
    if (this.lines.length > LINES_MAX) this.lines.shift();
  }
}

export interface Utterance {
  readonly scope: ChatScope;
  readonly to: string;
  readonly text: string;
}

const WHISPER = /^\/(?:w|msg|whisper)\s+/i;

/**
 * Text and receiver of a typed line: `/w name text` is a whisper. Names may have spaces, so known names are tried first.
 * Null for an empty line.
 */
export function utteranceOf(typed: string, scope: 'lobby' | 'room', known: readonly string[]): Utterance | null {
  const line = typed.trim();
  if (!WHISPER.test(line)) return line === '' ? null : { scope, to: '', text: line };
  const rest = line.replace(WHISPER, '');
  const lower = rest.toLowerCase();
  const longestFirst = [...known].sort((a, b) => b.length - a.length);
  const name = longestFirst.find((each) => lower.startsWith(`${each.toLowerCase()} `)) ?? rest.split(' ', 1)[0]!;
  const text = rest.slice(name.length).trim();
  return name === '' || text === '' ? null : { scope: 'whisper', to: name, text };
}
