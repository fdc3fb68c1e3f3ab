import { NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { type Finding, problemsOf } from './findings';
import { synthesizeAll } from './synthesized';

/**
 * Rules of CDK and the packs of cdk-nag, on every configuration. Of its other packs, that of HIPAA and that of PCI DSS have
 * no rule on these resources that NIST's has not.
 */
export function checkTemplates(): string[] {
  const findings = synthesizeAll().flatMap(({ configuration, app }): Finding[] =>
    [new ServerlessChecks(), new NIST80053R5Checks()]
      .flatMap((pack) => pack.validateScope(app).violations)
      .flatMap(({ ruleName, description, violatingResources = [] }) =>
        violatingResources.map(({ constructPath }) => ({
          rule: ruleName,
          resource: constructPath ?? '',
          template: configuration,
          message: description,
        })),
      ),
  );
  return problemsOf('cdk-nag', findings);
}
