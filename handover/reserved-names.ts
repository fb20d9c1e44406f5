// Names that could be mistaken for those of the operators or of the AI. Decided by whole words, so that other names may
// begin or end like one of them: Hosta, Adminah, Modesty.

import { skeleton } from './look-alikes.ts';

/** The names of the AI's seats, which are repeated with a number. */
export const AI_NAMES: readonly string[] = ['Pip', 'Nibble', 'Munch', 'Crumb', 'Chomp', 'Morsel', 'Gobble', 'Nosh'];

/** Digits and signs that are used for letters they do not look like closely enough for Unicode. */
const LEET = new Map([...'34578@$!¡+€£'].map((sign, i) => [sign, [...'eastbasiitel'][i]!]));

/** Not allowed as a word in a name, whatever is beside it: "Ann [MOD]", "Packetman Team". */
const TITLE_WORDS = ['admin', 'admins', 'mod', 'mods', 'staff', 'operator'].concat([
  ...['operators', 'official', 'sysadmin', 'sysop', 'админ', 'мод', 'مشرف'],
]);
/** As titles, and so long that no honest name has one of them in it. Those of some other languages as well. */
const LONG_TITLE_WORDS = [
  'administrator',
  'moderator',
  'packetman',
  'superuser',
  'administrador',
  'administrateur',
].concat([
  'moderateur',
  'moderador',
  'администратор',
  'модератор',
  '管理员',
  '管理員',
  '管理者',
  '관리자',
  '운영자',
  'アドミン',
]);
/** Reserved by themselves or with nothing but fillers and titles: "The Host" is, "Host Town" is not. */
const ROLE_WORDS = ['server', 'system', 'host', 'support', 'everyone', 'everybody', 'nobody', 'root', 'owner'].concat([
  ...['developer', 'console', 'helpdesk'],
]);
/** Words without a meaning of their own here. None is so short that an honest name ends with it: Hosta, Staffan. */
const FILLERS = ['the', 'your', 'our', 'real', 'true', 'game', 'room', 'chat', 'lobby', 'team', 'crew', 'chief', 'head']
  .concat(['iam', 'senior', 'super', 'global', 'tech', 'technical', 'message', 'notice', 'desk', 'service'])
  .map(bare);

/** For the page that documents them. */
export const RESERVED_WORDS = { ai: AI_NAMES, roles: ROLE_WORDS, titles: TITLE_WORDS, longTitles: LONG_TITLE_WORDS };

const AI = new Set(AI_NAMES.map(bare));
const TITLES = TITLE_WORDS.map(bare);
const LONG_TITLES = LONG_TITLE_WORDS.map(bare);
const ROLES = ROLE_WORDS.map(bare);

// No word of these is put together out of others in more than a few ways, and what is matched is a name long.
const ONLY_TITLES = wordsOnly([...TITLES, ...LONG_TITLES, ...FILLERS], [...TITLES, ...LONG_TITLES]);
const ONLY_ROLES = wordsOnly([...TITLES, ...LONG_TITLES, ...ROLES, ...FILLERS], ROLES);
const LONG_TITLE = new RegExp(LONG_TITLES.join('|'), 'u');

/** Signs and digits that stand for letters as well as between words: `adm!n`, `Ann|Admin`, `admin4ann`. */
const BETWEEN_WORDS = [/[^\p{L}\p{M}]+/u, /[^\p{L}\p{M}\p{N}]+/u, /[^\p{L}\p{M}\p{N}|!$@+]+/u];
/** `a d m i n`, with something else beside it. */
const SPELLED_OUT = /(?:(?<![\p{L}\p{N}])[\p{L}\p{N}](?![\p{L}\p{N}])[^\p{L}\p{N}]*){3,}/gu;
/** `AnnAdmin`, but not `ANN`. */
const CASE_BORDER = /(?<=\p{Ll})(?=\p{Lu})/u;
/** Of a name without compatibility forms, some of which are many letters. */
const LENGTH_MAX = 64;
const NUMBER_BEHIND = /[\p{N}\p{P}\p{S}\s]+$/u;
const NUMBER_IN_FRONT = /^[\p{N}\p{P}\p{S}\s]+/u;

/** Whether a name could be mistaken for one of the server, with or without a number or signs around it. */
export function isReserved(name: string): boolean {
  const whole = name.normalize('NFKC').slice(0, LENGTH_MAX);
  const isLikeWhole = (text: string) => AI.has(text) || ONLY_ROLES.test(text) || LONG_TITLE.test(text);
  return (
    spellings([whole]).some(isLikeWhole) || spellings([whole, ...wordsOf(whole)]).some((text) => ONLY_TITLES.test(text))
  );
}

function wordsOf(name: string): string[] {
  const words = BETWEEN_WORDS.flatMap((border) => name.split(border));
  return [...words.flatMap((word) => [word, ...word.split(CASE_BORDER)]), ...(name.match(SPELLED_OUT) ?? [])];
}

/** Texts as only their letters count, with the numbers around them, without those behind them, and without any. */
function spellings(texts: readonly string[]): string[] {
  const all = texts.flatMap((text) => {
    const front = text.replace(NUMBER_BEHIND, '');
    return [text, front, front.replace(NUMBER_IN_FRONT, '')];
  });
  return Array.from(new Set(all), bare);
}

/** Stricter than between players, who may well be called Ali and All: only letters, without marks, l and i alike. */
function bare(text: string): string {
  const letters = Array.from(text, (sign) => LEET.get(sign) ?? sign).join('');
  return skeleton(letters)
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('l', 'i');
}

/** Matches what is made of these words alone, at least one of them of some. */
function wordsOnly(words: readonly string[], some: readonly string[]): RegExp {
  return new RegExp(`^(?:${words.join('|')})*?(?:${some.join('|')})(?:${words.join('|')})*$`, 'u');
}
