import { spawnSync } from 'node:child_process';

/** Output of `npm audit --json`: findings, or the reason why the registry returned no findings. */
interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/** The result of a check. */
export interface Result {
  readonly problems: readonly string[];
  /** The reason why the check could not run. Undefined: it ran. */
  readonly unknown?: string;
}

/** Finds known vulnerabilities in the packages that are shipped. */
export function audit(): Result {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
  const { vulnerabilities, message, error } = JSON.parse(stdout) as AuditReport;
  if (!vulnerabilities) return { problems: [], unknown: `the registry did not answer (${message ?? error?.summary})` };
  return {
    problems: Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`),
  };
}
