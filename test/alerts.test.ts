// The dashboard and the alerts for Prometheus: every metric and label in them exists in a real scrape of the programs.

import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { bridgeConfig } from '../bridge/config.ts';
import { startBridge } from '../bridge/main.ts';
import { startDeskApi } from './support/desk.ts';
import { startNodes } from './support/desk-nodes.ts';
import { newFolder } from './support/new-folder.ts';
import { startTestServer } from './support/test-server.ts';

const DOCS = join(import.meta.dirname, '../docs');
const FUNCTIONS = ['rate', 'increase', 'histogram_quantile', 'sum'];
const WORDS = ['by', 'or', 'and', 'on'];
/** Labels that Prometheus itself gives, and its own metric. */
const LABELS = ['job', 'instance', 'le'];
const OWN = new Map([['up', LABELS]]);

interface Rule {
  readonly name: string;
  readonly expression: string;
  readonly keys: readonly string[];
}

/** By metric, the labels that its samples have. */
type Metrics = ReadonlyMap<string, readonly string[]>;

/** What a scrape has. Counters by code exist from the start, so a label without a sample is a mistake. */
function metricsOf(text: string): Metrics {
  const metrics = new Map<string, string[]>();
  for (const [, name] of text.matchAll(/^# TYPE (\w+) /gm)) metrics.set(name!, [...LABELS]);
  for (const [, name, labels = ''] of text.matchAll(/^(\w+)(?:\{([^}]*)\})? \S+$/gm)) {
    const known = metrics.get(name!) ?? [...LABELS];
    known.push(...[...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!));
    metrics.set(name!, known);
  }
  return metrics;
}

/** The rules of the file, which has one scalar on a line. */
function rulesOf(text: string): Rule[] {
  return text
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((rule) => ({
      name: rule.slice(0, rule.indexOf('\n')),
      expression: /^ {8}expr: (.+)$/m.exec(rule)?.[1] ?? '',
      keys: [...rule.matchAll(/^ {8,10}([a-z]+):/gm)].map(([, key]) => key!),
    }));
}

/** What is wrong with an expression, '' for nothing. */
function faultIn(expression: string, metrics: Metrics): string {
  const open: string[] = [];
  for (const sign of expression.replaceAll(/"[^"]*"/g, '""')) {
    if ('([{'.includes(sign)) open.push(sign);
    const opener = '([{'[')]}'.indexOf(sign)];
    if (opener !== undefined && open.pop() !== opener) return `${sign} closes nothing`;
  }
  if (open.length > 0) return `${open.join('')} is not closed`;
  const bare = expression.replaceAll(/"[^"]*"/g, '""').replaceAll(/\[(?:\d+[smhd]|\$__rate_interval)\]/g, '');
  if (bare.includes('[')) return 'a range is no duration';
  const grouped = [...bare.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels]) => labels!.split(/,\s*/));
  const selected = [...bare.matchAll(/(\w+)=~?""/g)].map(([, label]) => label!);
  const names = [...bare.replaceAll(/by \([^)]*\)|\{[^}]*\}/g, ' ').matchAll(/(?<![\w.])[a-z_]\w*/g)].map(
    ([name]) => name,
  );
  const used = names.filter((name) => !FUNCTIONS.includes(name) && !WORDS.includes(name));
  if (used.length === 0) return 'no metric';
  const unknown = used.find((name) => !metrics.has(name) && !OWN.has(name));
  if (unknown !== undefined) return `no metric ${unknown}`;
  const labels = used.flatMap((name) => metrics.get(name) ?? OWN.get(name)!);
  const label = [...grouped, ...selected].find((each) => !labels.includes(each));
  return label === undefined ? '' : `no label ${label}`;
}

async function scrapes(): Promise<Metrics> {
  const data = newFolder();
  const server = await startTestServer({ data });
  const api = await startDeskApi(data, server.adminPort);
  const listen = { host: '127.0.0.1', port: 0 };
  const target = { host: '127.0.0.1', port: server.port };
  const bridge = await startBridge(bridgeConfig({ listen, target, admin: listen }), pino({ enabled: false }));
  onTestFinished(() => bridge.drain(0));
  // Some counters of the bridge have samples from their first event on.
  await (await fetch(`http://127.0.0.1:${bridge.port}/`)).text();
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}/play`);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const ofApi = await (await fetch(`http://127.0.0.1:${api.adminPort}/metrics`)).text();
  const { text } = await server.admin('/metrics');
  const { servers } = await startNodes(1);
  const ofNode = await (await fetch(`http://127.0.0.1:${servers[0]!.adminPort}/metrics`)).text();
  return metricsOf(`${text}\n${ofNode}\n${await bridge.metricsText()}\n${ofApi}`);
}

test('[L20] metrics and labels of the dashboard and of the alerts exist', async () => {
  const metrics = await scrapes();
  const alerts = rulesOf(readFileSync(join(DOCS, 'alerts.yml'), 'utf8'));
  const dashboard = JSON.parse(readFileSync(join(DOCS, 'grafana.json'), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ name: title, expression: expr })),
  );
  const faults = [...alerts, ...queries].map(({ name, expression }) => `${name}: ${faultIn(expression, metrics)}`);
  expect(faults.filter((fault) => !fault.endsWith(': '))).toEqual([]);
  expect([alerts.length, queries.length].every((count) => count > 10)).toBe(true);
  expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length);
  const keys = ['expr', 'for', 'labels', 'severity', 'annotations', 'summary', 'description'];
  for (const { name, keys: own } of alerts) expect([name, ...own]).toEqual([name, ...keys]);
});

test('[L20] each way in which a result can miss the tables has an alert', () => {
  const expressions = rulesOf(readFileSync(join(DOCS, 'alerts.yml'), 'utf8')).map(({ expression }) => expression);
  const ways = [
    ...['packetman_outbox_dropped_total', 'packetman_outbox_oldest_seconds', 'packetman_api_matches_failed_total'],
    ...['packetman_api_matches_refused_total', 'packetman_api_matches_conflicts_total'],
    'packetman_api_matches_waiting_oldest_seconds',
  ];
  const silent = ways.filter((metric) => !expressions.some((expression) => expression.includes(metric)));
  expect(silent).toEqual([]);
});

test('[L20] a wrong expression is found', () => {
  const metrics: Metrics = new Map([['a_total', ['code', ...LABELS]]]);
  expect(
    [
      'rate(a_total[5m]) > 1',
      'sum by (code) (rate(a_total{code="x)"}[5m]))',
      'rate(a_totals[5m])',
      'rate(a_total[5 minutes])',
      'rate(a_total[5m]',
      'rate(a_total[5m]))',
      'sum by (colour) (a_total)',
      'a_total{colour="x"}',
      '1 > 2',
    ].map((expression) => faultIn(expression, metrics)),
  ).toEqual([
    '',
    '',
    'no metric a_totals',
    'a range is no duration',
    '( is not closed',
    ') closes nothing',
    'no label colour',
    'no label colour',
    'no metric',
  ]);
});
