/** The names and limits of the table that the functions share. */

/** Partition key of the table, which has no sort key. */
export const TABLE_KEY = 'key';

/** The table's TTL attribute, epoch seconds. DynamoDB deletes expired items late, so the code also compares times. */
export const TABLE_TTL = 'expiresAt';

/** Time limit of a call to the table. After this time, the call counts as failed. */
export const TABLE_TIMEOUT_MS = 2_000;
