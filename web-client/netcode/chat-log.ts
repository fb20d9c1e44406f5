// Chat and notices as lines to show. Views draw them.

import { CHAT_LENGTH_MAX, readLine, rowFor, type ChatScope, type KnownWord, type ServerMessage } from '#protocol';
import { words } from '../language/language.ts';

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

/** @returns null for a notice that this page does not know. */
export function sentenceOf({ kind, name }: Notice): string | null {
  const text = words().notices;
  const sentences: Readonly<Record<NoticeKind, string>> = {
    joined: text.joined(name),
    left: text.left(name),
    disconnected: text.disconnected(name),
    reconnected: text.reconnected(name),
    idle: text.idle,
    host: text.host(name),
    kicked: text.kicked(name),
    muted: text.muted(name),
    unmuted: text.unmuted(name),
    paused: text.paused(name),
    unpaused: text.unpaused(name),
    'password-guessed': text.passwordGuessed,
    'in-line': text.inLine,
    'pause-refused': text.pauseRefused(name),
    'pause-lapsed': text.pauseLapsed(name),
    'not-counted': text.notCounted,
  };
  return rowFor(sentences, kind) ?? null;
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

  /** A ready phrase of a member. */
  phrase(from: string, text: string): void {
    this.add({ kind: 'said', scope: 'room', from, to: '', text });
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

const WHISPER = /^\s*\/(?:w|msg|whisper)\s+/i;

/** A typed line in its parts; `head` is all before the text. Not a whisper: `name` is ''. */
interface TypedLine {
  readonly head: string;
  readonly name: string;
  readonly text: string;
}

/** `/w name text` is a whisper. Names may have spaces, so known names are tried first. */
function partsOf(typed: string, known: readonly string[]): TypedLine {
  const command = WHISPER.exec(typed)?.[0];
  if (command === undefined) return { head: '', name: '', text: typed };
  const rest = typed.slice(command.length);
  const lower = rest.toLowerCase();
  const longestFirst = [...known].sort((a, b) => b.length - a.length);
  const name = longestFirst.find((each) => lower.startsWith(`${each.toLowerCase()} `)) ?? rest.split(' ', 1)[0]!;
  return { head: command + rest.slice(0, name.length), name, text: rest.slice(name.length) };
}

/** Text and receiver of a typed line; null for an empty line, and for a whisper without a name or a text. */
export function utteranceOf(typed: string, scope: 'lobby' | 'room', known: readonly string[]): Utterance | null {
  const { head, name, text } = partsOf(typed.trim(), known);
  const line = text.trim();
  if (line === '' || (head !== '' && name === '')) return null;
  return { scope: head === '' ? scope : 'whisper', to: name, text: line };
}

/**
 * Cuts a line to what the server accepts. The server counts code points after it has cleaned the text; a command and a name
 * before the text do not count.
 */
export function fittingLine(typed: string, known: readonly string[]): string {
  const { head, text } = partsOf(typed, known);
  const characters = [...text];
  while (characters.length > CHAT_LENGTH_MAX && readLine(characters.join('')) === null) characters.pop();
  return head + characters.join('');
}
