/** Splits a command line at spaces; single and double quotes keep spaces together. There is no other shell syntax. */
export function splitCommand(line: string): string[] {
  return [...line.trim().matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )
}
