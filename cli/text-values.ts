// Text values of options: names, room codes and modes, checked before a connection is opened.
import { InvalidArgumentError } from 'commander';
import { NAME_LENGTH_MAX, PASSWORD_LENGTH_MAX, ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';
import type { AiSkill, ModeName } from '#simulation';

/** Named again here, so that `--help` need not load the rules. */
const NAMED: Record<ModeName, true> = { classic: true, coop: true, versus: true, battle: true, mega: true };
export const MODES = Object.keys(NAMED) as ModeName[];

/** Named again for the same reason. */
export const SKILLS = ['easy', 'normal', 'hard'] as const satisfies readonly AiSkill[];

/** A code as servers draw them, for examples in help texts. */
export const EXAMPLE_CODE = ROOM_CODE_ALPHABET.slice(0, ROOM_CODE_LENGTH);
const ROOM_CODE = new RegExp(`^[${ROOM_CODE_ALPHABET}]{${ROOM_CODE_LENGTH}}$`);

/** A room's code, in capitals or not. @returns it in capitals, as rooms have it. */
export function roomCode(text: string): string {
  const code = text.toUpperCase();
  if (ROOM_CODE.test(code)) return code;
  throw new InvalidArgumentError(`It must be ${ROOM_CODE_LENGTH} of ${ROOM_CODE_ALPHABET}.`);
}

/** A player's name. Which characters are visible, and which names are taken, the server knows. */
export function playerName(text: string): string {
  const { length } = [...text.trim()];
  if (length > 0 && length <= NAME_LENGTH_MAX) return text.trim();
  throw new InvalidArgumentError(`It must have 1 to ${NAME_LENGTH_MAX} characters.`);
}

/** A room's password. */
export function password(text: string): string {
  const { length } = [...text];
  if (text.trim() !== '' && length <= PASSWORD_LENGTH_MAX) return text;
  throw new InvalidArgumentError(`It must have 1 to ${PASSWORD_LENGTH_MAX} characters.`);
}

/** One mode or several, with commas between them; commander calls it with those of earlier flags. */
export function modes(text: string, previous: readonly ModeName[] = []): ModeName[] {
  return [...previous, ...text.split(',').map(modeOf)];
}

function modeOf(text: string): ModeName {
  const mode = MODES.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new InvalidArgumentError(`It must be one of ${MODES.join(', ')}.`);
}
