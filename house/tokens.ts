/** A word (identifier or keyword), a string's value, a number, or one mark of punctuation; comments are gone. */
export interface Token {
  readonly kind: 'word' | 'string' | 'template' | 'number' | 'regex' | 'mark';
  readonly text: string;
  readonly line: number;
}

/** Words after which a slash begins a regular expression and is no division. */
const BEFORE_REGEX = new Set(
  'return typeof case in of delete void throw new else do await yield instanceof'.split(' '),
);

/** Every rule reads every file: each is split once. */
const known = new Map<string, readonly Token[]>();

export function tokens(text: string): readonly Token[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = split(text);
  known.set(text, found);
  return found;
}

/**
 * Splits TypeScript into tokens, as far as the rules need it: enough to tell code from comments, strings, templates and
 * regular expressions. Never fails; what it cannot make sense of ends with the line.
 */
function split(text: string): readonly Token[] {
  const found: Token[] = [];
  /** For each template that is open, the depth of braces inside its `${`. */
  const templates: number[] = [];
  let at = 0;
  let line = 1;

  const push = (kind: Token['kind'], value: string, startLine = line): void => {
    found.push({ kind, text: value, line: startLine });
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) at += match.length;
    return match;
  };
  const takeTemplate = (): void => {
    const start = at;
    const startLine = line;
    while (at < text.length && text[at] !== '`') {
      if (text[at] === '\n') line++;
      if (text[at] === '$' && text[at + 1] === '{') {
        push('template', text.slice(start, at), startLine);
        at += 2;
        templates.push(0);
        return;
      }
      at += text[at] === '\\' ? 2 : 1;
    }
    push('template', text.slice(start, at), startLine);
    at++;
  };

  while (at < text.length) {
    const char = text[at]!;
    if (char === '\n') {
      line++;
      at++;
    } else if (take(/\s+?(?=\n|\S|$)/y) !== undefined || take(/\/\/[^\n]*/y) !== undefined) {
      // Nothing to keep.
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      const comment = text.slice(at, end === -1 ? text.length : end + 2);
      line += comment.split('\n').length - 1;
      at += comment.length;
    } else if (char === "'" || char === '"') {
      const quoted = take(char === "'" ? /'(?:[^'\\\n]|\\[\s\S])*'?/y : /"(?:[^"\\\n]|\\[\s\S])*"?/y) ?? char;
      push('string', quoted.slice(1).replace(/['"]$/, ''));
      line += quoted.split('\n').length - 1;
    } else if (char === '`') {
      at++;
      takeTemplate();
    } else if (char === '}' && templates.at(-1) === 0) {
      at++;
      templates.pop();
      takeTemplate();
    } else if (char === '/' && regexMayBegin(found.at(-1))) {
      const regex = take(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y);
      if (regex === undefined) at++;
      push(regex === undefined ? 'mark' : 'regex', regex ?? '/');
    } else {
      const word = take(/[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy);
      const number = word === undefined ? take(/\d[\w.]*/y) : undefined;
      if (word !== undefined) push('word', word);
      else if (number !== undefined) push('number', number);
      else {
        if (char === '{' && templates.length > 0) templates[templates.length - 1]!++;
        if (char === '}' && templates.length > 0) templates[templates.length - 1]!--;
        push('mark', char);
        at++;
      }
    }
  }
  return found;
}

function regexMayBegin(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'mark') return !')]}'.includes(before.text);
  return before.kind === 'word' && BEFORE_REGEX.has(before.text);
}
