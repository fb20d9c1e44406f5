// The other players: chat, notices, and the menu of a player.

import type { EndReason } from '#client';
import { words } from './language/language.ts';
import { ChatDraft } from './netcode/chat-draft.ts';
import { ChatLog, sentenceOf, type Utterance } from './netcode/chat-log.ts';
import type { Session } from './netcode/session.ts';
import type { News, OnlineRoom } from './netcode/session-state.ts';
import type { Prompt } from './view/dialogs/prompt.ts';
import { ChatPanel } from './view/hud/people/chat-panel.ts';
import { phraseText } from './view/hud/people/over-players.ts';
import { endingOf } from './view/menus/endings.ts';
import { openOwnMenu, openPlayerMenu, type Mutes } from './view/dialogs/player-menu.ts';
import type { Screen } from './view/menus/screens.ts';
import { draftStorage } from './view/session-storage.ts';
import type { Toast } from './view/hud/toast.ts';

/** What the server says to a line that it does not pass on. */
const CHAT_REFUSALS: readonly EndReason[] = ['bad-chat', 'chat-too-fast', 'muted', 'no-such-player', 'too-fast'];

export interface PlayerListCalls {
  /** Lines have come or were read. */
  readMore(): void;
  /** The chat would cover the running match: something else stands in for it. */
  chatCovers(): void;
  /** A player has come or gone. */
  play(name: 'joined' | 'left'): void;
}

export class PlayerList {
  readonly chat: ChatPanel;
  private readonly log = new ChatLog();
  private readonly draft = new ChatDraft(draftStorage);
  private readonly session: () => Session | null;
  private readonly prompt: Prompt;
  private readonly toast: Toast;
  private readonly calls: PlayerListCalls;
  private mutes: Mutes = { own: new Set(), forRoom: new Set() };

  constructor(session: () => Session | null, prompt: Prompt, toast: Toast, calls: PlayerListCalls) {
    this.session = session;
    this.prompt = prompt;
    this.toast = toast;
    this.calls = calls;
    this.chat = new ChatPanel(this.log, this.draft, {
      say: (utterance) => this.say(utterance),
      refuse: () => this.tell(endingOf('bad-chat').text),
      muteAll: (muted) => session()?.send({ type: 'mute', name: '', muted, forRoom: false }),
      choose: (name) => this.choose(name),
      unread: () => calls.readMore(),
      covers: () => calls.chatCovers(),
    });
  }

  /** Lines that the player has not seen. */
  get unread(): number {
    return this.log.unread;
  }

  /** Each screen has its own chat: of the lobby or of the room. */
  stand(screen: Screen): void {
    this.chat.stand(screen === 'rooms' ? 'lobby' : 'room', screen === 'match');
  }

  /** Another room has other players, and its host has muted nobody yet. */
  enterRoom(): void {
    this.mutes = { own: this.mutes.own, forRoom: new Set() };
    this.log.clear();
    this.chat.update();
  }

  /** The players of the room; null in the lobby, where none are known. */
  areIn(room: OnlineRoom | null): void {
    const name = room?.ownName ?? this.session()?.name ?? '';
    this.chat.company(name, room?.seats.map((seat) => seat.name).filter(Boolean) ?? []);
  }

  hear(message: News): void {
    if (message.type === 'chat') this.said(message);
    else if (message.type === 'phrase') this.phrase(message);
    else if (message.type === 'notice') this.notice(message);
    else if (message.type === 'renamed') this.renamed(message);
    this.chat.update();
  }

  /** The server refused a message of this session. */
  refused(code: EndReason): void {
    if (CHAT_REFUSALS.includes(code) && this.draft.refused()) this.chat.showDraft();
    this.tell(endingOf(code).text);
  }

  /** The connection is lost. */
  disconnected(): void {
    this.draft.lost();
    this.chat.showDraft();
  }

  /** Says it to the player. */
  tell(text: string | null): void {
    this.log.news(text ?? '');
    this.chat.update();
    this.toast.say(text);
  }

  /** Opens the menu of a player. */
  choose(name: string): void {
    if (name === this.session()?.room?.ownName)
      return openOwnMenu(this.prompt, () => this.session()?.send({ type: 'close' }));
    openPlayerMenu(this.prompt, name, this.mutes, this.session()?.room?.isHost ?? false, {
      whisper: () => this.chat.whisperTo(name),
      mute: (muted, forRoom) => this.session()?.send({ type: 'mute', name, muted, forRoom }),
      kick: (ban) => this.session()?.send({ type: 'kick', name, ban }),
      handOver: () => this.session()?.send({ type: 'handover', name }),
    });
  }

  /** Another session has muted nobody. */
  forget(): void {
    this.log.clear();
    this.chat.forget();
    this.mutes = { own: new Set(), forRoom: new Set() };
  }

  private said(message: News & { type: 'chat' }): void {
    if (message.scope === 'server') return this.announce(message.text);
    const ownName = this.session()?.name ?? '';
    this.log.said(message, ownName);
    if (message.from === ownName) this.draft.heard(message.text);
  }

  /** A message of the operator to all. */
  private announce(text: string): void {
    const line = words().chat.ofServer(text);
    this.log.news(line);
    this.toast.announce(line);
  }

  /** It is shown beside the maze as well, so it is no unread line. */
  private phrase(message: News & { type: 'phrase' }): void {
    const text = phraseText(message);
    if (text !== null) this.log.phrase(message.name, text);
  }

  private say(utterance: Utterance): boolean {
    const session = this.session();
    const isConnected = session !== null && ['lobby', 'entering', 'room'].includes(session.state.name);
    if (isConnected) session.send({ type: 'chat', ...utterance });
    else this.toast.say(words().chat.keptForLater);
    return isConnected;
  }

  /** Whoever is muted stays muted under another name. */
  private renamed({ name, newName }: News & { type: 'renamed' }): void {
    for (const mutes of [this.mutes.own, this.mutes.forRoom]) if (mutes.has(name)) mutes.add(newName);
    this.log.news(words().notices.renamed(name, newName));
  }

  private notice(notice: News & { type: 'notice' }): void {
    const { kind, name } = notice;
    if (kind === 'muted') this.mutes.forRoom.add(name);
    if (kind === 'unmuted') this.mutes.forRoom.delete(name);
    if (kind === 'joined') this.calls.play('joined');
    if (kind === 'left') this.calls.play('left');
    const sentence = sentenceOf(notice);
    if (sentence === null) return;
    this.log.news(sentence);
    if (kind === 'idle' || kind === 'password-guessed') this.toast.say(sentence);
  }
}
