import { describe, expect, it } from '@jest/globals';
import { readWidgetEvent } from '../../../../lambda/message-insights/widgets/widget-event';
import { idOf } from '../../../support/insights-world';

const NO_FIELDS = { what: '', subject: '', from: '', outcome: '', since: '', event: '', by: '', days: '' };
const FIRST = { isDescribe: false, widget: 'find', theme: 'light', action: { action: 'show' }, fields: NO_FIELDS };
const ID = 'A'.repeat(32);
const MESSAGE = idOf(Date.UTC(2026, 10, 18));
const look = (members: object) => ({ action: 'look-again', id: ID, startedAt: 0, filters: {}, ...members });

describe('an event', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'find'],
    ['a list', [{ widget: 'bouncing' }]],
    ['an empty object', {}],
    ['other types', { widget: 7, action: ['find'], widgetContext: 'dark' }],
    ['names of Object', { widget: 'constructor', action: 'toString', widgetContext: { theme: '__proto__' } }],
    ['forms of other types', { widgetContext: { forms: { all: ['what'] } } }],
    ['fields of other types', { widgetContext: { forms: { all: { what: 1, subject: null, from: {}, days: ['1'] } } } }],
    ['a search without an id', { action: 'look-again' }],
    ['a search with an id of another form', { action: 'look-again', id: '../unmasked' }],
    ['a message without an id', { action: 'message' }],
    ['a message with an id of another form', { action: 'message', messageId: 'alice' }],
    ['a message with several ids', { action: 'message', messageId: `${MESSAGE} ${idOf(0)}` }],
    ['a request for documentation of another type', { describe: 'true' }],
    [
      'an action of the dashboard, which each refresh repeats',
      { action: 'search', widgetContext: { params: { action: 'search' } } },
    ],
  ])('with %s shows the form', (_, event) => {
    expect(readWidgetEvent(event)).toEqual(FIRST);
  });

  it.each<[string, unknown, object]>([
    ['the widget', { widget: 'breakdown' }, { widget: 'breakdown' }],
    ['the theme', { widgetContext: { theme: 'dark' } }, { theme: 'dark' }],
    ['a request for documentation', { describe: true }, { isDescribe: true }],
    ['a click', { action: 'count' }, { action: { action: 'count' } }],
    [
      'a message',
      { action: 'message', messageId: ` ${MESSAGE} ` },
      { action: { action: 'message', messageId: MESSAGE } },
    ],
    [
      'a search',
      { action: 'look-again', id: ID, startedAt: 5, filters: { to: 'a@example.com', subject: ' x ', outcome: '' } },
      { action: look({ startedAt: 5, filters: { to: 'a@example.com', subject: 'x' } }) },
    ],
    ['an impossible time', { action: 'look-again', id: ID, startedAt: 1e99 }, { action: look({}) }],
    [
      'a time that is no primitive value',
      { action: 'look-again', id: ID, startedAt: { toString: 1, valueOf: 1 } },
      { action: look({}) },
    ],
    [
      'no filters of other types, names or lengths',
      { action: 'look-again', id: ID, filters: { to: ['a'], from: 'x'.repeat(999), subject: {}, since: '1h' } },
      { action: look({}) },
    ],
    [
      'the fields, without spaces around them, and no others',
      { widgetContext: { forms: { all: { what: ' a@example.com\n', route: 'unmasked' } } } },
      { fields: { ...NO_FIELDS, what: 'a@example.com' } },
    ],
  ])('has %s', (_, event, expected) => {
    expect(readWidgetEvent(event)).toEqual({ ...FIRST, ...expected });
  });
});
