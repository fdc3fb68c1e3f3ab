import type { Template } from 'aws-cdk-lib/assertions';

export interface WidgetJson {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly region?: string;
    readonly alarms?: unknown[];
    readonly metrics?: unknown[][];
    readonly markdown?: string;
    readonly legend?: { readonly position: string };
    readonly table?: { readonly summaryColumns: string[] };
    readonly annotations?: { readonly horizontal: { readonly value: number; readonly label: string }[] };
  };
}

/** Returns the widgets of each dashboard, by its name. A logical id replaces each value that only a deployment knows. */
export function dashboardsOf(template: Template): Map<string, WidgetJson[]> {
  const toJson = (part: unknown): string => {
    if (typeof part === 'string') return part;
    const { Ref, ...functions } = part as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
    return Ref ?? functions['Fn::Join']?.[1].map(toJson).join('') ?? functions['Fn::GetAtt']?.[0] ?? '';
  };
  return new Map(
    Object.values(template.findResources('AWS::CloudWatch::Dashboard')).map(({ Properties }) => [
      Properties.DashboardName,
      JSON.parse(toJson(Properties.DashboardBody)).widgets,
    ]),
  );
}
