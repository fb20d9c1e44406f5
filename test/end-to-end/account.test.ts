// A name of one's own in a real browser, with a real API and a virtual authenticator: claimed by a passkey, used in a second browser,
// changed, played under, looked back on, exported and deleted.

import { readFile } from 'node:fs/promises';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserAvailable, WAIT_MS } from '../support/browser.ts';
import { startOwnApi, type OwnApi } from './own-api.ts';
import { cutIn, violationsIn } from './page-checks.ts';
import { PATIENT, read, startStack, untilSaid, type Player, type Stack } from './stack.ts';

const waiting = { timeout: WAIT_MS };
const PHONE = { viewport: { width: 320, height: 568 }, hasTouch: true } as const;

interface Authenticator {
  readonly session: CDPSession;
  readonly authenticatorId: string;
}

describe.skipIf(!browserAvailable)('accounts in a real browser', () => {
  let api: OwnApi;
  let stack: Stack;
  beforeAll(async () => {
    api = await startOwnApi();
    stack = await startStack({ ownApi: api, server: PATIENT });
  });
  afterAll(async () => {
    await stack?.stop();
    await api?.stop();
  });

  test(
    '[W160] [W162] [W163] [W164] [W165] [W166] a name is claimed by a passkey, used elsewhere, changed, played under and deleted',
    { timeout: 240_000 },
    async () => {
      const first = await stack.open(PHONE);
      const authenticator = await virtualAuthenticator(first.page);
      const found = await claimName(first.page, 'Ann');
      await signOut(first.page);

      const second = await stack.open();
      await movePasskey(authenticator, await virtualAuthenticator(second.page));
      await signIn(second.page);
      await untilNamed(second.page, 'Ann');
      await rename(second.page, 'Anna');
      await loseAlone(stack, second);
      const name = await second.page.textContent('#results .own .player');
      await second.page.click('#leave');
      await second.page.waitForSelector('#menu:visible', waiting);

      const matches = await historyOf(second.page);
      found.push(...(await violationsIn(second.page)));
      const kept = await exported(second.page);
      await deleteEverything(second, 'Anna');
      const profile = await fetch(`${api.url}/api/players/Anna`);
      expect({ name, matches, kept: kept.includes('Anna'), found, profile: profile.status }).toEqual({
        ...{ name: 'Anna', matches: 1, kept: true, found: [], profile: 404 },
      });
      expect([first.errors, second.errors]).toEqual([[], []]);
    },
  );
});

/** Answers as a phone does whose owner has put a finger on it. */
async function virtualAuthenticator(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    },
  });
  return { session, authenticatorId };
}

/** As the player's own system does between their devices. */
async function movePasskey(from: Authenticator, to: Authenticator): Promise<void> {
  const { credentials } = await from.session.send('WebAuthn.getCredentials', { authenticatorId: from.authenticatorId });
  for (const credential of credentials) {
    await to.session.send('WebAuthn.addCredential', { authenticatorId: to.authenticatorId, credential });
  }
}

const button = (page: Page, text: string) => page.locator('.account').getByRole('button', { name: text, exact: true });

async function openAccount(page: Page): Promise<void> {
  await page.click('.account-chip');
  await page.waitForSelector('.account .account-body > :not([role=status])', waiting);
}

/** Claims a name; what is wrong with the dialogs on the way comes back. */
async function claimName(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (): Promise<void> =>
    void found.push(...(await violationsIn(page)), ...(await cutIn(page)).map((each) => `cut: ${each}`));
  await openAccount(page);
  await button(page, 'Keep a name').click();
  await page.fill('.account [name=name]', '\u202e');
  await button(page, 'Keep it with a passkey').click();
  expect(await page.textContent('.account .field-error:not(:empty)')).toContain('1 to 16 characters');
  await look();
  await page.fill('.account [name=name]', name);
  await button(page, 'Keep it with a passkey').click();
  await page.waitForSelector('.account .secret', waiting);
  expect(await page.textContent('.account .secret')).toMatch(/^[0-9A-Z-]{20,}$/);
  await button(page, 'I have kept it').click();
  await page.waitForSelector('.account-rows', waiting);
  await look();
  return found;
}

async function signOut(page: Page): Promise<void> {
  await button(page, 'Sign out').click();
  await page.waitForFunction(() => document.querySelector('.account-chip strong')?.checkVisibility(), null, waiting);
}

async function signIn(page: Page): Promise<void> {
  await openAccount(page);
  await button(page, 'Sign in').click();
  const fields = await page.$$eval('.account input', (inputs) =>
    inputs.map((input) => input.getAttribute('autocomplete')),
  );
  expect(fields).toEqual(['username', 'current-password']);
  await button(page, 'Sign in with a passkey').click();
  await page.waitForSelector('.account-rows', waiting);
}

async function rename(page: Page, name: string): Promise<void> {
  await button(page, 'Change name').click();
  await page.fill('.account [name=name]', name);
  await page.press('.account [name=name]', 'Enter');
  await page.waitForSelector(`.account-name strong:text-is("${name}")`, waiting);
  await page.click('.account header .close:last-child');
  await untilNamed(page, name);
}

/** In the menu. */
async function untilNamed(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (name) => document.querySelector<HTMLInputElement>('#name')!.value === name,
    name,
    waiting,
  );
}

/** Plays `classic` with one life among fast ghosts, to the result. */
async function loseAlone(stack: Stack, player: Player): Promise<void> {
  const { page } = player;
  await page.click('#create');
  await page.selectOption('#settings [name=mode]', 'classic');
  await page.selectOption('#settings [name=lives]', '1');
  await page.fill('#settings [name=level]', '20');
  await page.click('#settings-done');
  await page.click('#room-start');
  // The match may be over before this is asked.
  await page.waitForFunction(() => window.packetman!.firstFrameMs > 0, null, waiting);
  const room = stack.room((await read(player, 'code'))!);
  await stack.hurryUntil(() => room.stateName === 'result');
  await page.waitForSelector('#results .own', waiting);
}

/** How many matches are listed, once the API has the one that was played. */
async function historyOf(page: Page): Promise<number> {
  await page.waitForFunction(
    async () => {
      const { matches } = (await (await fetch('/api/me/matches')).json()) as { matches: readonly unknown[] };
      return matches.length > 0;
    },
    null,
    { ...waiting, polling: 100 },
  );
  await openAccount(page);
  await page.click('.account-row:has-text("My matches")');
  await page.waitForSelector('.account-entry', waiting);
  return page.locator('.account-entry').count();
}

async function exported(page: Page): Promise<string> {
  await button(page, 'Back').click();
  await button(page, 'My data').click();
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download everything').click()]);
  return readFile(await download.path(), 'utf8');
}

async function deleteEverything(player: Player, name: string): Promise<void> {
  const { page } = player;
  await button(page, 'Delete everything').click();
  await page.fill('.account [name=name]', name);
  await button(page, 'Delete everything').click();
  await untilSaid(player, 'Everything is deleted.');
}
