import { NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { type Finding, problemsOf } from './findings';
import { synthesizeAll } from './synthesized';

/**
 * Checks every configuration with CDK's rules and cdk-nag's packs. The packs for HIPAA and PCI DSS are left out, because NIST's
 * pack has all their rules for these resources.
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
