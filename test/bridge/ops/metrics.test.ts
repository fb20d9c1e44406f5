// What the bridge counts, as the text that Prometheus reads.
import { expect, onTestFinished, test } from 'vitest';
import { createMetrics, type BridgeMetrics, type OpenTunnels } from '../../../bridge/ops/metrics.ts';

interface Opened {
  readonly metrics: BridgeMetrics;
  readonly counts: { lines: number; exhausted: number };
  tunnels: OpenTunnels;
  /** The values of all metrics by name and labels, without those of histograms' buckets. */
  read(): Promise<Record<string, number>>;
}

function open(): Opened {
  const counts = { lines: 0, exhausted: 0 };
  const opened: Opened = {
    metrics: createMetrics(() => opened.tunnels, {
      linesDropped: () => counts.lines,
      exhausted: () => counts.exhausted,
    }),
    counts,
    tunnels: { count: 0, queuedBytes: { toTarget: 0, toBrowser: 0 } },
    async read() {
      const lines = (await opened.metrics.text()).split('\n').filter((line) => line.startsWith('bridge_'));
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
      );
    },
  };
  onTestFinished(() => opened.metrics.stop());
  return opened;
}

test('[B12] each event counts in its metric, with its labels', async () => {
  const { metrics, read } = open();
  metrics.handshake('accepted');
  metrics.handshake('unauthorized');
  metrics.handshake('unauthorized');
  metrics.wrongSecret();
  for (const status of [200, 200, 404, 799]) metrics.httpAnswered(status);
  metrics.connectionDropped('silent');
  metrics.recordingCut();
  metrics.tunnelEnded({ id: 'browser-closed', code: 1000 } as never);
  for (const code of [2999, 3000, 4711]) metrics.tunnelEnded({ id: 'browser-closed', code } as never);
  expect(await read()).toMatchObject({
    'bridge_handshakes_total{result="accepted"}': 1,
    'bridge_handshakes_total{result="unauthorized"}': 2,
    bridge_wrong_secrets_total: 1,
    'bridge_http_answers_total{status="200"}': 2,
    'bridge_http_answers_total{status="404"}': 1,
    'bridge_http_answers_total{status="other"}': 1,
    'bridge_connections_dropped_total{reason="silent"}': 1,
    bridge_recordings_cut_total: 1,
    'bridge_closes_total{code="1000",cause="browser-closed"}': 1,
    'bridge_closes_total{code="2999",cause="browser-closed"}': 1,
    'bridge_closes_total{code="application",cause="browser-closed"}': 2,
  });
});

test('[B12] relayed bytes add up by route and direction, however often the metrics are read', async () => {
  const { metrics, read } = open();
  const [game, chat] = ['game', 'chat'].map((route) => metrics.trafficOf(route));
  expect(metrics.trafficOf('game')).toBe(game);
  Object.assign(game!, { bytesToTarget: 10, bytesToBrowser: 200, messagesToTarget: 3, messagesToBrowser: 4 });
  Object.assign(chat!, { bytesToTarget: 7 });
  await read();
  game!.bytesToTarget += 5;
  for (let i = 0; i < 2; i++) {
    expect(await read()).toMatchObject({
      'bridge_bytes_total{direction="to_target",route="game"}': 15,
      'bridge_bytes_total{direction="to_browser",route="game"}': 200,
      'bridge_messages_total{direction="to_target",route="game"}': 3,
      'bridge_messages_total{direction="to_browser",route="game"}': 4,
      'bridge_bytes_total{direction="to_target",route="chat"}': 7,
    });
  }
});

test('[B12] gauges and counts of the process are read when the metrics are', async () => {
  const opened = open();
  opened.tunnels = { count: 3, queuedBytes: { toTarget: 100, toBrowser: 2000 } };
  Object.assign(opened.counts, { lines: 5, exhausted: 6 });
  const expected = {
    bridge_tunnels: 3,
    'bridge_queued_bytes{direction="to_target"}': 100,
    'bridge_queued_bytes{direction="to_browser"}': 2000,
    bridge_log_lines_dropped_total: 5,
    bridge_descriptors_exhausted_total: 6,
  };
  for (let i = 0; i < 2; i++) expect(await opened.read()).toMatchObject(expected);
  opened.counts.lines = 8;
  expect((await opened.read())['bridge_log_lines_dropped_total']).toBe(8);
});

test('[B12] histograms have bounds from a millisecond to some seconds, each two to five times the one before', async () => {
  const { metrics } = open();
  metrics.targetConnected('game', 0.002);
  metrics.roundTrip(0.02);
  const text = await metrics.text();
  for (const [name, largest] of [
    ['bridge_target_connect_seconds', 10],
    ['bridge_round_trip_seconds', 30],
    ['bridge_event_loop_lag_seconds', 10],
  ] as const) {
    const bounds = [...text.matchAll(new RegExp(`^${name}_bucket\\{le="([\\d.]+)"`, 'gm'))].map(([, le]) => Number(le));
    expect([name, bounds[0], bounds.at(-1)]).toEqual([name, 0.001, largest]);
    for (const [i, bound] of bounds.slice(1).entries()) {
      expect(bound / bounds[i]!).toBeGreaterThan(1.9);
      expect(bound / bounds[i]!).toBeLessThan(5.1);
    }
  }
  expect(text).toContain('bridge_target_connect_seconds_sum{route="game"} 0.002\n');
  expect(text).toContain('bridge_round_trip_seconds_sum 0.02\n');
});
