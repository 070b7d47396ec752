/** The interface's own words, so that a test says what it means and holds in every language. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'sl' | 'en' | 'de';
type Words = (key: string, values?: Record<string, string | number>) => string;

export function wordsOf(language: Language): Words {
	const folder = join('messages', language);
	const texts: Record<string, unknown> = {};
	for (const file of readdirSync(folder)) {
		if (file === 'problems.json') continue;
		Object.assign(texts, JSON.parse(readFileSync(join(folder, file), 'utf8')));
	}
	return (key, values = {}) => {
		const text = texts[key];
		if (typeof text !== 'string') throw new Error(`There is no plain message "${key}" in ${language}.`);
		return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
	};
}
