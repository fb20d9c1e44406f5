// The orders that a worker of a load test carries out, in a process of its own (worker-process.ts) or in the first one.

import { Clients, type Share } from './clients.ts';
import type { ClientPlan } from './client-plan.ts';

/** Each is answered with the worker's share when it is done. */
export type Order =
  /** The first one. */
  | { readonly type: 'plan'; readonly plan: ClientPlan }
  | { readonly type: 'add'; readonly places: readonly number[]; readonly codes: ReadonlyMap<number, string> }
  | { readonly type: 'cut'; readonly place: number }
  | { readonly type: 'replace'; readonly place: number; readonly number: number; readonly code: string }
  | { readonly type: 'report' }
  /** A window begins or ends: what is due and has not come is counted. */
  | { readonly type: 'settle' }
  /** A node is about to end: how long each client gets nothing is looked for from now on. */
  | { readonly type: 'mark' }
  | { readonly type: 'close' };

export class LoadWorker {
  private clients: Clients | undefined;

  async carryOut(order: Order): Promise<Share> {
    if (order.type === 'plan') this.clients = new Clients(order.plan);
    if (this.clients === undefined) throw new Error('the first order is the plan');
    const { clients } = this;
    switch (order.type) {
      case 'plan':
      case 'report':
        break;
      case 'settle':
        clients.settle();
        break;
      case 'mark':
        clients.mark();
        break;
      case 'add':
        await clients.add(order.places, order.codes);
        break;
      case 'cut':
        clients.cut(order.place);
        break;
      case 'replace':
        await clients.replace(order.place, order.number, order.code);
        break;
      case 'close':
        clients.close();
        break;
    }
    return clients.share();
  }

  /** Closes its clients, without an order. */
  close(): void {
    this.clients?.close();
  }
}
