import { rmSync } from 'node:fs';

export default function removeTools(): void {
  if (process.env.E2E_TOOLS) rmSync(process.env.E2E_TOOLS, { recursive: true, force: true });
}
