// The menu of a player: whisper, mute, and for the host to remove, to ban and to hand over. The host's own closes the room.

import { words } from '../../language/language.ts';
import type { Prompt, PromptWay } from './prompt.ts';

/** Names that are muted: by this player, and by the host for all. */
export interface Mutes {
  readonly own: Set<string>;
  readonly forRoom: Set<string>;
}

export interface PlayerActions {
  whisper(): void;
  mute(muted: boolean, forRoom: boolean): void;
  kick(ban: boolean): void;
  handOver(): void;
}

export function openPlayerMenu(
  prompt: Prompt,
  name: string,
  mutes: Mutes,
  isHost: boolean,
  actions: PlayerActions,
): void {
  const text = words().chat;
  const ways: PromptWay[] = [
    { label: text.whisper, go: () => actions.whisper() },
    { label: mutes.own.has(name) ? text.unmute : text.mute, go: () => actions.mute(toggled(mutes.own, name), false) },
  ];
  if (isHost) {
    const muted = mutes.forRoom.has(name);
    ways.push(
      { label: muted ? text.unmuteForAll : text.muteForAll, go: () => actions.mute(!muted, true) },
      { label: text.makeHost, go: () => actions.handOver() },
      { label: text.remove, go: () => actions.kick(false) },
      { label: text.ban, go: () => askForBan(prompt, name, actions) },
    );
  }
  prompt.open({ text: name, ways });
}

/** A ban cannot be taken back. */
function askForBan(prompt: Prompt, name: string, actions: PlayerActions): void {
  const { ban, banQuestion } = words().chat;
  const way = { label: ban, go: () => actions.kick(true) };
  prompt.open({ text: banQuestion(name), ways: [way], safe: words().page.cancel });
}

/** The host's own menu. Closing the room ends it for everybody. */
export function openOwnMenu(prompt: Prompt, close: () => void): void {
  const { close: label, closeQuestion, stay } = words().room;
  prompt.open({ text: closeQuestion, ways: [{ label, go: close }], safe: stay });
}

/** Adds a name, or removes it. @returns whether it is there now */
function toggled(names: Set<string>, name: string): boolean {
  if (names.delete(name)) return false;
  names.add(name);
  return true;
}
