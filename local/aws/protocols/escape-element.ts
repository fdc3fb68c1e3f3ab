/** Escapes a string for the content of an XML element. */
export function escapeElement(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
