export interface TemplateResource {
  readonly Type: string;
  Properties: Record<string, unknown>;
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
}

/** Removes resources from a template. References to removed alarms become their names or ARNs. */
export function removeResources(template: Template, isRemoved: (resource: TemplateResource) => boolean): void {
  const names = new Map<unknown, unknown>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (!isRemoved(resource)) continue;
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
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation syntax
    const prefix = { 'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:' };
    return { 'Fn::Join': ['', [prefix, names.get(attribute[0])]] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNames(item, names)]));
}
