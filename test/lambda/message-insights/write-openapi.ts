/** Writes the OpenAPI document of the API to `lambda/message-insights/openapi.json`. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openapi } from '../../../lambda/message-insights/openapi';

const FILE = path.join(__dirname, '../../../lambda/message-insights/openapi.json');

writeFileSync(FILE, JSON.stringify(openapi, null, 2));
execFileSync('npx', ['biome', 'format', '--write', FILE]);
