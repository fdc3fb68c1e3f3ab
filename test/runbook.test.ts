/** The commands of RUNBOOK.md, without running them: they must work in the shells of Linux and macOS. */
import { describe, expect, it } from '@jest/globals';
import { runbookCommands } from './support/runbook';

const COMMANDS = runbookCommands();

/** What differs between systems and shells, and what to write instead. */
const UNPORTABLE: readonly (readonly [reason: string, pattern: RegExp, example: string])[] = [
  ['zsh passes a comment on as arguments', /(^|\s)#(\s|$)/, 'aws sesv2 get-account  # the account'],
  ["only GNU's date has -d", /\bdate\b[^|)]*\s(-d|--date)\b/, 'date -u -d yesterday +%F'],
  ["only BSD's date has -v", /\bdate\b[^|)]*\s-v/, 'date -u -v-1d +%F'],
  ['sed -i needs a suffix on macOS', /\bsed\b[^|]*\s-i/, 'sed -i s/a/b/ file'],
  ['macOS has no sha256sum', /\b(sha\d+|md5)sum\b/, 'printf a | sha256sum'],
  ['macOS has shasum and Alpine has not', /\bshasum\b/, 'printf a | shasum -a 256'],
  ["only GNU's grep has -P", /\bgrep\b[^|]*\s-\w*P/, 'grep -oP a file'],
  ["only GNU's base64 has -w", /\bbase64\b[^|]*\s-w/, 'base64 -w0 file'],
  ["only GNU's readlink has -f everywhere", /\breadlink\b[^|]*\s-f/, 'readlink -f file'],
  ["only GNU's xargs has -r", /\bxargs\b[^|]*\s-\w*r/, 'ls | xargs -r rm'],
  ['macOS has no timeout', /(^|\|\s*)timeout\s/, 'timeout 5 aws sesv2 get-account'],
  ['only bash and zsh have it', /\[\[|<\(|<<<|\$'|\bfunction\s|\bsource\s/, 'diff <(a) <(b)'],
  [
    'zsh expands an unquoted glob, bracket or brace',
    /(?:^|\s)[^\s'"$]*[*?[\]{}][^\s'"]*(?:\s|$)/,
    'aws s3 ls s3://a/*',
  ],
];

describe('the commands of the runbook', () => {
  it('are found in code blocks, in lists and in tables', () => {
    expect(COMMANDS).toEqual(
      expect.arrayContaining([
        'export AWS_REGION=eu-west-1',
        'aws sesv2 put-account-sending-attributes --no-sending-enabled',
        'aws sesv2 delete-suppressed-destination --email-address ADDRESS',
      ]),
    );
    expect(COMMANDS.length).toBeGreaterThan(30);
  });

  it.each(UNPORTABLE)('have nothing unportable: %s', (_, pattern, example) => {
    expect(example).toMatch(pattern);
    expect(COMMANDS.map(withoutQuoted).filter((command) => pattern.test(command))).toEqual([]);
  });

  it('pause and resume in separate blocks, so that pasting one does not undo the other', () => {
    const blocks = COMMANDS.filter((command) => command.includes('sending-enabled'));
    expect(blocks.filter((command) => command.includes('--no-sending-enabled'))).toHaveLength(2);
  });
});

/** Shells do not interpret what single quotes contain. */
function withoutQuoted(command: string): string {
  return command.replace(/'[^']*'/g, "''").replace(/"[^"$]*"/g, '""');
}
