import type { ConfigValues } from './config.ts';
import type { ConfigSection, ConfigValue } from './section.ts';

const HEAD = `# Rookery reads this file at start, and again at rookery reload. Every key is here with its default: change what you need, delete what you like.
# Sizes are in octets, times in milliseconds.
`;

/** The file that \`init\` writes: every key, its value or default, and a line on it. */
export function renderConfig(sections: readonly ConfigSection[], values: ConfigValues = {}): string {
  return HEAD + sections.map((section) => renderSection(section, values[section.name] ?? {})).join('');
}

function renderSection(section: ConfigSection, values: Readonly<Record<string, ConfigValue>>): string {
  const assignments = Object.entries(section.keys).map(([name, key]) => {
    return { text: `${name} = ${tomlValue(values[name] ?? key.default)}`, comment: key.comment };
  });
  const width = Math.min(44, Math.max(...assignments.map(({ text }) => text.length)));
  const lines = assignments.map(({ text, comment }) => `${text.padEnd(width)}  # ${comment}\n`);
  return `\n# ${section.comment}\n[${section.name}]\n${lines.join('')}`;
}

export function tomlValue(value: ConfigValue): string {
  if (typeof value === 'string') return tomlString(value);
  if (typeof value === 'boolean') return String(value);
  if (!Number.isInteger(value)) return String(value);
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}

/** TOML's basic strings are JSON's but for DEL, which must be escaped. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
