// What can be done about somebody: whisper, mute, and for the host to send out.

import type { Prompt, PromptWay } from './prompt.ts';

/** Names that are not heard: by us, and by nobody in the room. */
export interface Mutes {
  readonly own: Set<string>;
  readonly forRoom: Set<string>;
}

export interface PlayerActions {
  whisper(): void;
  mute(muted: boolean, forRoom: boolean): void;
  kick(ban: boolean): void;
}

export function openPlayerMenu(ask: Prompt, name: string, mutes: Mutes, isHost: boolean, deeds: PlayerActions): void {
  const ways: PromptWay[] = [
    { label: 'Whisper', go: () => deeds.whisper() },
    { label: mutes.own.has(name) ? 'Hear again' : 'Mute', go: () => deeds.mute(toggled(mutes.own, name), false) },
  ];
  if (isHost) {
    const muted = mutes.forRoom.has(name);
    ways.push(
      { label: muted ? 'Let talk again' : 'Mute for everybody', go: () => deeds.mute(!muted, true) },
      { label: 'Send out', go: () => deeds.kick(false) },
      { label: 'Send out for good', go: () => deeds.kick(true) },
    );
  }
  ask.open({ text: name, ways });
}

/** Adds a name or takes it away; the result is whether it is there now. */
function toggled(names: Set<string>, name: string): boolean {
  if (names.delete(name)) return false;
  names.add(name);
  return true;
}
