/** Edits of a synthesized template. */

export interface TemplateResource {
  readonly Type: string;
  Properties: Record<string, unknown>;
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
}

/** Takes resources out of a template; what names an alarm among them goes on doing so, by ARN or name in place of a reference. */
export function forget(template: Template, isForgotten: (resource: TemplateResource) => boolean): void {
  const names = new Map<unknown, unknown>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (!isForgotten(resource)) continue;
    names.set(id, resource.Properties.AlarmName);
    delete template.Resources[id];
  }
  for (const resource of Object.values(template.Resources)) {
    resource.Properties = withNames(resource.Properties, names) as TemplateResource['Properties'];
  }
}

function withNames(value: unknown, names: ReadonlyMap<unknown, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => withNames(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::GetAtt': attribute, Ref: reference } = value as { 'Fn::GetAtt'?: [string, string]; Ref?: string };
  if (names.has(reference)) return names.get(reference);
  if (attribute && names.has(attribute[0])) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    const before = { 'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:' };
    return { 'Fn::Join': ['', [before, names.get(attribute[0])]] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNames(item, names)]));
}
