// The newest lines of the logs of game server and API.

import type { LogTail } from '#handover/control';
import type { DeskProgram, History } from '#handover/desk';
import { get, listen } from '../desk-api.ts';
import { labelled, make, makeButton, makeSelect, write } from '../element.ts';
import { timeText } from '../formats.ts';
import { readLogLine, type LogLine } from '../log-line.ts';
import { poll, type View } from '../view.ts';
import { WORDS } from '../words.ts';

const POLL_MS = 1500;
const LINES_MAX = 1000;
/** A reader this close to the end follows it. */
const FOLLOW_PIXELS = 40;
const LEVELS = [10, 20, 30, 40, 50];

export function logView(): View {
  const text = WORDS.log;
  const program = makeSelect(Object.entries(text.programs));
  const node = makeSelect([]);
  const nodeLabel = labelled(text.node, node, 'inline');
  nodeLabel.hidden = true;
  const level = makeSelect(
    LEVELS.map((each) => [String(each), text.levels[each]!]),
    '30',
  );
  const filter = make('input');
  filter.type = 'search';
  filter.maxLength = 100;
  const lines = make('div', 'log');
  lines.tabIndex = 0;
  lines.setAttribute('role', 'log');
  lines.setAttribute('aria-label', text.lines);
  // New lines are not read out: there may be hundreds a minute.
  lines.setAttribute('aria-live', 'off');
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'status');
  const nothing = make('p', 'quiet', text.none);
  let isPaused = false;
  let startId = '';
  let newest = 0;
  const pause = makeButton(text.pause, () => {
    isPaused = !isPaused;
    write(pause, isPaused ? text.resume : text.pause);
    pause.setAttribute('aria-pressed', String(isPaused));
    if (!isPaused) void look();
  });
  pause.setAttribute('aria-pressed', 'false');

  const shownLines: { readonly line: LogLine; readonly row: HTMLElement }[] = [];
  const fits = ({ level: of, message, details }: LogLine): boolean => {
    const wanted = filter.value.trim().toLowerCase();
    return of >= Number(level.value) && (wanted === '' || `${message} ${details}`.toLowerCase().includes(wanted));
  };
  const sift = (): void => {
    for (const { line, row } of shownLines) row.hidden = !fits(line);
    nothing.hidden = shownLines.some(({ row }) => !row.hidden);
  };
  const add = (row: HTMLElement, line: LogLine): void => {
    row.hidden = !fits(line);
    shownLines.push({ line, row });
    lines.append(row);
    if (shownLines.length > LINES_MAX) shownLines.shift()!.row.remove();
  };
  const clear = (): void => {
    shownLines.length = 0;
    lines.replaceChildren();
    newest = 0;
  };

  async function look(): Promise<void> {
    if (isPaused) return;
    const asked = program.value as DeskProgram;
    const from = node.value;
    try {
      const tail = await get<LogTail>('log', { program: asked, node: from, after: newest });
      if (asked !== program.value || from !== node.value || isPaused) return;
      take(tail);
      write(problem, '');
    } catch (error) {
      write(problem, error instanceof Error ? error.message : String(error));
    }
  }

  function take(tail: LogTail): void {
    if (startId !== '' && tail.startId !== startId) {
      // Numbers of another process: everything is asked for again.
      startId = tail.startId;
      newest = 0;
      add(make('p', 'report', text.restarted), { atMs: null, level: 60, message: '', details: '' });
      return void look();
    }
    startId = tail.startId;
    const follows = lines.scrollTop + lines.clientHeight > lines.scrollHeight - FOLLOW_PIXELS;
    const first = tail.lines[0]?.number ?? newest + 1;
    if (newest > 0 && first > newest + 1) {
      add(make('p', 'report', text.missed(first - newest - 1)), { atMs: null, level: 60, message: '', details: '' });
    }
    for (const { text: each } of tail.lines) {
      const line = readLogLine(each);
      add(rowOf(line), line);
    }
    ({ newest } = tail);
    sift();
    if (follows) lines.scrollTop = lines.scrollHeight;
  }

  level.addEventListener('change', sift);
  filter.addEventListener('input', sift);
  const change = (): void => {
    clear();
    startId = '';
    nodeLabel.hidden = node.options.length === 0 || program.value === 'api';
    void look();
  };
  program.addEventListener('change', change);
  node.addEventListener('change', change);
  const showNodes = ({ status }: Pick<History, 'status'>): void => {
    const ids = status.nodes.map(({ id }) => id);
    if (ids.join() === Array.from(node.options, ({ value }) => value).join()) return;
    const chosen = node.value;
    node.replaceChildren(...ids.map((id) => new Option(id, id)));
    if (ids.includes(chosen)) node.value = chosen;
    if (node.value !== chosen) change();
    else nodeLabel.hidden = ids.length === 0 || program.value === 'api';
  };
  const stopNodes = listen('live', {}, { history: showNodes, sample: showNodes });
  const fields = make(
    'div',
    'head',
    make('h1', '', WORDS.views.log),
    labelled(text.program, program, 'inline'),
    nodeLabel,
  );
  fields.append(labelled(text.level, level, 'inline'), labelled(text.filter, filter, 'inline'), pause);
  const root = make('section', 'log-view', fields, problem, nothing, lines, make('p', 'quiet', text.hint));
  const stopLooking = poll(POLL_MS, look);
  const stop = (): void => {
    stopLooking();
    stopNodes();
  };
  return { title: WORDS.views.log, root, stop };
}

function rowOf({ atMs, level, message, details }: LogLine): HTMLElement {
  const name = WORDS.log.levels[level] ?? String(level);
  const time = make('time', '', atMs === null ? '' : timeText(atMs));
  return make(
    'p',
    `level-${name}`,
    time,
    ' ',
    make('b', '', name),
    ' ',
    make('span', '', message),
    ' ',
    make('span', 'quiet', details),
  );
}
