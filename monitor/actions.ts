// What an operator does, each with its dialog.

import type { Done, NewBan } from '#handover/desk';
import type { ControlSession } from '#handover/control';
import { post } from './desk-api.ts';
import { ask } from './dialog.ts';
import { labelled, make, makeSelect, write } from './element.ts';
import { say } from './toast.ts';
import { WORDS } from './words.ts';

const REASON_LENGTH_MAX = 120;
const HOUR_MS = 3_600_000;
const DURATIONS: Readonly<Record<keyof typeof WORDS.ban.durations, number | null>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
  ever: null,
};
type Duration = keyof typeof DURATIONS;
type Kind = NewBan['kind'];

export interface Actions {
  announce(): void;
  drain(): void;
  drainNode(id: string): void;
  /** Rooms of a node go to others. */
  moveRooms(id: string): void;
  close(code: string): void;
  kick(session: ControlSession): void;
  /** @param session whom to ban, null for somebody who is not here */
  ban(session: ControlSession | null): void;
  lift(id: string, value: string): void;
}

/** @param changed called after each that was done */
export function actionsOf(changed: () => void = () => {}): Actions {
  const done = (text: string, { isAudited }: Done): void => {
    say(isAudited ? text : `${text} ${WORDS.notAudited}`);
    changed();
  };
  return {
    announce() {
      const field = textField(REASON_LENGTH_MAX);
      void ask({
        ...{ title: WORDS.announce.title, text: WORDS.announce.text, submit: WORDS.announce.submit },
        fields: [labelled(WORDS.announce.field, field)],
        async act() {
          const answer = await post<Done>('announce', { text: field.value });
          done(WORDS.announce.done(answer.sessions ?? 0), answer);
        },
      });
    },
    drain() {
      void ask({
        ...{ title: WORDS.drain.title, text: WORDS.drain.text, submit: WORDS.drain.submit, isDangerous: true },
        async act() {
          done(WORDS.drain.done, await post<Done>('drain', { isConfirmed: true }));
        },
      });
    },
    drainNode(id) {
      const text = WORDS.nodes;
      void ask({
        ...{ title: text.drainTitle(id), text: text.drainText, submit: text.drain, isDangerous: true },
        async act() {
          done(text.drained(id), await post<Done>('drain', { isConfirmed: true, node: id }));
        },
      });
    },
    moveRooms(id) {
      const text = WORDS.nodes;
      const count = make('input');
      count.type = 'number';
      [count.min, count.max, count.value] = ['1', '50', '10'];
      void ask({
        ...{ title: text.moveTitle(id), text: text.moveText, submit: text.move },
        fields: [labelled(text.moveCount, count)],
        async act() {
          const answer = await post<Done>('move', { node: id, count: Number(count.value) });
          done(text.moved(answer.rooms ?? 0, id), answer);
        },
      });
    },
    close(code) {
      const reason = textField(REASON_LENGTH_MAX);
      void ask({
        ...{
          title: WORDS.room.closeTitle(code),
          text: WORDS.room.closeText,
          submit: WORDS.room.close,
          isDangerous: true,
        },
        fields: [labelled(WORDS.reasonOptional, reason)],
        async act() {
          const path = `rooms/${encodeURIComponent(code)}/close`;
          done(WORDS.room.closed(code), await post<Done>(path, { reason: reason.value }));
        },
      });
    },
    kick({ id, name }) {
      const reason = textField(REASON_LENGTH_MAX);
      void ask({
        ...{ title: WORDS.kick.title(name), text: WORDS.kick.text, submit: WORDS.players.kick, isDangerous: true },
        fields: [labelled(WORDS.reasonOptional, reason)],
        async act() {
          done(WORDS.kick.done(name), await post<Done>('kick', { session: id, reason: reason.value }));
        },
      });
    },
    ban: (session) => banDialog(session, done),
    lift(id, value) {
      void ask({
        ...{ title: WORDS.ban.liftTitle(value), text: WORDS.ban.liftText, submit: WORDS.ban.lift },
        async act() {
          done(WORDS.ban.lifted(value), await post<Done>(`bans/${encodeURIComponent(id)}/lift`));
        },
      });
    },
  };
}

function banDialog(session: ControlSession | null, done: (text: string, answer: Done) => void): void {
  const text = WORDS.ban;
  const known: Partial<Record<Kind, string>> =
    session === null ? {} : { name: session.name, address: session.address, user: userOf(session.identity) };
  const kinds = (['name', 'address', 'user'] as const).filter((kind) => session === null || known[kind] !== '');
  const kind = makeSelect(kinds.map((each) => [each, text.kinds[each]]));
  const value = textField(100);
  const hint = make('small', 'quiet');
  const choose = (): void => {
    const chosen = kind.value as Kind;
    if (session !== null) value.value = known[chosen] ?? '';
    write(hint, text.hints[chosen]);
  };
  kind.addEventListener('change', choose);
  choose();
  const duration = makeSelect(
    (Object.keys(DURATIONS) as Duration[]).map((each) => [each, text.durations[each]]),
    'day',
  );
  const reason = textField(REASON_LENGTH_MAX);
  const kickToo = make('input');
  kickToo.type = 'checkbox';
  kickToo.checked = true;
  let isConfirmed = false;
  for (const field of [kind, value]) field.addEventListener('input', () => (isConfirmed = false));
  void ask({
    ...{ title: session === null ? text.new : text.titleOf(session.name), submit: text.submit, isDangerous: true },
    fields: [
      labelled(text.by, kind),
      labelled(text.value, value),
      hint,
      labelled(text.duration, duration),
      labelled(WORDS.reason, reason),
      ...(session === null ? [] : [labelled(text.kickToo, kickToo, 'check')]),
    ],
    confirm: { submit: text.confirm, prepare: () => (isConfirmed = true) },
    async act() {
      const forMs = DURATIONS[duration.value as Duration];
      const ban: NewBan = {
        ...{ kind: kind.value as Kind, value: value.value, reason: reason.value, isConfirmed },
        untilMs: forMs === null ? null : Date.now() + forMs,
      };
      const answer = await post<Done>('bans', ban);
      // The game server ends banned sessions itself, within seconds: this one is already gone then.
      if (session !== null && kickToo.checked) {
        await post<Done>('kick', { session: session.id, reason: reason.value }).catch(() => {});
      }
      done(text.done(ban.value), answer);
    },
  });
}

/** The user of an identity as a ban names it: the id of an account, or a device. */
function userOf(identity: string): string {
  return identity.replace(/^user:/, '');
}

function textField(lengthMax: number): HTMLInputElement {
  const field = make('input');
  field.type = 'text';
  field.maxLength = lengthMax;
  field.autocomplete = 'off';
  return field;
}
