import type { Verb } from './verb.ts';

export function overview(verbs: readonly Verb[], version: string): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length));
  const rows = verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.purpose}`);
  return `Rookery ${version}: a complete mail system in one program

${rows.join('\n')}

Help on one of them: rookery help VERB
To see it work now:  rookery demo
`;
}

export function helpOn(verb: Verb): string {
  const options = Object.entries({ ...verb.options, help: { about: 'this text' } }).map(([name, option]) => {
    const value = 'value' in option && option.value !== undefined ? ` ${option.value}` : '';
    return [`--${name}${value}`, option.about] as const;
  });
  const width = Math.max(...options.map(([left]) => left.length));
  const notes = verb.notes === undefined ? '' : `\n${verb.notes.join('\n')}\n`;
  return `${usage(verb)}

${verb.purpose}
${notes}
${options.map(([left, about]) => `  ${left.padEnd(width)}  ${about}`).join('\n')}

Examples:
${verb.examples.map((example) => `  ${example}`).join('\n')}
`;
}

function usage(verb: Verb): string {
  const options = Object.entries(verb.options).map(([name, option]) => {
    const text = option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
    return option.required ? text : `[${text}]`;
  });
  return ['Usage: rookery', verb.name, ...verb.words, ...options].join(' ');
}
