// What a client asks the server, one question at a time, and how it is answered: by the message it was asked for, by a
// refusal, or not at all.

import { CLIENT_MESSAGES, type ClientMessage } from '#protocol';
import type { BotError } from './bot-error.ts';

interface Waiting {
  readonly type: ClientMessage['type'];
  readonly resolve: () => void;
  readonly reject: (error: BotError) => void;
}

export class Question {
  private waiting: Waiting | null = null;

  /**
   * Settles when it is answered.
   * @param send what asks it
   * @param startDeadline of the answer: a timer that ends in `fail`
   * @throws BotError with the refusal, or why there is no answer
   */
  async ask(type: ClientMessage['type'], send: () => void, startDeadline: () => NodeJS.Timeout): Promise<void> {
    if (this.waiting !== null) throw new Error('one question at a time');
    const deadline = startDeadline();
    try {
      await new Promise<void>((resolve, reject) => {
        this.waiting = { type, resolve, reject };
        send();
      });
    } finally {
      clearTimeout(deadline);
      this.waiting = null;
    }
  }

  /** What it was asked for has come. */
  answer(): void {
    this.waiting?.resolve();
  }

  /** @param answers type number of the message that is refused; of another one it says nothing here. */
  refuse(answers: number, error: BotError): void {
    if (this.waiting !== null && CLIENT_MESSAGES[this.waiting.type].type === answers) this.waiting.reject(error);
  }

  /** There will be no answer. */
  fail(error: BotError): void {
    this.waiting?.reject(error);
  }
}
