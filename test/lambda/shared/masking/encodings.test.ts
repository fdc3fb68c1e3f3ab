import { expect, it } from '@jest/globals';
import { decodeHeader } from '../../../../lambda/shared/masking/encodings';

it.each([
  ['=?utf-8?Q?Zo=C3=AB?=', 'Zo\u00eb'],
  ['=?UTF-8?b?Wm/Dqw==?=', 'Zo\u00eb'],
  ['=?iso-8859-1?Q?Zo=EB_M?=', 'Zo\u00eb M'],
  ['=?windows-1251?B?yOLg7e7i?=', '\u0418\u0432\u0430\u043d\u043e\u0432'],
  ['=?iso-2022-jp?B?GyRCPi5OUxsoQg==?=', '\u5c0f\u6797'],
  ['=?utf-8*en?Q?Zo=C3=AB?=', 'Zo\u00eb'],
  ['=?utf-8?Q?Ali?= =?utf-8?Q?ce?=', 'Alice'],
  ['=?utf-8?Q?Ali?=\r\n =?utf-8?Q?ce?= Smith', 'Alice Smith'],
  ['=?no-such-charset?Q?Zo=C3=AB?=', 'Zo\u00eb'],
  ['Is 1 =? 2 ?=', 'Is 1 =? 2 ?='],
])('decodeHeader %s is %s', (header, decoded) => {
  expect(decodeHeader(header)).toBe(decoded);
});
