// One room: a live picture of its maze, its seats and its members.

import type { ControlSession, RoomPicture, RoomWithMembers } from '#handover/control';
import { actionsOf } from '../actions.ts';
import { DeskError, get, listen } from '../desk-api.ts';
import { make, makeButton, write } from '../element.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { RoomDrawing, seatColour } from '../room-drawing.ts';
import { poll, type View } from '../view.ts';
import { WORDS } from '../words.ts';
import { sessionColumns } from './players.ts';

const POLL_MS = 3000;

interface SeatRow {
  readonly index: number;
  readonly name: string;
  readonly driver: string;
  readonly score: number;
}

export function roomView(code: string): View {
  const text = WORDS.room;
  const actions = actionsOf(() => void look());
  const drawing = new RoomDrawing();
  const status = make('p', 'quiet', text.waiting);
  status.setAttribute('role', 'status');
  const seats = new KeyedRows<SeatRow>({
    caption: text.seats,
    keyOf: ({ index }) => String(index),
    columns: [
      { title: text.seat, text: ({ index, name }) => (name === '' ? String(index + 1) : name) },
      { title: text.driver, text: ({ driver }) => driver },
      { title: text.score, text: ({ score }) => String(score), classes: 'number' },
    ],
  });
  const members = new KeyedRows<ControlSession>({
    caption: text.members,
    keyOf: ({ id }) => String(id),
    columns: sessionColumns(false),
    actionsTitle: WORDS.players.actions,
    actions: (session) => [
      makeButton(WORDS.players.kick, () => actions.kick(session()), '', WORDS.players.kickOf(session().name)),
      makeButton(WORDS.players.ban, () => actions.ban(session()), 'danger', WORDS.players.banOf(session().name)),
    ],
  });
  const noMembers = make('p', 'quiet', text.noMembers);
  const close = makeButton(text.close, () => actions.close(code), 'danger');
  const mazeTitle = make('span');
  const mazes = make(
    'div',
    'buttons mazes',
    makeButton('◀', () => turn(-1), '', text.before),
    mazeTitle,
  );
  mazes.append(makeButton('▶', () => turn(1), '', text.next));
  mazes.hidden = true;
  let maze = 0;
  let mazeCount = 1;
  let stopPicture = watch();
  let isGone = false;

  function watch(): () => void {
    return listen(
      `rooms/${encodeURIComponent(code)}/live`,
      { maze },
      {
        picture: (picture: RoomPicture) => show(picture),
        gone: () => end(),
      },
    );
  }

  function turn(by: number): void {
    maze = (maze + by + mazeCount) % mazeCount;
    stopPicture();
    stopPicture = watch();
  }

  function show(picture: RoomPicture): void {
    ({ mazeCount } = picture);
    mazes.hidden = mazeCount < 2;
    write(mazeTitle, text.maze(picture.mazeIndex + 1, mazeCount));
    drawing.draw(picture);
    const parts = [picture.mode, text.level(picture.level), picture.state];
    if (picture.lives > 0) parts.push(text.lives(picture.lives));
    write(status, parts.join(' · '));
    seats.show(
      picture.seats.map(({ name, driver }, index) => ({ index, name, driver, score: picture.scores[index] ?? 0 })),
    );
    picture.seats.forEach((_, index) => {
      const row = seats.table.tBodies[0]?.rows[index];
      row?.style.setProperty('--seat', seatColour(index));
    });
  }

  async function look(): Promise<void> {
    if (isGone) return;
    try {
      const room = await get<RoomWithMembers>(`rooms/${encodeURIComponent(code)}`);
      members.show(room.members);
      noMembers.hidden = room.members.length > 0;
    } catch (error) {
      if (error instanceof DeskError && error.code === 'not-found') end();
    }
  }

  function end(): void {
    isGone = true;
    stopPicture();
    write(status, text.gone);
    status.className = 'notice';
    close.disabled = true;
    members.show([]);
    drawing.root.classList.add('gone');
  }

  const back = make('a', '', `← ${text.back}`);
  back.href = '#/rooms';
  const root = make(
    'section',
    'room',
    back,
    make('div', 'head', make('h1', '', text.title(code)), make('div', 'buttons', close)),
    make(
      'div',
      'room-parts',
      make('div', 'card picture', status, drawing.root, mazes),
      make(
        'div',
        '',
        make('div', 'card', make('h2', '', text.members), noMembers, make('div', 'scroll', members.table)),
        make('div', 'card seats', make('h2', '', text.seats), make('div', 'scroll', seats.table)),
      ),
    ),
  );
  const stopPolling = poll(POLL_MS, look);
  return {
    title: text.title(code),
    root,
    stop() {
      stopPolling();
      stopPicture();
    },
  };
}
