// Answers of the admin port.

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export function textAnswer(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

export function jsonAnswer(value: object, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}
