import { describe, expect, it } from '@jest/globals';
import { formValues, readAction, readParameters } from '../../../../local/console/page/cwdb-action';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:customWidgetFind';

describe('an action', () => {
  const read = (attributes: Record<string, string>) => readAction((name) => attributes[name] ?? null);

  it.each([
    ['shows HTML in the widget after a click by default', {}, { kind: 'html', display: 'widget', event: 'click' }],
    [
      'calls a function, after a question',
      { action: 'call', endpoint: ARN, confirmation: 'Start?' },
      { kind: 'call', display: 'widget', event: 'click', endpoint: ARN, confirmation: 'Start?' },
    ],
    ['can show its result in a dialog', { display: 'popup' }, { display: 'popup' }],
    ['can wait for a second click', { event: 'dblclick' }, { event: 'dblclick' }],
    ['can show HTML without a click', { event: 'mouseenter' }, { event: 'mouseenter' }],
    ['calls no function without a click', { action: 'call', event: 'mouseenter' }, { kind: 'call', event: 'click' }],
    [
      'ignores values that CloudWatch does not have',
      { action: 'eval', event: 'load', display: 'top' },
      { kind: 'html', display: 'widget', event: 'click' },
    ],
  ])('%s', (_, attributes, expected) => {
    expect(read(attributes)).toMatchObject(expected);
  });
});

it.each([
  ['the members of an object', ' { "view": "message", "id": 1 } ', { view: 'message', id: 1 }],
  ['nothing from a string', '"view"', {}],
  ['nothing from null', 'null', {}],
  ['nothing from other content', 'Look up', {}],
])('the parameters of a call are %s', (_, content, expected) => {
  expect(readParameters(content)).toEqual(expected);
});

it('the values of a form are by name, without boxes that are not checked', () => {
  const fields = [
    { name: 'ids', value: 'a b', type: 'textarea' },
    { name: 'outcome', value: 'BOUNCE', type: 'select-one' },
    { name: 'exact', value: 'on', type: 'checkbox', checked: false },
    { name: 'since', value: '2h', type: 'radio', checked: true },
    { name: '', value: 'unnamed', type: 'text' },
  ];
  expect(formValues(fields)).toEqual({ ids: 'a b', outcome: 'BOUNCE', since: '2h' });
});
