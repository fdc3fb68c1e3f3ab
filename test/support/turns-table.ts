/** A local table of turns, and the look-ups of crowds over it in simulated time. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import { TURN_SPACING_MS } from '../../lambda/message-insights/call-budget';
import { locationOf } from '../../local/aws/aws';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/aws/dynamodb';
import { type Crowd, type SimulationResult, simulateCallers } from './callers';
import { ignoreTimeLimits } from './time-limits';

export const TURNS_TABLE = 'turns';

export interface TurnsTable {
  /** Set before the first test starts. */
  readonly client: DynamoDBClient;
  /** @param name Default: the table of turns */
  simulate(crowd: Crowd, name?: string): Promise<SimulationResult>;
}

/** Starts the table before the tests of a file, and closes it after them. */
export function useTurnsTable(): TurnsTable {
  let dynamodb: LocalDynamoDb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    ignoreTimeLimits();
    dynamodb = await startLocalDynamoDb(TURNS_TABLE);
    client = new DynamoDBClient(locationOf(dynamodb.url));
  });
  afterAll(async () => {
    client.destroy();
    await dynamodb.close();
  });
  return {
    get client() {
      return client;
    },
    simulate: (crowd, name = TURNS_TABLE) => simulateCallers(client, name, crowd),
  };
}

/** Returns the length of these turns: the current one, one that is too near to move, and one of each other caller. */
export function fairWaitMs(otherCallers: number): number {
  return (otherCallers + 2) * TURN_SPACING_MS;
}
