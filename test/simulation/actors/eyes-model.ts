// A second, independent description of how eyes go home, written from rules/arcade.md 7, 8 and 11.6 alone: it shares no
// code with simulation/, and keeps the tile ahead as state, as the arcade does.

/** Column and row. */
export type Place = readonly [number, number];

const RIGHT = 0;
const LEFT = 2;
const STEPS: readonly Place[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];
const TARGET: Place = [13, 14];
const DOOR_X = 111;
const DOOR_Y = 116;
const BOTTOM_Y = 144;
const HOME_X = [111, 111, 95, 127];

export interface EyesStart {
  readonly ghost: number;
  readonly x: number;
  readonly y: number;
  readonly travel: number;
  readonly chosen: number;
  readonly reversal: boolean;
}

export class EyesModel {
  x: number;
  y: number;
  /** The tile whose centre is reached next; past the tunnel's edge its column is 30 or -3. */
  ahead: Place;
  doing: 'walk' | 'descend' | 'sidestep' | 'revived' = 'walk';
  private readonly ghost: number;
  private readonly lines: readonly string[];
  private travel: number;
  private chosen: number;
  /** Set from outside when a mode change or an energizer asks for it. */
  reversal: boolean;
  private wantsDecision = false;

  constructor(start: EyesStart, lines: readonly string[]) {
    this.ghost = start.ghost;
    this.lines = lines;
    this.x = start.x;
    this.y = start.y;
    this.travel = start.travel;
    this.chosen = start.chosen;
    this.reversal = start.reversal;
    this.ahead = this.aheadAtStart();
  }

  halfTick(): void {
    if (this.doing === 'walk') {
      this.walk();
      if (this.x === DOOR_X && this.y === DOOR_Y) this.doing = 'descend';
    } else if (this.doing === 'descend') {
      this.y++;
      if (this.y === BOTTOM_Y) this.arrive();
    } else if (this.doing === 'sidestep') {
      this.x += Math.sign(HOME_X[this.ghost]! - this.x);
      this.arrive();
    }
  }

  /** Decisions asked for in the two half-ticks are made now. */
  endOfFrame(): void {
    if (!this.wantsDecision) return;
    this.wantsDecision = false;
    const [column, row] = this.ahead;
    let nearest = Infinity;
    for (const [direction, [dx, dy]] of STEPS.entries()) {
      if (direction === (this.travel + 2) % 4 || !this.isOpen([column + dx, row + dy])) continue;
      const distance = (column + dx - TARGET[0]) ** 2 + (row + dy - TARGET[1]) ** 2;
      if (distance > nearest) continue;
      nearest = distance;
      this.chosen = direction;
    }
  }

  private walk(): void {
    const centred = this.travel === RIGHT || this.travel === LEFT ? mod(this.x, 8) === 3 : mod(this.y, 8) === 4;
    if (centred) this.passCentre();
    const [dx, dy] = STEPS[this.travel]!;
    this.x += dx;
    this.y += dy;
    if (this.x > 239) this.x = -16;
    if (this.x < -16) this.x = 239;
  }

  private passCentre(): void {
    const [edge, row] = this.ahead;
    const column = edge === 30 ? -2 : edge === -3 ? 29 : edge;
    this.wantsDecision = column > 0 && column < 27;
    if (this.reversal) this.chosen = (this.travel + 2) % 4;
    this.reversal = false;
    this.travel = this.chosen;
    const [dx, dy] = STEPS[this.travel]!;
    this.ahead = [column + dx, row + dy];
  }

  private arrive(): void {
    this.doing = 'sidestep';
    if (this.x !== HOME_X[this.ghost]) return;
    this.doing = 'revived';
    this.ahead = [13, 17];
  }

  private isOpen([column, row]: Place): boolean {
    return '.o '.includes(this.lines[row - 3]?.[column] ?? (row === 17 ? ' ' : '#'));
  }

  private aheadAtStart(): Place {
    const column = Math.floor(this.x / 8);
    const row = Math.floor(this.y / 8);
    const [dx, dy] = STEPS[this.travel]!;
    const past = dx * (mod(this.x, 8) - 3) + dy * (mod(this.y, 8) - 4) > 0;
    if (past) return [column + dx, row + dy];
    // Who is in the last hidden tile and has its centre before it came around the edge.
    if (this.travel === RIGHT && column === -2) return [30, row];
    if (this.travel === LEFT && column === 29) return [-3, row];
    return [column, row];
  }
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
