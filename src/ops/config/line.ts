const HEADER = /^\s*\[\s*([\w.-]+)\s*\]/;
const ASSIGNMENT = /^\s*(?:([\w-]+)\s*\.\s*)?"?([\w-]+)"?\s*=/;

/** The line, from 1, where a section or one of its keys stands; undefined if it is written in a way not looked for. */
export function lineOf(source: string, section: string, key?: string): number | undefined {
  let current = '';
  for (const [index, line] of source.split('\n').entries()) {
    const header = HEADER.exec(line)?.[1];
    if (header !== undefined) current = header;
    const assignment = header === undefined ? ASSIGNMENT.exec(line) : null;
    const within = assignment?.[1] ?? current;
    const sectionStarts = header === section || assignment?.[1] === section;
    const found =
      key === undefined
        ? sectionStarts || (within === '' && assignment?.[2] === section)
        : within === section && assignment?.[2] === key;
    if (found) return index + 1;
  }
  return undefined;
}
