/** Compares the findings of third-party rule sets with the list of exceptions. */
import { EXCEPTIONS } from './exceptions';

export interface Finding {
  readonly rule: string;
  /** The construct's path or the logical id. */
  readonly resource: string;
  readonly template: string;
  readonly message: string;
}

/** The rule names of each tool. */
const RULE_NAMES = {
  'cdk-nag': /^(Serverless|NIST\.800\.53\.R5)-/,
  'cfn-lint': /^[EWI]\d{4}$/,
  checkov: /^CKV2?_/,
  parliament: /^[A-Z_]+$/,
} as const;

/** Returns every finding without an exception, and every exception without a finding. */
export function problemsOf(tool: keyof typeof RULE_NAMES, findings: readonly Finding[]): string[] {
  const exceptions = EXCEPTIONS.flatMap(({ rules, on }) => rules.map((rule) => ({ rule, on }))).filter(({ rule }) =>
    RULE_NAMES[tool].test(rule),
  );
  const isMatch = (finding: Finding, { rule, on }: (typeof exceptions)[number]) =>
    finding.rule === rule && on.test(nameOf(finding.resource));
  const unexpected = findings.filter((finding) => !exceptions.some((exception) => isMatch(finding, exception)));
  const unused = exceptions.filter((exception) => !findings.some((finding) => isMatch(finding, exception)));
  return [
    ...Array.from(firstTemplates(unexpected), ([sentence, template]) => `${sentence} (${template})`),
    ...unused.map(({ rule, on }) => `${rule} on ${on} is an exception without a finding: delete it from exceptions.ts`),
  ];
}

/** Returns each finding once, with the first template that has it. */
function firstTemplates(findings: readonly Finding[]): Map<string, string> {
  const sentences = findings.map(({ rule, resource, message, template }) => {
    return [`${rule} on ${nameOf(resource)}: ${message}`, template] as const;
  });
  return new Map(sentences.toReversed());
}

/** Returns `TopicsKey` for both `SesMetricsExporter-eu-west-1/Topics/Key/Resource` and `TopicsKey64CE8550`. */
function nameOf(resource: string): string {
  const [, ...path] = resource.split('/');
  return path.length > 0 ? path.join('').replace(/Resource$/, '') : resource.replace(/[0-9A-F]{8}$/, '');
}
