// The catalogues of words, and that all words of the page are in them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NAME_LENGTH_MAX } from '#protocol';
import { english } from '../../web-client/language/english.ts';
import { german } from '../../web-client/language/german.ts';
import { chosenLanguage } from '../../web-client/language/language.ts';
import { hasGlyph } from '#picture';
import { textsIn, textsOfPage } from '../support/page-texts.ts';

const PAGE = join(import.meta.dirname, '../../web-client');

/** A text of a catalogue, a function that makes one, by its name, such as `menu.play`. */
type Leaf = string | ((...values: never[]) => string);

function leavesOf(part: object, prefix = ''): Map<string, Leaf> {
  return new Map(
    Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...leavesOf(value, `${prefix}${key}.`)]
        : [[prefix + key, value as Leaf] as const],
    ),
  );
}

const ENGLISH = leavesOf(english);
const GERMAN = leavesOf(german);

/** What a function of a catalogue may be given, by the kinds of values that there are. */
const SAMPLES: readonly unknown[] = [1600, 'Ann', ['Ann', 'Ben'], null];

/** The texts that a leaf makes of each combination of samples that it takes. */
function textsOf(leaf: Leaf): string[] {
  if (typeof leaf === 'string') return [leaf];
  const combinations = Array.from({ length: leaf.length }).reduce<readonly unknown[][]>(
    (all) => all.flatMap((values) => SAMPLES.map((sample) => [...values, sample])),
    [[]],
  );
  return combinations.flatMap((values) => {
    try {
      return [(leaf as (...values: unknown[]) => string)(...values)];
    } catch {
      return [];
    }
  });
}

describe('[W90] the catalogues', () => {
  test('have the same texts, and functions of the same number of values', () => {
    const shape = (leaves: Map<string, Leaf>): string[] =>
      [...leaves].map(([name, leaf]) => (typeof leaf === 'string' ? name : `${name}/${leaf.length}`)).toSorted();
    expect(shape(GERMAN)).toEqual(shape(ENGLISH));
    expect(ENGLISH.size).toBeGreaterThan(400);
  });

  test.each([
    ['English', ENGLISH],
    ['German', GERMAN],
  ])('have no text that is empty, or begins or ends with a space: %s', (_language, leaves) => {
    const wrong = [...leaves].filter(([, leaf]) => textsOf(leaf).some((text) => text === '' || text !== text.trim()));
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  /** Names, words of the arcade, and words that German took from English. */
  const SAME = `
    account.field.name account.home.passkeys account.passkeys.title battle.extraRound battle.powerLeft calls.gameOver calls.level calls.ready calls.suddenDeath chat.saidBy
    chat.title controls.actions.chat controls.actions.pause controls.gamepad controls.gamepads controls.keyFor
    controls.setAndWay controls.withKey emotes.bravo emotes.withKey favourites.colours.orange link.field
    match.emotes match.level match.pause menu.replays modes.battle.title modes.mega.title moments.level
    moments.spoken.count pause.label practice.level practice.pause practice.percent practice.player
    practice.reached ranked.waited replay.listTitle replay.live replay.liveBehind replay.title results.rank
    roomSettings.modeAndPlayers settings.percent settings.vibration signs.pac title.replay`
    .trim()
    .split(/\s+/);

  test('differ in every text that is not in the list of those that are the same', () => {
    const same = [...ENGLISH].filter(
      ([name, leaf]) => JSON.stringify(textsOf(leaf)) === JSON.stringify(textsOf(GERMAN.get(name)!)),
    );
    expect(same.map(([name]) => name).toSorted()).toEqual(SAME.toSorted());
  });

  test('say "du" in German, and write its signs', () => {
    const texts = [...GERMAN.values()].flatMap(textsOf);
    expect(
      texts.filter((text) => /\b(Ihnen|Ihre[nmrs]?)\b|\S \bSie\b/.test(text.replaceAll(/[.:!?] Sie/g, ''))),
    ).toEqual([]);
    // Not the hyphen, the three dots and the quotation marks of a typewriter.
    expect(texts.filter((text) => / - |\.\.\.|"|'/.test(text))).toEqual([]);
  });

  test('write words in the maze with its own letters only', () => {
    for (const leaves of [ENGLISH, GERMAN]) {
      const calls = [...leaves].filter(([name]) => name.startsWith('calls.')).flatMap(([, leaf]) => textsOf(leaf));
      expect(calls.filter((text) => /\d/.test(text) || !/[a-z]/.test(text)).length).toBeGreaterThan(5);
      const wrong = calls.filter((text) => !/null|Ann/.test(text) && ![...text].every(hasGlyph));
      expect(wrong).toEqual([]);
    }
  });

  test('have names for a player that the server takes', () => {
    for (const { firstNames, secondNames } of [english.menu, german.menu]) {
      const longest = (names: readonly string[]): number => Math.max(...names.map((name) => [...name].length));
      expect(longest(firstNames) + 1 + longest(secondNames)).toBeLessThanOrEqual(NAME_LENGTH_MAX);
    }
  });

  /** Areas of which a text is chosen by a word that the server sends. */
  const BY_WORDS_OF_THE_WIRE =
    /^(account\.matches\.(kinds|titles)|mazes|daily\.changes|favourites\.colours|chat\.phrases|roomSettings\.(variants|skills|rules|driversAllowed)|rooms\.states)\./;

  test('have no text that nothing uses', () => {
    const sources = [...sourcesOf(''), 'index.html'].map((file) => readFileSync(join(PAGE, file), 'utf8')).join('\n');
    const used = new Set(sources.match(/[A-Za-z][\w-]*/g));
    const unused = [...ENGLISH.keys()].filter((name) => {
      const keys = name.split('.').filter((key) => !/^\d+$/.test(key));
      return !BY_WORDS_OF_THE_WIRE.test(name) && !used.has(keys.at(-1)!);
    });
    expect(unused).toEqual([]);
  });
});

test('[W90] the language is the chosen one, else the first of the browser that there is, else English', () => {
  expect(chosenLanguage('de', ['en-GB'])).toBe('de');
  expect(chosenLanguage('auto', ['fr-CH', 'de-CH', 'en'])).toBe('de');
  expect(chosenLanguage('auto', ['DE'])).toBe('de');
  expect(chosenLanguage('auto', ['fr', 'constructor'])).toBe('en');
  expect(chosenLanguage('auto', [])).toBe('en');
});

describe('[W91] words of the page', () => {
  /** Files without words of the page, each with its reason. */
  const FILES_WITHOUT: Readonly<Record<string, string>> = {
    'account/device-of.ts': 'names of browsers and systems',
    'debug/': 'the overlay of F3 and the hook of tests are for developers, and stay English',
    'input/key-map.ts': 'codes of keys, and what is printed on them',
    'view/font/': 'names inside of a font file, which the page does not show',
  };
  /** Texts that are no words of the page, each with its reason. */
  const TEXTS_WITHOUT: Readonly<Record<string, string>> = {
    'its World breaks the rules (': 'a reason for the log of a program, which the page does not show',
    'the WebSocket was closed (': 'the same',
    'px ui-sans-serif, system-ui, sans-serif': 'a font',
    'ui-sans-serif, system-ui, sans-serif': 'a font',
    'button, a[href], input, select, textarea, summary, [tabindex="0"]': 'a selector',
    '(max-aspect-ratio: 11/10), (hover: none) and (pointer: coarse)': 'a media query',
    'PLAY TOGETHER RIGHT HERE': 'in the picture of link previews, which is the same for all',
    'old dot': 'the name of a texture',
    'packetman.': 'a prefix of keys in the storage',
    Byte: 'a word of the library for QR codes',
    Packetman: 'the name of the game',
    English: 'the name of a language, in itself',
    Deutsch: 'the same',
  };

  test('come from the catalogue: in the programs', () => {
    const found = sourcesOf('')
      .filter((file) => !Object.keys(FILES_WITHOUT).some((path) => file.startsWith(path)))
      .flatMap((file) =>
        textsIn(readFileSync(join(PAGE, file), 'utf8'))
          .filter(({ text }) => !Object.hasOwn(TEXTS_WITHOUT, text))
          .map(({ line, text }) => `${file}:${line} ${text}`),
      );
    expect(found).toEqual([]);
  });

  test('come from the catalogue: in index.html, whose elements name them', () => {
    const html = readFileSync(join(PAGE, 'index.html'), 'utf8');
    // The name of the game, and the names of keys.
    const names = ['PACKETMAN', 'Packetman', 'W', 'A', 'S', 'D'];
    expect(textsOfPage(html).filter((text) => !names.includes(text))).toEqual([]);
    const named = [...html.matchAll(/data-words(?:-title|-label|-placeholder)?="([^"]*)"/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((name) => typeof ENGLISH.get(name) !== 'string')).toEqual([]);
  });

  test.each([
    [`make('p', 'quiet', 'ready')`, 'ready'],
    [`make('li', '', isOut ? 'out' : String(points))`, 'out'],
    ['makeButton(`Join ${code}`, () => {})', 'Join '],
    [`write(this.title, a ?? 'nobody')`, 'nobody'],
    [`toast.say('no')`, 'no'],
    [`each.textContent = 'go ' + name`, 'go '],
    [`button.ariaLabel = 'close'`, 'close'],
    [`Object.assign(field, { placeholder: 'none' })`, 'none'],
    [`row.setAttribute('aria-label', 'row')`, 'row'],
    [`const HINT = 'Eat a dot.';`, 'Eat a dot.'],
    [`const table = { silent: 'nothing has come' };`, 'nothing has come'],
    [`return seats === 1 ? 'North' : ''`, 'North'],
    ['class A { private readonly text = `${name} is here.`; }', ' is here.'],
    [`f(() => write(x, 'word') as void)`, 'word'],
  ])('outside of it are found: %s', (source, text) => {
    const program = source.startsWith('return') ? `function f() { ${source} }` : source;
    expect(textsIn(program)).toEqual([{ line: 1, text }]);
  });

  test.each([
    `import { a } from './some file.ts';`,
    `make('li', 'row is-own', words().menu.play)`,
    `makeButton(label, press, 'strong wide')`,
    `if (event.key === 'Escape') close();`,
    `element('chat', HTMLElement).closest('button, a');`,
    `throw new Error('the page has no such thing');`,
    `type Kind = 'One of them' | 'another one';`,
    `write(place, timeText(ticks, 'short'));`,
    `row.dataset['gate'] = 'open';`,
    `write(points, '●●○');`,
  ])('are not taken for them: %s', (source) => {
    expect(textsIn(source)).toEqual([]);
  });

  test('in a page are found in elements and in attributes that are read', () => {
    const html = `<body><p>Hi</p><!-- no --><b data-words="a.b"></b><i title="Tip" data-words-title="a.b"></i>
      <input placeholder="Type" aria-labelledby="x" /><script>const a = 'no';</script></body>`;
    expect(textsOfPage(html)).toEqual(['Hi', 'Tip', 'Type']);
  });
});

/** The TypeScript files of the page below a folder, without the catalogues. */
function sourcesOf(folder: string): string[] {
  return readdirSync(join(PAGE, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/^language\/(account-)?(english|german)\.ts$/.test(file));
}
