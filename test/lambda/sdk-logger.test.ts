/** The SDK's logging through every client of the functions. */
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createClients as createInsightsClients } from '../../lambda/message-insights/clients';
import { createClients as createExporterClients } from '../../lambda/send-statistics/clients';
import { SDK_LOGGER } from '../../lambda/shared/sdk-logger';

const LOCATION = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

const CLIENTS = Object.entries({
  ...createExporterClients(LOCATION),
  ...Object.fromEntries(
    Object.entries(createInsightsClients(LOCATION)).map(([name, client]) => [`${name} of look-ups`, client]),
  ),
});

afterEach(() => {
  jest.restoreAllMocks();
});

it.each(CLIENTS)('%s has the logger', (_, { config }) => {
  expect(config.logger).toBe(SDK_LOGGER);
});

describe('the logger', () => {
  it('has neither info nor error, so that the SDK does not format inputs and outputs', () => {
    expect([SDK_LOGGER.info, SDK_LOGGER.error]).toEqual([undefined, undefined]);
  });

  it('shows the SDK’s warnings', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    SDK_LOGGER.warn('stream', 1);
    expect(warn.mock.calls).toEqual([['stream', 1]]);
  });

  it('shows the hint on an unreadable response, as the SDK’s default logger does', async () => {
    const ofDefault = await hintsOf(new SESv2Client(LOCATION));
    expect(ofDefault).toEqual([expect.stringContaining('Deserialization error')]);
    expect(await hintsOf(new SESv2Client({ ...LOCATION, logger: SDK_LOGGER }))).toEqual(ofDefault);
  });
});

/** Returns the console's warnings for an unreadable response, whose error the SDK cannot extend. */
async function hintsOf(client: SESv2Client): Promise<string[]> {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const unreadable = Object.defineProperty(new SyntaxError(), 'message', {
    get: () => 'unreadable',
    set() {
      throw new TypeError();
    },
  });
  Object.assign(client.config.protocol, { deserializeResponse: () => Promise.reject(unreadable) });
  client.config.requestHandler.handle = async () => ({ response: { statusCode: 200, headers: {} } as never });
  await expect(client.send(new GetAccountCommand({}))).rejects.toThrow();
  const hints = warn.mock.calls.map(([hint]) => String(hint));
  warn.mockRestore();
  return hints;
}
