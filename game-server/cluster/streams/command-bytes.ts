// Commands in the protocol of Redis, one after another in one buffer, which is sent as a whole.
//
//     *3 CRLF  $3 CRLF set CRLF  $3 CRLF key CRLF  $5 CRLF value CRLF

/** A name first, then its arguments. */
export type RedisCommand = readonly (string | Buffer | number)[];

/** Enough for the records of an ordinary tick. */
const BYTES_AT_FIRST = 64 * 1024;
/** In UTF-8. */
const BYTES_PER_UNIT_MAX = 3;

export class CommandBytes {
  private buffer = Buffer.allocUnsafe(BYTES_AT_FIRST);
  private used = 0;

  get length(): number {
    return this.used;
  }

  add(command: RedisCommand): void {
    // Text is collected until a value needs its bytes: few long writes are quicker than many short ones.
    let text = `*${command.length}\r\n`;
    for (const part of command) {
      if (typeof part === 'object') {
        this.write(`${text}$${part.length}\r\n`);
        this.reserve(part.length);
        this.buffer.set(part, this.used);
        this.used += part.length;
        text = '\r\n';
      } else {
        const argument = typeof part === 'number' ? String(part) : part;
        text += `$${Buffer.byteLength(argument)}\r\n${argument}\r\n`;
      }
    }
    this.write(text);
  }

  /** @returns a copy of all bytes, which begin anew */
  take(): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, this.used));
    this.used = 0;
    return taken;
  }

  private write(text: string): void {
    this.reserve(text.length * BYTES_PER_UNIT_MAX);
    this.used += this.buffer.write(text, this.used);
  }

  private reserve(bytes: number): void {
    const needed = this.used + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.used));
    this.buffer = larger;
  }
}
