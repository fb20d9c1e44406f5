import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAT_LENGTH_MAX, readLine, STRING_BYTES_MAX } from '#protocol';
import { ChatDraft } from '../../../web-client/netcode/chat-draft.ts';
import { fittingLine, utteranceOf } from '../../../web-client/netcode/chat-log.ts';

describe('[W115] nothing typed is lost', () => {
  test('a half-typed line is there again after the page was loaded anew', () => {
    const { draft, storage } = begin();
    draft.line = 'hello the';
    expect(new ChatDraft(storage).line).toBe('hello the');
  });

  test('a line that was passed on is gone, and so is what was sent before it', () => {
    const { draft, storage } = begin();
    say(draft, 'one');
    say(draft, '  two ', 'two');
    expect([draft.line, storage.read()]).toEqual(['', '']);
    draft.heard('two');
    expect(draft.refused()).toBe(false);
    expect(draft.line).toBe('');
  });

  test('a refused line comes back as it was typed', () => {
    const { draft, storage } = begin();
    say(draft, '/w Bo psst', 'psst');
    expect(draft.refused()).toBe(true);
    expect([draft.line, storage.read()]).toEqual(['/w Bo psst', '/w Bo psst']);
  });

  test('lines that come back while another one is typed wait for the empty field', () => {
    const { draft } = begin();
    say(draft, 'one');
    say(draft, 'two');
    draft.line = 'thr';
    draft.refused();
    draft.refused();
    expect(draft.line).toBe('thr');
    draft.sent('thr');
    expect(draft.line).toBe('one');
    draft.sent('one');
    expect(draft.line).toBe('two');
  });

  test('with the connection all comes back that was not passed on', () => {
    const { draft } = begin();
    for (const line of ['one', 'two', 'three']) say(draft, line);
    draft.heard('one');
    draft.lost();
    expect(draft.line).toBe('two');
    draft.sent('two');
    expect(draft.line).toBe('three');
    draft.lost();
    expect(draft.line).toBe('three');
  });

  test('the lines under way and those that wait have a maximum', () => {
    const { draft } = begin();
    for (let i = 0; i < 50; i++) say(draft, `line ${i}`);
    draft.line = 'x';
    draft.lost();
    let lines = 0;
    for (; draft.line !== ''; lines++) draft.sent(draft.line);
    expect(lines).toBe(11);
  });
});

describe('[W115] a line that is too long cannot be typed', () => {
  const KNOWN = ['Bo Peep'];

  test.each([
    ['a'.repeat(121), 'a'.repeat(120)],
    ['😀'.repeat(121), '😀'.repeat(120)],
    [`/w Bo Peep ${'a'.repeat(130)}`, `/w Bo Peep ${'a'.repeat(120)}`],
    [`/w Other ${'é'.repeat(130)}`, `/w Other ${'é'.repeat(120)}`],
    // What the server does not count may be typed.
    [`${'a'.repeat(119)}    b`, `${'a'.repeat(119)}    b`.slice(0, 122)],
    ['e\u0301'.repeat(120), 'e\u0301'.repeat(120)],
    ['', ''],
    ['/w Bo Peep ', '/w Bo Peep '],
  ])('%j', (typed, fitting) => {
    const fits = fittingLine(typed, KNOWN);
    expect(fits.slice(0, 122)).toBe(fitting.slice(0, 122));
    expect(fittingLine(fits, KNOWN)).toBe(fits);
  });

  test('what fits is what the server accepts, in code points and in bytes', () => {
    const typed = fc.string({
      unit: fc.constantFrom('a', ' ', 'ß', 'e\u0301', '漢', '😀', '\u200b', '/w Bo '),
      maxLength: 200,
    });
    fc.assert(
      fc.property(typed, (line) => {
        const utterance = utteranceOf(fittingLine(line, KNOWN), 'room', KNOWN);
        if (utterance === null) return;
        const said = readLine(utterance.text);
        if (said === null) {
          expect(utterance.text).not.toMatch(/[aß漢😀]/u);
          return;
        }
        expect([...said].length).toBeLessThanOrEqual(CHAT_LENGTH_MAX);
        expect(new TextEncoder().encode(said).length).toBeLessThanOrEqual(STRING_BYTES_MAX);
      }),
    );
  });
});

function begin(): { readonly draft: ChatDraft; readonly storage: { read(): string; write(line: string): void } } {
  let kept = '';
  const storage = { read: () => kept, write: (line: string) => void (kept = line) };
  return { draft: new ChatDraft(storage), storage };
}

function say(draft: ChatDraft, line: string, text = line): void {
  draft.line = line;
  draft.sent(text);
}
