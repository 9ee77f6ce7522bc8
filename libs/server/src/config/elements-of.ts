/** Splits a list at its commas, without the spaces around elements and without empty ones. */
export function elementsOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ''));
  return parts.filter((part) => part !== '');
}
