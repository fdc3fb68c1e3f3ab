/** What the server of the page and its browser code exchange, as JSON. All times are epoch milliseconds. */

/** Paths of the server. */
export const PATHS = {
  state: '/api/state',
  series: '/api/series',
  examples: '/api/examples',
  simulation: '/api/simulation',
  speed: '/api/speed',
  widget: '/api/widget',
  documents: '/documents',
} as const;

/** A request that changes something must have this header. A page of another origin cannot send it. */
export const GUARD_HEADER = 'x-ses-metrics-console';

/** Simulated seconds in a second. 0 pauses the time. */
export const SPEEDS = [0, 1, 60, 300] as const;
export type Speed = (typeof SPEEDS)[number];

/** The speed of a new simulation: an hour passes in 12 seconds. */
export const FIRST_SPEED: Speed = 300;

/** The time ranges of the graphs, in hours. The first one is the default, as in the CloudWatch console. */
export const RANGES = { '3h': 3, '1d': 24, '1w': 7 * 24, '2w': 14 * 24 } as const;
export type Range = keyof typeof RANGES;

/** The value of a scenario's option that shows the session of the terminal. */
export const TERMINAL = 'terminal';

export interface ConsoleState {
  /** Changes when another simulation is shown. */
  readonly simulation: number;
  readonly account: string;
  /** The simulated time. */
  readonly time: number;
  /** The name of the scenario, or `TERMINAL`. */
  readonly scenario: string;
  readonly description: string;
  readonly speed: Speed;
  /** Changes with the data of the graphs. */
  readonly dataVersion: string;
  /** The most urgent ones first. */
  readonly alarms: readonly AlarmView[];
  /** In the order of publishing. */
  readonly messages: readonly MessageView[];
}

export type AlarmLevel = 'critical' | 'warning' | 'none';

export interface AlarmView {
  readonly arn: string;
  /** Without the name of the stack. */
  readonly name: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly level: AlarmLevel;
  readonly since: number;
  readonly description: string;
  readonly reason: string;
  /** Path of its heading in the runbook. Undefined: its description names no heading. */
  readonly runbook?: string;
  /** Whether a mute rule holds back its messages. */
  readonly isMuted: boolean;
  /** Why nothing on this machine evaluates the alarm, so that its state means nothing. Undefined: it is evaluated. */
  readonly notEvaluated?: string;
  /** Which part of a composite alarm is not evaluated, so that its state says nothing about this part. Undefined: none. */
  readonly partlyEvaluated?: string;
}

export interface MessageView {
  readonly id: number;
  readonly time: number;
  readonly kind: 'alarm' | 'ok' | 'brief' | 'other';
  readonly level: AlarmLevel;
  readonly subject: string;
  /** The receivers of its topic, such as `email on-call@example.com`. */
  readonly receivers: readonly string[];
  /** What an e-mail subscriber reads. */
  readonly text: string;
  readonly runbook?: string;
}

/** The data of all widgets that show metrics, by the id of the widget. */
export interface SeriesAnswer {
  readonly from: number;
  readonly to: number;
  readonly widgets: Readonly<Record<string, MetricsView>>;
}

export interface MetricsView {
  readonly series: readonly SeriesView[];
  readonly lines: readonly LineView[];
  readonly left: AxisView;
  readonly right: AxisView;
}

export interface SeriesView {
  readonly label: string;
  readonly axis: 'left' | 'right';
  /** Undefined: the page chooses one. */
  readonly color?: string;
  /** The begin of the first period. */
  readonly start: number;
  readonly periodMs: number;
  /** The value of each period, in order. Null: the period has no value. */
  readonly values: readonly (number | null)[];
  /** Why the series cannot be shown. */
  readonly problem?: string;
}

/** A horizontal line, such as a threshold. */
export interface LineView {
  readonly value: number;
  readonly label: string;
  readonly color?: string;
  readonly axis: 'left' | 'right';
}

export interface AxisView {
  readonly min?: number;
  readonly max?: number;
  readonly label?: string;
}

/** A message id or an address to look up. */
export interface Example {
  readonly title: string;
  readonly value: string;
}

/** A call of a custom widget's function. */
export interface WidgetCall {
  /** ARN of the function. */
  readonly endpoint: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Either the answer of the function, with Markdown as HTML, or why there is none. */
export type WidgetAnswer = { readonly answer: unknown } | { readonly problem: string };
