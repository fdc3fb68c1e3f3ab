/** The form of each widget. It keeps what the viewer entered. */
import type { BREAKDOWNS, OUTCOMES, PRESETS } from '../../search-schemas';
import { Action } from '../action';
import { type FieldName, MAX_INPUT } from '../contract';
import type { Page } from '../page';

/** Room for some lines of a log, which contain message IDs. */
const MAX_PASTED = 8_000;

const SPANS = {
  '1h': 'the last hour',
  '2h': 'the last 2 hours',
  '6h': 'the last 6 hours',
  '24h': 'the last 24 hours',
  '3d': 'the last 3 days',
  '7d': 'the last 7 days',
  '30d': 'the last 30 days',
};

const OUTCOME_NAMES: Readonly<Record<keyof typeof OUTCOMES, string>> = {
  sent: 'sent, nothing more known',
  delivered: 'delivered',
  bounced: 'bounced permanently',
  'soft-bounced': 'bounced temporarily',
  complained: 'marked as spam',
};

const EVENT_NAMES: Readonly<Record<keyof typeof PRESETS, string>> = {
  bouncing: 'bounces',
  complaining: 'complaints',
};

const BREAKDOWN_NAMES: Readonly<Record<keyof typeof BREAKDOWNS, string>> = {
  isp: 'mailbox provider',
  identity: 'sender identity',
  'configuration-set': 'configuration set',
  tenant: 'tenant',
};

/** Clicks whose answer needs the space of the other fields. */
const LOOK_UPS: readonly string[] = ['find', 'message'];

interface FormProps {
  readonly page: Page;
}

/**
 * No form has a single text input, because the key Enter would then send it and leave the console. The key does nothing
 * in a form with two text inputs and without a button that submits.
 * https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#implicit-submission
 */
export function FindForm({ page }: FormProps) {
  const { what } = page.fields;
  return (
    <form>
      <div class="fields">
        <label class="wide">
          Message ids, or one recipient's address
          <textarea name="what" rows={2} maxlength={MAX_PASTED}>
            {what.length <= MAX_PASTED ? what : ''}
          </textarea>
        </label>
      </div>
      <Action page={page} action={{ action: 'find' }} label="Look up" isMain />
      <details open={!LOOK_UPS.includes(page.action.action)}>
        <summary>Or search</summary>
        <div class="fields">
          <Input page={page} name="subject" label={'Subject, or part of it with\u00a0*'} />
          <Input page={page} name="from" label="Sender" />
          <Select page={page} name="outcome" label="Outcome" options={{ '': 'any', ...OUTCOME_NAMES }} />
          <Select page={page} name="since" label="Sent in" options={SPANS} initial="24h" />
        </div>
        <Action page={page} action={{ action: 'search' }} label="Search" />
      </details>
    </form>
  );
}

export function CountForm({ page }: FormProps) {
  return (
    <form>
      <div class="fields">
        <Select page={page} name="event" label="Count" options={EVENT_NAMES} />
        <Select page={page} name="since" label="In" options={SPANS} initial="2h" />
      </div>
      <Action page={page} action={{ action: 'count' }} label="Count now" isMain />
    </form>
  );
}

export function BreakdownForm({ page }: FormProps) {
  return (
    <form>
      <div class="fields">
        <Select page={page} name="by" label="By" options={BREAKDOWN_NAMES} />
        <Select
          page={page}
          name="days"
          label="Whole days (UTC) before today"
          options={{ 1: '1', 7: '7', 14: '14', 30: '30', 60: '60' }}
          initial="14"
        />
      </div>
      <Action page={page} action={{ action: 'break-down' }} label="Show numbers" isMain />
    </form>
  );
}

interface FieldProps {
  readonly page: Page;
  readonly name: FieldName;
  readonly label: string;
}

function Input({ page: { fields }, name, label }: FieldProps) {
  const value = fields[name].length <= MAX_INPUT ? fields[name] : '';
  return (
    <label>
      {label}
      <input type="text" name={name} value={value} maxlength={MAX_INPUT} autocomplete="off" />
    </label>
  );
}

interface SelectProps extends FieldProps {
  /** The names of the options by their values. */
  readonly options: Readonly<Record<string, string>>;
  /** The option of an empty form. Default: the first one. */
  readonly initial?: string;
}

function Select({ page: { fields }, name, label, options, initial }: SelectProps) {
  const chosen = Object.hasOwn(options, fields[name]) ? fields[name] : initial;
  return (
    <label>
      {label}
      <select name={name}>
        {Object.entries(options).map(([value, shown]) => (
          <option value={value} selected={value === chosen}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
