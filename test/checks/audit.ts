import { spawnSync } from 'node:child_process';

/** As `npm audit --json` tells it: findings, or why there is no telling. */
interface AuditAnswer {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/** Of a check. */
export interface Result {
  readonly problems: readonly string[];
  /** Why nothing is known, if nothing is. */
  readonly unknown?: string;
}

/** What is known to be vulnerable among the packages that are shipped. */
export function audit(): Result {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
  const { vulnerabilities, message, error } = JSON.parse(stdout) as AuditAnswer;
  if (!vulnerabilities) return { problems: [], unknown: `the registry does not tell (${message ?? error?.summary})` };
  return {
    problems: Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`),
  };
}
