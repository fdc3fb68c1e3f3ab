/** The values of a metric, by time in epoch milliseconds. */
export type Series = ReadonlyMap<number, number>;

/** The exporter's gauges over one window. */
export interface WindowSeries {
  readonly attempts: Series;
  readonly bounceRate: Series;
  readonly complaintRate: Series;
}

/** The exporter's metrics of both weeks. */
export interface ExporterSeries {
  readonly hour: WindowSeries;
  readonly day: WindowSeries;
  readonly quotaUsage: Series;
}

/** AWS's own rates of both weeks, one value an hour. */
export interface AwsSeries {
  readonly bounceRate: Series;
  readonly complaintRate: Series;
}
