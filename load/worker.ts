// What a worker of a load test can be told, and does: in a process of its own (worker-process.ts) or in the first one.

import { Clients, type Share } from './clients.ts';
import type { ClientPlan } from './client-plan.ts';

/** Each is answered with the worker's share when it is done. */
export type Order =
  /** The first one. */
  | { readonly type: 'plan'; readonly plan: ClientPlan }
  | { readonly type: 'bring'; readonly places: readonly number[] }
  | { readonly type: 'cut'; readonly place: number }
  | { readonly type: 'replace'; readonly place: number; readonly newcomer: number }
  | { readonly type: 'tell' }
  /** A window begins or ends: what is due and has not come is counted. */
  | { readonly type: 'settle' }
  | { readonly type: 'close' };

export class LoadWorker {
  private crowd: Clients | undefined;

  async obey(order: Order): Promise<Share> {
    if (order.type === 'plan') this.crowd = new Clients(order.plan);
    const crowd = this.crowd!;
    switch (order.type) {
      case 'plan':
      case 'tell':
        break;
      case 'settle':
        crowd.settle();
        break;
      case 'bring':
        await crowd.bring(order.places);
        break;
      case 'cut':
        crowd.cut(order.place);
        break;
      case 'replace':
        await crowd.replace(order.place, order.newcomer);
        break;
      case 'close':
        crowd.close();
        break;
    }
    return crowd.share();
  }
}
