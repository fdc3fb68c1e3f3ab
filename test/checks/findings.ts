/** What rule sets of others find in the templates, held against the list of what is so on purpose. */
import { EXCEPTIONS } from './exceptions';

export interface Finding {
  readonly rule: string;
  /** A construct's path or a logical id. */
  readonly resource: string;
  /** Where, for who reads of it. */
  readonly template: string;
  readonly message: string;
}

/** What the names of a tool's rules look like. */
const RULES = {
  'cdk-nag': /^(Serverless|NIST\.800\.53\.R5)-/,
  'cfn-lint': /^[EWI]\d{4}$/,
  checkov: /^CKV2?_/,
  parliament: /^[A-Z_]+$/,
} as const;

/** Findings without an exception, and exceptions without a finding: none is as it should be. */
export function problemsOf(tool: keyof typeof RULES, findings: readonly Finding[]): string[] {
  const exceptions = EXCEPTIONS.flatMap(({ rules, on }) => rules.map((rule) => ({ rule, on }))).filter(({ rule }) =>
    RULES[tool].test(rule),
  );
  const isMeant = (finding: Finding, { rule, on }: (typeof exceptions)[number]) =>
    finding.rule === rule && on.test(nameOf(finding.resource));
  const unexpected = findings.filter((finding) => !exceptions.some((exception) => isMeant(finding, exception)));
  const needless = exceptions.filter((exception) => !findings.some((finding) => isMeant(finding, exception)));
  return [
    ...Array.from(firstTemplates(unexpected), ([sentence, template]) => `${sentence} (${template})`),
    ...needless.map(({ rule, on }) => `${rule} on ${on} is an exception, but nothing is found there: strike it out`),
  ];
}

/** What was found, each once, with the first template that has it. */
function firstTemplates(findings: readonly Finding[]): Map<string, string> {
  const sentences = findings.map(({ rule, resource, message, template }) => {
    return [`${rule} on ${nameOf(resource)}: ${message}`, template] as const;
  });
  return new Map(sentences.toReversed());
}

/** `SesMetricsExporter-eu-west-1/Topics/Key/Resource` and `TopicsKey64CE8550` are both `TopicsKey`. */
function nameOf(resource: string): string {
  const [, ...path] = resource.split('/');
  return path.length > 0 ? path.join('').replace(/Resource$/, '') : resource.replace(/[0-9A-F]{8}$/, '');
}
