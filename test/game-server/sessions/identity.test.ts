// Who a session is: tickets and bots' tokens in `hello` and `identify`, claimed names, other names, bans.

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  identityText,
  NO_VERSION,
  NONCE_BYTES,
  signBotToken,
  signTicket,
  skeleton,
  TICKET_LIFE_MS,
  type Ban,
  type Identity,
  type Ticket,
} from '#handover';
import { MemoryServer } from '../../support/memory-server.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';

const KEY = Buffer.alloc(32, 7);
const ANN = 'a'.repeat(32);
const BEA = 'b'.repeat(32);
const BOT = 'c'.repeat(32);
const DEVICE: Identity = { kind: 'device', hash: 'd'.repeat(43) };

class Accounts extends MemoryServer {
  constructor() {
    super({}, 7, { key: KEY });
  }

  ticket(user: string, name: string, others: Partial<Ticket> = {}): string {
    const expiresMs = this.clock.date() + TICKET_LIFE_MS;
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    return signTicket({ kind: 'person', identity: { kind: 'user', id: user }, name, expiresMs, nonce, ...others }, KEY);
  }

  claimed(name: string, user: string): void {
    const value = { user, name, kind: 'person' as const };
    this.core.directory.take([{ seq: 1, kind: 'name', key: skeleton(name), value }]);
  }

  ban(ban: Partial<Ban>, id = 'ban'): void {
    const value: Ban = { kind: 'name', value: '', reason: '', untilMs: null, ...ban };
    this.core.directory.take([{ seq: 2, kind: 'ban', key: id, value }]);
    this.core.sessions.endBanned();
  }

  identified(name: string, ticket: string, kind: 'human' | 'bot' = 'human'): MemoryPlayer {
    const player = this.connect();
    player.hello(name, kind, '', ticket);
    return player;
  }

  identityOf(player: MemoryPlayer): string | null {
    const identity = this.core.sessions.named(player.name)?.identity ?? null;
    return identity === null ? null : identityText(identity);
  }
}

const identities = (player: MemoryPlayer): string[] =>
  player.take('identity').map(({ name, kind }) => `${name} ${kind}`);

describe('tickets', () => {
  test('[GI1] a ticket in hello gives the session its account and its name', () => {
    const server = new Accounts();
    const ann = server.identified('whatever', server.ticket(ANN, 'Ann'));
    expect([ann.name, identities(ann), server.identityOf(ann)]).toEqual(['Ann', ['Ann person'], `user:${ANN}`]);
  });

  test('[GI1] a ticket may come later, in a room too, and the room learns the new name', () => {
    const server = new Accounts();
    const [guest, other] = [server.enter('Guest'), server.enter('Other')];
    const code = guest.create();
    other.join(code);
    other.take('seats');
    guest.identify(server.ticket(ANN, 'Ann'));
    expect(identities(guest)).toEqual(['Ann person']);
    expect(other.take('renamed')).toEqual([{ type: 'renamed', name: 'Guest', newName: 'Ann' }]);
    expect(other.last('seats')!.seats.map(({ name }) => name)).toContain('Ann');
    // Whoever was the host is it under the new name, and nobody is told of a new host.
    expect([other.last('room')!.host, other.notices()]).toEqual(['Ann', []]);
    expect(server.core.sessions.named('Guest')).toBeNull();
  });

  test('[GI1] a guest keeps the name that they asked for', () => {
    const server = new Accounts();
    const guest = server.identified('Gus', server.ticket('', 'Old name', { kind: 'guest', identity: DEVICE }));
    expect([guest.name, identities(guest), server.identityOf(guest)]).toEqual([
      ...['Gus', ['Gus guest']],
      identityText(DEVICE),
    ]);
  });

  test.each([
    ['a forged one', 'wrong-ticket', (server: Accounts) => `${server.ticket(ANN, 'Ann').slice(0, -3)}AAA`],
    ['no ticket at all', 'wrong-ticket', () => 'x'.repeat(500)],
    ['one of another key', 'wrong-ticket', (server: Accounts) => otherKey(server)],
    ['an expired one', 'ticket-expired', (server: Accounts) => expired(server)],
    ['a bot that says it is human', 'wrong-ticket', () => signBotToken({ user: BOT, name: 'Rob', version: 1 }, KEY)],
    ['a forged token', 'wrong-ticket', () => 'bot-AAAA'],
  ])('[GI2] %s costs the identity and nothing else, in hello and later', (_, code, make) => {
    const server = new Accounts();
    const player = server.identified('Eve', make(server));
    expect([player.name, player.errors(), identities(player)]).toEqual(['Eve', [code], []]);
    player.identify(make(server));
    expect([player.errors(), player.isClosed, server.identityOf(player)]).toEqual([[code], false, null]);
    player.play();
    expect(player.seat).toBe(0);
  });

  test('[GI2] the error of hello follows welcome and names hello', () => {
    const server = new Accounts();
    const player = server.identified('Eve', 'nothing');
    const [welcome, error] = player.inbox;
    expect([welcome!.type, error]).toMatchObject(['welcome', { type: 'error', answers: 1, fatal: false }]);
  });

  test('[GI2] a ticket is for one use', () => {
    const server = new Accounts();
    const ticket = server.ticket(ANN, 'Ann');
    server.identified('Ann', ticket);
    const thief = server.identified('Thief', ticket);
    expect([thief.name, thief.errors(), server.identityOf(thief)]).toEqual(['Thief', ['ticket-expired'], null]);
  });

  test('[GI2] without a key nobody is identified', () => {
    const server = new MemoryServer();
    const player = server.enter('Ann');
    player.identify('t-x');
    expect(player.errors()).toEqual(['no-accounts']);
  });

  test('[GI2] a ticket from before the start of the process is refused: the one before may have let it in', () => {
    const server = new Accounts();
    const early = server.ticket(ANN, 'Ann', { expiresMs: server.clock.date() + TICKET_LIFE_MS - 1 });
    expect(server.identified('Ann', early).errors()).toEqual(['ticket-expired']);
  });

  test('[GI2] 100,000 wrong tickets cost one session and nobody else', () => {
    const server = new Accounts();
    const [flooder, other] = [server.enter('Flooder'), server.enter('Other')];
    for (let i = 0; i < 100_000 && !flooder.isClosed; i++) flooder.identify(`t-${'A'.repeat(200)}${i}`);
    const errors = new Set(flooder.errors());
    expect([flooder.isClosed, errors.has('wrong-ticket'), errors.has('too-fast')]).toEqual([true, true, true]);
    other.identify(server.ticket(ANN, 'Ann'));
    expect(identities(other)).toEqual(['Ann person']);
  });

  test('[GI3] an empty ticket signs the session out, and its claimed name is gone', () => {
    const server = new Accounts();
    server.claimed('Ann', ANN);
    const ann = server.identified('', server.ticket(ANN, 'Ann'));
    identities(ann);
    ann.identify('');
    expect([identities(ann), server.identityOf(ann)]).toEqual([['Ann-2 '], null]);
  });

  test('[GI3] a session is identified after it was resumed, and in another process', () => {
    const server = new Accounts();
    const ann = server.identified('', server.ticket(ANN, 'Ann'));
    ann.cut();
    const again = server.resume(ann);
    expect([again.name, identities(again), server.identityOf(again)]).toEqual(['Ann', ['Ann person'], `user:${ANN}`]);
    const { next } = server.killed({}, { key: KEY });
    const restored = next.resume(again);
    expect([restored.name, identities(restored)]).toEqual(['Ann', ['Ann person']]);
    expect(next.core.sessions.named('Ann')!.identity).toEqual({ kind: 'user', id: ANN });
  });
});

describe("bots' tokens", () => {
  const token = (version: number) => signBotToken({ user: BOT, name: 'Rob', version }, KEY);
  const revoke = (server: Accounts, version: number) =>
    server.core.directory.take([{ seq: 1, kind: 'bot', key: BOT, value: { version } }]);

  test('[GI4] a token is good for every hello, with a suffix for a second session', () => {
    const server = new Accounts();
    const bots = [1, 2].map(() => server.identified('x', token(1), 'bot'));
    expect(bots.map(({ name }) => name)).toEqual(['Rob', 'Rob-2']);
    expect(bots.map(identities)).toEqual([['Rob bot'], ['Rob-2 bot']]);
    bots[0]!.cut();
    const again = server.connect();
    again.hello('x', 'bot', bots[0]!.token, token(1));
    expect([again.name, again.errors()]).toEqual(['Rob', []]);
  });

  test('[GI4] a newer version revokes the older ones, and deletion all of them', () => {
    const server = new Accounts();
    revoke(server, 2);
    expect(server.identified('Old', token(1), 'bot').errors()).toEqual(['token-revoked']);
    expect(server.identified('New', token(2), 'bot').errors()).toEqual([]);
    revoke(server, NO_VERSION);
    expect(server.identified('New', token(99), 'bot').errors()).toEqual(['token-revoked']);
  });

  test('[GI4] a ticket of a person is not for a bot', () => {
    const server = new Accounts();
    expect(server.identified('Rob', server.ticket(ANN, 'Ann'), 'bot').errors()).toEqual(['wrong-ticket']);
  });
});

describe('claimed names', () => {
  test.each(['Ann', 'ann', 'Аnn', 'A\u0274n'])('[GI5] a guest who asks for %s gets a suffix', (name) => {
    const server = new Accounts();
    server.claimed('Ann', ANN);
    const guest = server.enter(name);
    expect(guest.name).toBe(`${name}-2`);
    guest.rename(name);
    expect(guest.errors()).toEqual(['name-taken']);
  });

  test('[GI5] a suffix is no claimed name either', () => {
    const server = new Accounts();
    server.claimed('Ann', ANN);
    server.claimed('Ann-2', BEA);
    expect(server.enter('Ann').name).toBe('Ann-3');
    expect(server.identified('', server.ticket(BEA, 'Ann-2')).name).toBe('Ann-2');
  });

  test('[GI5] whoever identifies gets the own name back, also from a look-alike', () => {
    const server = new Accounts();
    const [squatter, owner] = [server.enter('Аnn'), server.enter('Other')];
    const code = squatter.create();
    owner.join(code);
    owner.identify(server.ticket(ANN, 'Ann'));
    expect([owner.name, squatter.name]).toEqual(['Ann', 'Аnn-2']);
    expect(identities(squatter)).toEqual(['Аnn-2 ']);
    expect(owner.take('renamed').map(({ newName }) => newName)).toEqual(['Аnn-2', 'Ann']);
    expect(server.core.sessions.named('Аnn-2')).not.toBeNull();
  });

  test('[GI5] an owner who had the next suffix does not leave it to the guest who loses the name', () => {
    const server = new Accounts();
    const [guest, owner] = [server.enter('Ann'), server.enter('Ann')];
    expect(owner.name).toBe('Ann-2');
    owner.identify(server.ticket(ANN, 'Ann'));
    expect([owner.name, guest.name]).toEqual(['Ann', 'Ann-3']);
    expect(server.core.held()).toMatchObject({ sessions: 2, names: 2 });
  });

  test('[GI5] a second session of an account gets a suffix, and the first keeps the name', () => {
    const server = new Accounts();
    server.claimed('Ann', ANN);
    const both = [1, 2].map(() => server.identified('', server.ticket(ANN, 'Ann')));
    expect(both.map(({ name }) => name)).toEqual(['Ann', 'Ann-2']);
    both[1]!.identify(server.ticket(ANN, 'Ann'));
    expect([both[0]!.name, both[1]!.name]).toEqual(['Ann', 'Ann-2']);
    both[0]!.send({ type: 'leave' });
    both[0]!.cut();
    expect(server.identified('', server.ticket(ANN, 'Ann')).name).toBe('Ann');
  });

  test('[GI5] an old ticket does not take a name that another user has claimed since', () => {
    const server = new Accounts();
    server.claimed('Ann', BEA);
    expect(server.identified('', server.ticket(ANN, 'Ann')).name).toBe('Ann-2');
    expect(server.identified('', server.ticket(BEA, 'Ann')).name).toBe('Ann');
  });

  test('[GI5] an old ticket takes a name from nobody who has claimed it since and plays with it', () => {
    const server = new Accounts();
    const old = server.ticket(ANN, 'Ann');
    server.claimed('Ann', BEA);
    const owner = server.identified('Bea', server.ticket(BEA, 'Ann'));
    const former = server.identified('x', old);
    expect([owner.name, server.identityOf(owner)]).toEqual(['Ann', `user:${BEA}`]);
    expect(former.name).not.toBe('Ann');
  });

  test('[GI5] a name that is given up is free again', () => {
    const server = new Accounts();
    server.claimed('Ann', ANN);
    server.core.directory.take([{ seq: 3, kind: 'name', key: skeleton('Ann'), value: null }]);
    expect(server.enter('Ann').name).toBe('Ann');
  });
});

describe('rename', () => {
  test('[GI6] a guest takes another name, and the room is sent it', () => {
    const server = new Accounts();
    const [ann, bob] = [server.enter('Ann'), server.enter('Bob')];
    const code = ann.create();
    bob.join(code);
    ann.rename('  Bea ');
    expect([ann.name, identities(ann)]).toEqual(['Bea', ['Bea ']]);
    expect(bob.take('renamed')).toEqual([{ type: 'renamed', name: 'Ann', newName: 'Bea' }]);
    expect(server.enter('Ann').name).toBe('Ann');
    expect(server.enter('Bea').name).toBe('Bea-2');
  });

  test.each([
    ['', 'bad-name'],
    ['x'.repeat(17), 'bad-name'],
    ['Admin', 'name-reserved'],
    ['Bob', 'name-taken'],
    ['BОb', 'name-taken'],
  ])('[GI6] %j is refused as %s, which costs nothing', (name, code) => {
    const server = new Accounts();
    server.enter('Bob');
    const ann = server.enter('Ann');
    ann.rename(name);
    expect([ann.errors(), ann.isClosed, ann.name]).toEqual([[code], false, 'Ann']);
  });

  test('[GI6] one may write the own name differently', () => {
    const server = new Accounts();
    const ann = server.enter('Ann');
    ann.rename('ANN');
    expect([ann.name, server.core.sessions.named('ann')?.name]).toEqual(['ANN', 'ANN']);
  });

  test('[GI6] three at once, then one in ten seconds', () => {
    const server = new Accounts();
    const ann = server.enter('Ann');
    for (const name of ['A1', 'A2', 'A3', 'A4']) ann.rename(name);
    const error = ann.take('error')[0]!;
    expect([ann.name, error.retryAfterMs]).toEqual(['A3', 10_000]);
    server.clock.advance(10_000);
    ann.rename('A5');
    expect(ann.name).toBe('A5');
  });

  test('[GI6] a claimed name is changed in the account', () => {
    const server = new Accounts();
    const ann = server.identified('', server.ticket(ANN, 'Ann'));
    ann.rename('Bea');
    expect(ann.errors()).toEqual(['name-of-account']);
    ann.identify(server.ticket(ANN, 'Bea'));
    expect(ann.name).toBe('Bea');
  });

  test('[GI6] another name does not escape from a mute, of a player or of the host', () => {
    const server = new Accounts();
    const [host, loud, other] = [server.enter('Host 1x'), server.enter('Loud'), server.enter('Other')];
    const code = host.create();
    for (const player of [loud, other]) player.join(code);
    other.mute('Loud');
    loud.rename('Quiet');
    loud.say('hello');
    expect([host.take('chat').length, other.take('chat').length]).toEqual([1, 0]);
    host.mute('Quiet', { forRoom: true });
    loud.rename('Again');
    loud.errors();
    loud.say('hello');
    expect(loud.errors()).toEqual(['muted']);
  });
});

describe('bans', () => {
  test('[GI7] a banned address, network, name and account get the reason, at hello', () => {
    const server = new Accounts();
    server.ban({ kind: 'address', value: '203.0.113.7', reason: 'spam' }, 'b1');
    server.ban({ kind: 'address', value: '198.51.100.0/24' }, 'b2');
    server.ban({ kind: 'name', value: 'Evil' }, 'b3');
    server.ban({ kind: 'user', value: ANN }, 'b4');
    const enter = (address: string, name: string) => server.enter(name, 'human', address);
    expect(enter('203.0.113.7', 'A').take('error')[0]).toMatchObject({
      ...{ code: 50, fatal: true, recovery: 'stop' },
      text: 'the operator of this server has banned you for good: spam',
    });
    expect(enter('198.51.100.99', 'B').errors()).toEqual(['server-banned']);
    expect(enter('198.51.101.1', 'C').errors()).toEqual([]);
    expect(enter('192.0.2.1', 'Еvil').errors()).toEqual(['server-banned']);
    expect(server.identified('', server.ticket(ANN, 'Ann')).errors()).toEqual(['server-banned']);
    const guest = server.enter('Gus');
    guest.identify(server.ticket(ANN, 'Ann'));
    expect([guest.errors(), guest.isClosed]).toEqual([['server-banned'], true]);
  });

  test('[GI7] sessions that exist end, and cannot be resumed', () => {
    const server = new Accounts();
    const [ann, bob] = [server.identified('', server.ticket(ANN, 'Ann')), server.enter('Bob')];
    server.ban({ kind: 'user', value: ANN, untilMs: server.clock.date() + 60_000 });
    const [error] = ann.take('error');
    expect([
      /^the operator of this server has banned you until 2023-11-\d\d \d\d:\d\d UTC$/.test(error!.text),
      error!.retryAfterMs,
    ]).toEqual([...[true, 60_000]]);
    expect([ann.isClosed, bob.isClosed, server.core.sessions.named('Ann')]).toEqual([true, false, null]);
  });

  test('[GI7] a disconnected session is not resumed from a banned address', () => {
    const server = new Accounts();
    const ann = server.enter('Ann', 'human', '192.0.2.1');
    ann.cut();
    server.ban({ kind: 'address', value: '203.0.113.7' });
    const again = server.connect('203.0.113.7');
    again.hello('Ann', 'human', ann.token);
    expect(again.errors()).toEqual(['server-banned']);
    expect(server.core.sessions.named('Ann')).not.toBeNull();
  });

  test('[GI7] a ban ends by its time, and when it is lifted', () => {
    const server = new Accounts();
    server.ban({ kind: 'name', value: 'Ann', untilMs: server.clock.date() + 60_000 }, 'b1');
    server.ban({ kind: 'name', value: 'Bob' }, 'b2');
    server.clock.advance(60_001);
    server.core.directory.take([{ seq: 3, kind: 'ban', key: 'b2', value: null }]);
    expect([server.enter('Ann').errors(), server.enter('Bob').errors()]).toEqual([[], []]);
  });

  test('[GI7] a banned name cannot be chosen later either', () => {
    const server = new Accounts();
    server.ban({ kind: 'name', value: 'Evil' });
    const ann = server.enter('Ann');
    ann.rename('Evil');
    expect([ann.errors(), ann.isClosed]).toEqual([['name-reserved'], false]);
  });

  test('[GI7] a guest is banned by their device', () => {
    const server = new Accounts();
    server.ban({ kind: 'user', value: identityText(DEVICE) });
    const ticket = server.ticket('', '', { kind: 'guest', identity: DEVICE });
    expect(server.identified('Gus', ticket).errors()).toEqual(['server-banned']);
  });
});

function otherKey(server: Accounts): string {
  const identity: Identity = { kind: 'user', id: ANN };
  const nonce = Buffer.alloc(NONCE_BYTES).toString('base64url');
  const expiresMs = server.clock.date() + TICKET_LIFE_MS;
  return signTicket({ kind: 'person', identity, name: 'Ann', expiresMs, nonce }, Buffer.alloc(32, 8));
}

function expired(server: Accounts): string {
  return server.ticket(ANN, 'Ann', { expiresMs: server.clock.date() });
}
