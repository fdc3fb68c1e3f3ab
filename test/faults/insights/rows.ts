/** The faults that are injected one by one. */
import { DAY, MINUTE, SECOND } from '../../support/world';
import { MESSAGES, reportedAt, SIOBHAN, STARTED_AT, UNLISTED } from './account';
import type { Step } from './history';
import type { Injection, Scene } from './scene';
import type { WireCall, WireFault, WireService } from './wire';
import { changed, changedFile, refused, WIRE_FAULTS } from './wire-faults';

/** What callers, a viewer and alarms do in the history of each fault. */
export const TOUR: readonly Step[] = [
  { at: 0, do: 'look-up', message: 'bounced' },
  { at: 20, do: 'look-up', message: 'changing', caller: 'bert' },
  { at: 40, do: 'look-up', message: 'late', caller: 'carl' },
  { at: 60, do: 'look-up', message: 'unknown' },
  { at: 1_000, do: 'look-up', message: 'bounced', caller: 'bert' },
  // SES compares with case, so this address takes two calls.
  { at: 1_500, do: 'recipient', address: SIOBHAN.toUpperCase(), caller: 'bert' },
  { at: 9_000, do: 'look-up', message: 'suppressed', unmasked: true, caller: 'anna' },
  { at: 10_000, do: 'page', alarm: 'bounces-1h', alarmAt: 5_000 },
  { at: 10_000, do: 'page', alarm: 'bounces-1h', alarmAt: 5_000 },
  {
    at: 12_000,
    do: 'click',
    what: 'bounced',
    event: { widget: 'find', action: 'message', messageId: MESSAGES.bounced.id },
  },
  { at: 50_000, do: 'look-up', message: 'changing', caller: 'anna' },
  { at: 75_000, do: 'search', body: { from: 'news@shop.example', since: '2h' }, caller: 'anna' },
  { at: 75_500, do: 'breakdown', caller: 'bert' },
  // Late, and out of order: the alarm of the day entered ALARM before the one of the hour.
  { at: 80_000, do: 'page', alarm: 'bounces-24h', alarmAt: -30_000 },
  { at: 120_000, do: 'recipient', address: UNLISTED, caller: 'carl' },
  { at: 140_000, do: 'look-up', message: 'changing' },
];

/** What depends on export jobs and their files. */
const JOBS_TOUR = TOUR.filter(
  (step, index) => ['search', 'breakdown', 'page'].includes(step.do) && TOUR[index - 1]?.do !== 'page',
);

/** What depends on the topic and on the metrics. */
const PAGES_TOUR = TOUR.filter((step) => step.do === 'page');

export interface FaultRow {
  /** What goes wrong, as the table says it. */
  readonly name: string;
  /** The same fault at different times. */
  readonly scenes: readonly Scene[];
  /** Undefined for a fault that is not on the wire. */
  readonly injection?: Injection;
  /** The service whose calls the fault hits, if it hits all its operations. */
  readonly service?: WireService;
}

/** A fault hits the first call of each operation, or the second, or many. */
const TIMES = [
  { skip: 0, count: 1 },
  { skip: 1, count: 1 },
  { skip: 0, count: 8 },
] as const;

function wireRow(name: string, isHit: Injection['isHit'], toFault: Injection['toFault'], steps = TOUR): FaultRow {
  const injection = { fault: name, isHit, toFault };
  return { name, injection, scenes: TIMES.map((times) => ({ steps, injections: [{ ...injection, ...times }] })) };
}

const of =
  (service: WireService, ...operations: readonly string[]) =>
  (call: WireCall) =>
    call.service === service && (operations.length === 0 || operations.includes(call.operation));

const NAMES: Readonly<Record<WireService, string>> = {
  ses: 'SES',
  files: 'the file server',
  table: 'DynamoDB',
  sns: 'SNS',
  cloudwatch: 'CloudWatch',
};

type WireFaultName = keyof typeof WIRE_FAULTS;

const allBut = (...others: readonly WireFaultName[]) =>
  (Object.keys(WIRE_FAULTS) as WireFaultName[]).filter((name) => !others.includes(name));

const TOURS: Readonly<Record<WireService, readonly Step[]>> = {
  ses: TOUR,
  files: JOBS_TOUR,
  table: TOUR,
  sns: PAGES_TOUR,
  cloudwatch: PAGES_TOUR,
};

/** To SES, these are the usual answers to CancelExportJob, so they say that the job is cancelled. That would be a lie. */
const USUAL_WHEN_CANCELLED: readonly WireFaultName[] = ['answers nothing', 'answers an empty object'];

/** Faults of a service on all operations that can have them. */
function serviceRows(service: WireService, faults: readonly WireFaultName[]): FaultRow[] {
  return faults.map((fault) => {
    const isHit = (call: WireCall) =>
      call.service === service && !(call.operation === 'CancelExportJob' && USUAL_WHEN_CANCELLED.includes(fault));
    return { ...wireRow(`${NAMES[service]} ${fault}`, isHit, WIRE_FAULTS[fault], TOURS[service]), service };
  });
}

/** The answer to another request. */
function toForeignAnswer({ operation }: WireCall): WireFault {
  if (operation === 'GetMessageInsights') return changed(() => ({ ...reportedAt(MESSAGES.suppressed.id, STARTED_AT) }));
  if (operation === 'GetSuppressedDestination')
    return changed(({ SuppressedDestination }) => ({
      SuppressedDestination: { ...(SuppressedDestination as object), EmailAddress: 'somebody@else.example' },
    }));
  return changed((body) => ({ ...body, JobId: 'job-of-somebody-else' }));
}

const JSON_ROW = /,?\{"messageid":"archived-\d+"[^\n]*\n/;

const FILE_FAULTS: Readonly<Record<string, (content: string) => string>> = {
  'a file without its last rows': (content) => content.slice(0, content.length / 2).replace(/\n[^\n]*$/, '\n]'),
  'a file that ends in the middle of a row': (content) => content.slice(0, Math.ceil(content.length * 0.7)),
  'an empty file': () => '',
  'a file without rows': () => '[]',
  'a file with one row of another shape': (content) =>
    content.replace(JSON_ROW, (row) => row.replace(/"archived-\d+"/, '5')),
};

const jobRow = (name: string, exportJobs: Scene['exportJobs']): FaultRow => ({
  name,
  scenes: [{ steps: JOBS_TOUR, exportJobs }],
});

const ENDLESS = { durationMs: 30 * DAY };

/** SES creates a job, and the function can neither get its ID nor list it. */
const LOST_CREATION: Injection = {
  fault: 'the answer to CreateExportJob is lost',
  isHit: of('ses', 'CreateExportJob'),
  toFault: () => ({ kind: 'cut', isApplied: true }),
};
const UNLISTED_JOBS: Injection = {
  fault: 'ListExportJobs fails',
  isHit: of('ses', 'ListExportJobs'),
  toFault: WIRE_FAULTS.fails,
  count: 3,
};

const inState = (JobStatus: string) => changed((body) => ({ ...body, JobStatus }));

const JOB_ROWS: readonly FaultRow[] = [
  jobRow('an export job fails', { failure: `no mail of ${SIOBHAN}` }),
  jobRow('an export job takes 90 s', { durationMs: 90 * SECOND }),
  {
    name: 'an export job never ends',
    scenes: [
      { steps: JOBS_TOUR, exportJobs: ENDLESS },
      { steps: JOBS_TOUR, exportJobs: ENDLESS, injections: [LOST_CREATION, UNLISTED_JOBS] },
    ],
  },
  wireRow('an export job is lost', of('ses', 'GetExportJob'), () => refused('NotFoundException', 404), JOBS_TOUR),
  wireRow('an export job is cancelled by others', of('ses', 'GetExportJob'), () => inState('CANCELLED'), JOBS_TOUR),
  wireRow('an export job has a new state', of('ses', 'GetExportJob'), () => inState('PAUSED'), JOBS_TOUR),
  wireRow(
    'jobs of others use all 20',
    of('ses', 'CreateExportJob'),
    () => refused('LimitExceededException', 400),
    JOBS_TOUR,
  ),
  wireRow('the presigned URL has expired', of('files'), () => refused('AccessDenied', 403), JOBS_TOUR),
  ...Object.entries(FILE_FAULTS).map(([name, change]) => ({
    ...wireRow(`SES writes ${name}`, of('files'), () => changedFile(change), JOBS_TOUR),
    service: 'files' as const,
  })),
];

/** A process is killed at each of these moments. */
const MOMENTS = { api: 14, widgets: 8, brief: 24 } as const;

function killRows(): FaultRow[] {
  return Object.entries(MOMENTS).map(([name, moments]) => ({
    name: `the ${name === 'brief' ? 'brief' : name === 'api' ? 'look-up' : 'widget'} function is killed`,
    scenes: Array.from({ length: moments }, (_, moment) => ({ steps: TOUR, kills: { [`${name}-0`]: moment } })),
  }));
}

const SKEWS: readonly (readonly number[])[] = [
  [0, 2 * SECOND],
  [0, -2 * SECOND],
  [0, 30 * SECOND, -30 * SECOND],
  [0, 2 * MINUTE],
  [0, -2 * MINUTE],
  [2 * MINUTE, -2 * MINUTE, 0],
];

/** Many callers at the same time, each with a look-up and some with a search. */
const AT_ONCE: readonly Step[] = [
  ...(['bounced', 'settled', 'changing', 'suppressed', 'other', 'unknown'] as const).map(
    (message, index): Step => ({ at: 0, do: 'look-up', message, caller: `caller-${index}` }),
  ),
  ...['1h', '2h', '3h', '4h'].map(
    (since, index): Step => ({
      at: 0,
      do: 'search',
      body: { from: 'news@shop.example', since },
      caller: `caller-${index}`,
    }),
  ),
];

export const FAULT_ROWS: readonly FaultRow[] = [
  { name: 'none', scenes: [{ steps: TOUR }, { steps: AT_ONCE }] },
  ...serviceRows('ses', allBut('answers 1.5 s late')),
  wireRow(
    'SES answers another request',
    of('ses', 'GetMessageInsights', 'GetSuppressedDestination', 'GetExportJob'),
    toForeignAnswer,
  ),
  // To DynamoDB, nothing and an empty object are the usual answers to a write, and to a read without a result.
  ...serviceRows('table', allBut('answers 4 s late', 'answers nothing', 'answers an empty object')),
  ...serviceRows('files', allBut('answers 1.5 s late', 'denies', 'answers an empty object')),
  ...JOB_ROWS,
  ...serviceRows('sns', [
    'throttles',
    'fails',
    'denies',
    'hangs',
    'hangs after it has applied the request',
    'cuts the connection',
    'cuts the connection after it has applied the request',
  ]),
  ...serviceRows('cloudwatch', [
    'throttles',
    'fails',
    'hangs',
    'cuts the connection',
    'answers broken JSON',
    'answers a web page',
  ]),
  ...killRows(),
  { name: 'clocks are wrong', scenes: SKEWS.map((skewsMs) => ({ steps: [...TOUR, ...AT_ONCE], skewsMs })) },
];
