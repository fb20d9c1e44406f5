// How much longer it takes to join a room through another node: the same player joins the same room by its code, connected to
// the node that has it, and connected to the other one, which answers with a `redirect` that is followed at once.

import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  decodeServer,
  encodeClient,
  encodeFrame,
  FrameDecoder,
  LOG_RATE,
  PROTOCOL_VERSION,
  SERVER_PAYLOAD_BYTES_MAX,
  type ClientMessage,
  type ServerMessage,
} from '#protocol';
import { RULES_VERSION } from '#simulation';

/** Nodes look five times a second what the others have. */
const LOOK_MS = 200;

type Message<Type extends ServerMessage['type']> = ServerMessage & { type: Type };

export interface JoinTimes {
  /** In ms, from `join` to `joined`: where the room is, and through the other node. In the order of the joins. */
  readonly direct: readonly number[];
  readonly through: readonly number[];
}

/**
 * @param owner the port of the node that gets the room @param other of the other one
 * @param joins each way, in turn
 * @throws if a node refuses the player later on
 */
export async function measureJoins(owner: number, other: number, joins: number): Promise<JoinTimes> {
  const host = await Player.at(owner, 'join-host');
  host.send({ type: 'play', mode: 'coop', rate: LOG_RATE });
  const { code } = await host.next('joined');
  // The other node has to know the room.
  for (let isKnown = false; !isKnown; await wait(LOOK_MS)) {
    isKnown = await timedJoin(other, 'first', code).then(
      () => true,
      () => false,
    );
  }
  const direct: number[] = [];
  const through: number[] = [];
  for (let i = 0; i < joins; i++) {
    direct.push(await timedJoin(owner, `direct-${i}`, code));
    through.push(await timedJoin(other, `through-${i}`, code));
  }
  host.end();
  return { direct, through };
}

async function timedJoin(port: number, name: string, code: string): Promise<number> {
  let player = await Player.at(port, name);
  const startMs = performance.now();
  player.send({ type: 'join', code, password: '', rate: LOG_RATE });
  const answer = await player.next('joined', 'redirect');
  if (answer.type === 'redirect') {
    player.end();
    player = await Player.at(answer.port, name, answer.token === '' ? player.token : answer.token);
    await player.next('joined');
  }
  const ms = performance.now() - startMs;
  player.send({ type: 'leave' });
  await player.next('left');
  player.end();
  return ms;
}

class Player {
  token = '';
  private readonly socket: Socket;
  private readonly decoder = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
  private readonly inbox: ServerMessage[] = [];
  private wake = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => socket.destroy());
  }

  /** Connects, and says hello. */
  static async at(port: number, name: string, token = ''): Promise<Player> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const player = new Player(socket);
    const version = PROTOCOL_VERSION;
    const rules = RULES_VERSION;
    const hello = { type: 'hello', version, name, kind: 'bot', token, rules, colour: 0, mark: 0 } as const;
    player.send({ ...hello, ticket: '', seen: 0, follows: true });
    ({ token: player.token } = await player.next('welcome'));
    return player;
  }

  send(message: ClientMessage): void {
    this.socket.write(encodeFrame(encodeClient(message)));
  }

  /** The first message of these types; what comes before it is dropped. @throws on an error of the server */
  async next<Type extends ServerMessage['type']>(...types: Type[]): Promise<Message<Type>> {
    for (;;) {
      for (let message = this.inbox.shift(); message !== undefined; message = this.inbox.shift()) {
        if (message.type === 'error') throw new Error(`the server has refused a player: ${message.text}`);
        if ((types as string[]).includes(message.type)) return message as Message<Type>;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  end(): void {
    this.socket.destroy();
  }

  private receive(chunk: Uint8Array): void {
    this.decoder.push(chunk);
    for (let payload = this.decoder.next(); payload !== null; payload = this.decoder.next()) {
      const decoded = decodeServer(payload);
      if ('message' in decoded) this.inbox.push(decoded.message);
    }
    this.wake();
  }
}
