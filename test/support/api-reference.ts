/**
 * Writes docs/api.md from the docstrings of the exports: `npx tsx test/support/api-reference.ts`. It uses TypeScript 6, because
 * TypeScript 7 has no API for JavaScript yet.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript-6';

const ROOT = path.join(__dirname, '../..');

const INTRODUCTION = `# API reference

This page answers: which constructs, properties and types does the package export?

It is generated from the source. [Your own CDK app](your-own-app.md) shows how to use them.
`;

interface Entry {
  readonly name: string;
  readonly kind: 'Constructs' | 'Options' | 'Types and values';
  readonly text: string;
}

/** Returns the page. */
export function apiReference(): string {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const program = ts.createProgram([path.join(ROOT, 'lib/index.ts')], options);
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(path.join(ROOT, 'lib/index.ts')) as ts.SourceFile);
  const entries = checker
    .getExportsOfModule(index as ts.Symbol)
    .map((symbol) => entryOf(checker, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const sections = (['Constructs', 'Options', 'Types and values'] as const).map(
    (kind) =>
      `## ${kind}\n\n${entries
        .filter((entry) => entry.kind === kind)
        .map(({ text }) => text)
        .join('\n')}`,
  );
  return [INTRODUCTION, ...sections].join('\n');
}

function entryOf(checker: ts.TypeChecker, symbol: ts.Symbol): Entry {
  const [declaration] = symbol.declarations ?? [];
  const description = `${docOf(checker, symbol)}${throwsOf(symbol)}`;
  const heading = `### ${symbol.name}\n\n${description}`;
  if (declaration && ts.isClassDeclaration(declaration)) {
    return { name: symbol.name, kind: 'Constructs', text: `${heading}${membersOf(checker, declaration)}` };
  }
  if (declaration && ts.isInterfaceDeclaration(declaration)) {
    return {
      name: symbol.name,
      kind: 'Options',
      text: `${heading}${extendsOf(declaration)}${propertiesOf(checker, declaration)}`,
    };
  }
  return { name: symbol.name, kind: 'Types and values', text: `${heading}${typeOf(declaration)}` };
}

/** Returns the base types of an interface. Their own sections have their properties. */
function extendsOf({ heritageClauses }: ts.InterfaceDeclaration): string {
  const bases = (heritageClauses ?? []).flatMap(({ types }) => types.map((type) => `\`${oneLine(type.getText())}\``));
  return bases.length === 0 ? '' : `Also has the properties of ${bases.join(', ')}.\n\n`;
}

function propertiesOf(checker: ts.TypeChecker, { members }: ts.InterfaceDeclaration): string {
  const rows = members.filter(ts.isPropertySignature).map((member) => {
    const optional = member.questionToken ? '?' : '';
    return row(`${member.name.getText()}${optional}`, member.type?.getText() ?? '', docOfNode(checker, member));
  });
  return table('Property', rows);
}

/** Returns the public constructor, properties and methods of a class, with one row for each overload. */
function membersOf(checker: ts.TypeChecker, { members }: ts.ClassDeclaration): string {
  const isPublic = (member: ts.ClassElement) =>
    !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));
  const overloaded = new Set(
    members.filter((member) => ts.isMethodDeclaration(member) && !member.body).map((member) => member.name?.getText()),
  );
  const rows = members.filter(isPublic).flatMap((member) => {
    const name = member.name?.getText() ?? '';
    if (ts.isPropertyDeclaration(member)) {
      const type = member.type?.getText() ?? checker.typeToString(checker.getTypeAtLocation(member));
      return [row(name, type, docOfNode(checker, member))];
    }
    if (ts.isGetAccessorDeclaration(member))
      return [row(name, member.type?.getText() ?? '', docOfNode(checker, member))];
    if (!ts.isMethodDeclaration(member) || (overloaded.has(name) && member.body)) return [];
    const parameters = member.parameters.map((parameter) => parameter.getText()).join(', ');
    return [row(`${name}(${parameters})`, member.type?.getText() ?? '', docOfNode(checker, member))];
  });
  return table('Member', rows);
}

/** Returns the declaration of a type or value, without its docstring. */
function typeOf(declaration?: ts.Declaration): string {
  if (!declaration) return '';
  const statement = ts.isVariableDeclaration(declaration)
    ? `${declaration.name.getText()}: ${declaration.type?.getText() ?? 'const'}`
    : declaration.getText();
  return `\`\`\`ts\n${statement.replace(/^export /, '')}\n\`\`\`\n`;
}

function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const text = oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  return text === '' ? '' : `${text}\n\n`;
}

function throwsOf(symbol: ts.Symbol): string {
  const tags = symbol.getJsDocTags().filter(({ name }) => name === 'throws');
  return tags.map(({ text }) => `Throws ${oneLine(ts.displayPartsToString(text))}.\n\n`).join('');
}

function docOfNode(checker: ts.TypeChecker, node: ts.ClassElement | ts.TypeElement): string {
  const symbol = checker.getSymbolAtLocation(node.name as ts.Node);
  const [, comment = ''] =
    /\/\*\*([\s\S]*?)\*\//.exec(node.getFullText().slice(0, node.getLeadingTriviaWidth() + 1)) ?? [];
  const own = oneLine(comment.replace(/^\s*\* ?/gm, ''))
    .replaceAll(/ @param (\w+) (.*?)(?= @|$)/g, ' `$1`: $2.')
    .replaceAll(/ @throws (.*?)(?= @|$)/g, ' Throws $1.');
  return own || (symbol ? docOf(checker, symbol).trim() : '');
}

function row(name: string, type: string, description: string): string {
  const code = (text: string) => (text === '' ? '' : `\`${oneLine(text).replaceAll('|', '\\|')}\``);
  return `| ${code(name)} | ${code(type)} | ${description.replaceAll('|', '\\|')} |`;
}

function table(first: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `| ${first} | Type | Description |\n|---|---|---|\n${rows.join('\n')}\n`;
}

/** Returns text in one line, without comments. */
function oneLine(text: string): string {
  return text
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

if (require.main === module) writeFileSync(path.join(ROOT, 'docs/api.md'), apiReference());
