/**
 * Shows lines of the source in stack traces. Each bundle begins with this file.
 *
 * The source map is read with the first stack trace, so a function that does not fail never reads it. Node's
 * `--enable-source-maps` costs a twelfth of the CPU time of each cold start.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceOrigin } from 'node:module';

let map: SourceMap | undefined;

Error.prepareStackTrace = (error, sites) => {
  const origins = sites.map(originOf);
  // A function's name in the source is the name by which the next line calls it.
  const lines = sites.map((site, index) => toLine(site, origins[index], origins[index + 1]?.name));
  return [Error.prototype.toString.call(error), ...lines].join('\n    at ');
};

/** Returns a position in the source; undefined if it is not known. */
function originOf(site: NodeJS.CallSite): Partial<SourceOrigin> | undefined {
  if (site.getFileName() !== __filename) return undefined;
  map ??= readMap();
  return map?.findOrigin(site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0);
}

/** Returns undefined if the map cannot be read, because a failure here would hide the error that is being reported. */
function readMap(): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${__filename}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}

function toLine(site: NodeJS.CallSite, origin?: Partial<SourceOrigin>, name?: string): string {
  if (!origin?.fileName) return String(site);
  const position = `${origin.fileName.replace(/^(\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`;
  return `${site.isAsync() ? 'async ' : ''}${name ? `${name} (${position})` : position}`;
}
