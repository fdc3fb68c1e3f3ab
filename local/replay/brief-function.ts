/** The brief function, as a template configures it. */
import { type BriefSettings, ENVIRONMENT } from '../../lambda/alarm-brief/contract';
import { readSettings } from '../../lambda/alarm-brief/settings';
import { type CfnTemplate, readAlarms, type TemplateAlarm, toStringValue } from '../alarms/template-alarms';

export interface BriefFunction {
  /** Logical id, as in the actions of the alarm that invokes the function. */
  readonly id: string;
  readonly settings: BriefSettings;
  /** The alarm that invokes the function. */
  readonly pager: Pick<TemplateAlarm, 'name'>;
}

/** Returns undefined for a stack without briefs. */
export function readBriefFunction(template: CfnTemplate): BriefFunction | undefined {
  const { Resources } = template;
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    const variables: Readonly<Record<string, unknown>> = Properties?.Environment?.Variables ?? {};
    if (Type !== 'AWS::Lambda::Function' || !(ENVIRONMENT.alarms in variables)) continue;
    const environment = Object.entries(variables).map(([name, value]) => [name, toStringValue(value)]);
    const { topicArn, ...settings } = readSettings(Object.fromEntries(environment));
    const pager = readAlarms(template).find(({ alarmActions }) => alarmActions.includes(id));
    if (!pager) throw new Error(`No alarm invokes the function ${id}`);
    return { id, pager, settings: { ...settings, topicArn: arnOf(topicArn), apiUrl: API_URL } };
  }
  return undefined;
}

/** The commands in a brief show this shell variable, because only a deployment knows the URL. */
const API_URL = '$API_URL';

/** Returns the ARN of a topic that the template refers to by its logical id. */
function arnOf(topic: string): string {
  return topic.startsWith('arn:') ? topic : `arn:aws:sns:eu-west-1:111122223333:${topic}`;
}
